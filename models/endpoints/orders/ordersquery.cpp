// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/orders/ordersquery.h"

#include <QLoggingCategory>
#include <QTimeZone>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
Q_LOGGING_CATEGORY(ordersLog, "interlock.orders")

enum class ColumnType { Text, Time, Whole };
struct OrdersColumn
{
    const char *name;
    ColumnType type;
};
constexpr OrdersColumn ordersColumns[] = {
    {"order_id", ColumnType::Text},      {"origin", ColumnType::Text},    {"owner", ColumnType::Text},
    {"state", ColumnType::Text},         {"placed_at", ColumnType::Time}, {"due_at", ColumnType::Time},
    {"updated_at", ColumnType::Time},    {"legacy_id", ColumnType::Text}, {"new_id", ColumnType::Text},
    {"amount_minor", ColumnType::Whole}, {"currency", ColumnType::Text},
};

bool isOfType(Oid oid, ColumnType type)
{
    constexpr Oid int8 = 20;
    constexpr Oid int2 = 21;
    constexpr Oid int4 = 23;
    constexpr Oid date = 1082;
    constexpr Oid timestampWithoutZone = 1114;
    constexpr Oid timestampWithZone = 1184;
    constexpr Oid numeric = 1700;
    switch (type) {
    case ColumnType::Text:
        return true;
    case ColumnType::Time:
        return oid == timestampWithZone || oid == timestampWithoutZone || oid == date;
    case ColumnType::Whole:
        return oid == int8 || oid == int4 || oid == int2 || oid == numeric;
    }
    return false;
}

/// What is selected of a column: text cut to a length that no honest value has, times in milliseconds.
QByteArray ordersExpression(const OrdersColumn &column)
{
    QByteArray name = QByteArray("o.") + column.name;
    switch (column.type) {
    case ColumnType::Text:
        return "left(" + name + "::text, 512)";
    case ColumnType::Time: // infinity is no date that anything could be shown at
        return "case when isfinite(" + name + ") then floor(extract(epoch from " + name +
               "::timestamptz) * 1000)::bigint end";
    case ColumnType::Whole:
        return name + "::text";
    }
    return name;
}

/// The cells of one row, by column.
class OrdersRow final
{
public:
    OrdersRow(const PGresult *result, int row) : m_result(result), m_row(row) {}

    [[nodiscard]] bool isNull(int column) const { return PQgetisnull(m_result, m_row, column); }
    [[nodiscard]] QString text(int column) const
    {
        return QString::fromUtf8(PQgetvalue(m_result, m_row, column), PQgetlength(m_result, m_row, column));
    }
    [[nodiscard]] QDateTime time(int column) const
    {
        return isNull(column) ? QDateTime()
                              : QDateTime::fromMSecsSinceEpoch(text(column).toLongLong(), Qt::UTC);
    }
    [[nodiscard]] qint64 count(int column) const { return text(column).toLongLong(); }

private:
    const PGresult *m_result;
    int m_row;
};

/// What is wrong with the row, or nothing.
QString readOrder(const OrdersRow &row, OrderInFlight &order)
{
    order.orderId = row.text(0);
    const std::optional<Side> origin = sideFromName(row.text(1));
    const std::optional<Side> owner = sideFromName(row.text(2));
    if (order.orderId.isEmpty())
        return u"order_id is empty"_s;
    if (!origin || !owner)
        return u"origin \"%1\" or owner \"%2\" is not legacy or new"_s.arg(row.text(1), row.text(2));
    order.origin = *origin;
    order.owner = *owner;
    order.state = row.text(3);
    order.placedAt = row.time(4);
    order.dueAt = row.time(5);
    order.updatedAt = row.time(6);
    order.legacyId = row.text(7);
    order.newId = row.text(8);
    order.currency = row.text(10);
    if (row.isNull(9))
        return {};
    bool isWhole = false;
    order.amountMinor = row.text(9).toLongLong(&isWhole);
    return isWhole ? QString() : u"amount_minor \"%1\" is not a whole number"_s.arg(row.text(9));
}
} // namespace

OrdersQuery::OrdersQuery(const QString &select) : m_select(select.trimmed())
{
    while (m_select.endsWith(u';') || (!m_select.isEmpty() && m_select.back().isSpace()))
        m_select.chop(1);
    if (m_select.isEmpty())
        m_select = u"SELECT * FROM interlock.orders_in_flight"_s;
}

QByteArray OrdersQuery::source() const
{
    return " FROM (" + m_select.toUtf8() + "\n) AS o"; // the line end closes a comment at the query's end
}

Result<void> OrdersQuery::check(PostgresConnection &connection, const QDeadlineTimer &deadline) const
{
    const Result<PostgresResult> empty = connection.query("SELECT *" + source() + " LIMIT 0", deadline);
    if (!empty)
        return tl::unexpected<Error>(empty.error());
    QStringList wrong;
    for (const OrdersColumn &column : ordersColumns) {
        const int at = PQfnumber(empty->get(), column.name);
        const QString name = QString::fromLatin1(column.name);
        if (at < 0)
            wrong << u"column %1 is missing"_s.arg(name);
        else if (!isOfType(PQftype(empty->get(), at), column.type))
            wrong << u"column %1 has the wrong type, expected a %2"_s.arg(
                name, column.type == ColumnType::Time ? u"date and time"_s : u"whole number"_s);
    }
    if (wrong.isEmpty())
        return {};
    return fail(ErrorKind::Database, wrong.join(u"; "_s));
}

Result<OrdersSnapshot> OrdersQuery::readRows(PostgresConnection &connection,
                                             const QDeadlineTimer &deadline) const
{
    QByteArrayList expressions;
    for (const OrdersColumn &column : ordersColumns)
        expressions.append(ordersExpression(column));
    const QByteArray sql = "SELECT " + expressions.join(", ") + source() +
                           " ORDER BY o.due_at NULLS LAST LIMIT " +
                           QByteArray::number(greatestOrderCount + 1);
    const Result<PostgresResult> result = connection.query(sql, deadline);
    if (!result)
        return tl::unexpected<Error>(result.error());
    OrdersSnapshot snapshot;
    const int count = PQntuples(result->get());
    snapshot.truncated = count > greatestOrderCount;
    snapshot.rows.reserve(qMin(count, greatestOrderCount));
    for (int i = 0; i < qMin(count, greatestOrderCount); ++i) {
        OrderInFlight order;
        const QString problem = readOrder(OrdersRow(result->get(), i), order);
        if (problem.isEmpty()) {
            snapshot.rows.append(order);
            continue;
        }
        if (++snapshot.badRows <= 3)
            qCWarning(ordersLog, "row %d, order %ls: %ls", i + 1, qUtf16Printable(order.orderId.left(64)),
                      qUtf16Printable(problem));
    }
    return snapshot;
}

Result<void> OrdersQuery::readCounts(PostgresConnection &connection, OrdersSnapshot &snapshot,
                                     const QDeadlineTimer &deadline) const
{
    const Result<PostgresResult> result = connection.query(
        "SELECT count(*) FILTER (WHERE o.origin::text = 'legacy'), count(*) FILTER (WHERE o.origin::text = "
        "'new'), "
        "count(*) FILTER (WHERE o.due_at::timestamptz < now()), "
        "floor(extract(epoch from max(o.due_at::timestamptz) FILTER (WHERE o.origin::text = 'legacy' AND "
        "isfinite(o.due_at))) * 1000)::bigint, floor(extract(epoch from clock_timestamp()) * 1000)::bigint" +
            source(),
        deadline);
    if (!result)
        return tl::unexpected<Error>(result.error());
    const OrdersRow row(result->get(), 0);
    snapshot.legacyOpen = row.count(0);
    snapshot.newOpen = row.count(1);
    snapshot.overdue = row.count(2);
    snapshot.lastDueAt = row.time(3);
    snapshot.at = row.time(4);
    return {};
}

Result<OrdersSnapshot> OrdersQuery::run(PostgresConnection &connection,
                                        std::chrono::milliseconds statementTimeout,
                                        const QDeadlineTimer &deadline) const
{
    const QByteArray limit = QByteArray::number(qint64(statementTimeout.count()));
    for (const QByteArray &sql :
         {QByteArray("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
          QByteArray("SET LOCAL statement_timeout = " + limit), QByteArray("SET LOCAL timezone = 'UTC'")}) {
        if (const Result<PostgresResult> done = connection.query(sql, deadline); !done)
            return tl::unexpected<Error>(done.error());
    }
    Result<OrdersSnapshot> snapshot =
        check(connection, deadline).and_then([&] { return readRows(connection, deadline); });
    if (snapshot) {
        if (const Result<void> counted = readCounts(connection, *snapshot, deadline); !counted)
            snapshot = tl::unexpected<Error>(counted.error());
    }
    if (!snapshot)
        snapshot.error().where = m_select.left(300);
    if (connection.isOpen() && !connection.query("ROLLBACK", deadline))
        connection.close(); // whatever state it is in, the next poll begins with a new one
    return snapshot;
}

} // namespace interlock
