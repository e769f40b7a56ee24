// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/route.h"

#include <memory>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>

namespace interlock::rehearsal {

class PgConnection;

struct Product
{
    QByteArray sku;
    QString name;
    QString category;
    qint64 priceMinor = 0;
    bool available = false;
};

struct Account
{
    QString login;
    QString name;
    bool staff = false;
};

struct PlacedOrder
{
    QByteArray key;
    qint64 totalMinor = 0;
    QString state;
    QDateTime placedAt;
};

struct NewOrder
{
    QByteArray key;
    int user = 0;
    qint64 totalMinor = 0;
    QMap<QByteArray, int> lines; ///< sku → quantity
    double dueInSeconds = 0;     ///< real seconds until the result must be there
};

/// What became of the result of an order that the consolidation service sent.
enum class Completion { Done, NotOurs, Unknown };

/// The shop's own view of its tables, so that both systems run the same logic over schemas of different
/// shape. Users are numbers from 1. Blocking; one thread.
class ShopTables
{
public:
    ShopTables() = default;
    ShopTables(const ShopTables &) = delete;
    ShopTables &operator=(const ShopTables &) = delete;
    virtual ~ShopTables() = default;

    [[nodiscard]] virtual Side side() const = 0;
    [[nodiscard]] virtual Result<QList<Product>> byCategory(const QByteArray &category, int limit) = 0;
    [[nodiscard]] virtual Result<QList<Product>> bySku(const QList<QByteArray> &skus) = 0;
    [[nodiscard]] virtual Result<QList<Product>> search(const QByteArray &words, int limit) = 0;
    [[nodiscard]] virtual Result<std::optional<Account>> account(int user) = 0;
    [[nodiscard]] virtual Result<void> openSession(const QByteArray &session, int user) = 0;
    [[nodiscard]] virtual Result<bool> hasSession(const QByteArray &session, int user) = 0;
    [[nodiscard]] virtual Result<QMap<QByteArray, int>> cart(int user) = 0;
    [[nodiscard]] virtual Result<void> setCartLine(int user, const QByteArray &sku, int quantity) = 0;
    [[nodiscard]] virtual Result<void> placeOrder(const NewOrder &order) = 0;
    [[nodiscard]] virtual Result<QList<PlacedOrder>> orders(int user, int limit) = 0;
    [[nodiscard]] virtual Result<Completion> completeOrder(const QByteArray &key) = 0;
};

/// The tables of @p side, over a connection of their own.
[[nodiscard]] std::unique_ptr<ShopTables> makeShopTables(Side side, const QByteArray &connectionString);

} // namespace interlock::rehearsal
