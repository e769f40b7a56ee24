// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/tablerows.h"

#include "app/rehearsal/stores/legacytables.h"
#include "app/rehearsal/stores/newtables.h"

namespace interlock::rehearsal {

Result<QList<Product>> productsOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Product> products;
    products.reserve(rows->rows());
    for (int row = 0; row < rows->rows(); ++row)
        products.append({rows->bytes(row, 0), rows->text(row, 1), rows->text(row, 2), rows->integer(row, 3),
                         rows->bytes(row, 4) == "t"});
    return products;
}

Result<std::optional<Account>> accountOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->rows() == 0)
        return std::optional<Account>();
    return std::optional<Account>(Account{rows->text(0, 0), rows->text(0, 1), rows->bytes(0, 2) == "t"});
}

Result<QMap<QByteArray, int>> cartOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    QMap<QByteArray, int> cart;
    for (int row = 0; row < rows->rows(); ++row)
        cart.insert(rows->bytes(row, 0), int(rows->integer(row, 1)));
    return cart;
}

Result<QList<PlacedOrder>> ordersOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    QList<PlacedOrder> orders;
    for (int row = 0; row < rows->rows(); ++row)
        orders.append({rows->bytes(row, 0), rows->integer(row, 1), rows->text(row, 2),
                       QDateTime::fromMSecsSinceEpoch(rows->integer(row, 3), Qt::UTC)});
    return orders;
}

Result<void> doneOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    return {};
}

Result<Completion> completionOf(const Result<PgResult> &rows)
{
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->integer(0, 0) > 0)
        return Completion::Done;
    return rows->integer(0, 1) > 0 ? Completion::NotOurs : Completion::Unknown;
}

std::unique_ptr<ShopTables> makeShopTables(Side side, const QByteArray &connectionString)
{
    if (side == Side::Legacy)
        return std::make_unique<LegacyTables>(connectionString);
    return std::make_unique<NewTables>(connectionString);
}

} // namespace interlock::rehearsal
