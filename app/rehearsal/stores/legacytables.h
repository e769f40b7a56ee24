// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/stores/shoptables.h"

namespace interlock::rehearsal {

/// Schema `legacy`: integer ids, decimal prices, a row a cart line.
class LegacyTables final : public ShopTables
{
public:
    explicit LegacyTables(const QByteArray &connectionString) : m_connection(connectionString) {}

    [[nodiscard]] Side side() const override { return Side::Legacy; }
    [[nodiscard]] Result<QList<Product>> byCategory(const QByteArray &category, int limit) override;
    [[nodiscard]] Result<QList<Product>> bySku(const QList<QByteArray> &skus) override;
    [[nodiscard]] Result<QList<Product>> search(const QByteArray &words, int limit) override;
    [[nodiscard]] Result<std::optional<Account>> account(int user) override;
    [[nodiscard]] Result<void> openSession(const QByteArray &session, int user) override;
    [[nodiscard]] Result<bool> hasSession(const QByteArray &session, int user) override;
    [[nodiscard]] Result<QMap<QByteArray, int>> cart(int user) override;
    [[nodiscard]] Result<void> setCartLine(int user, const QByteArray &sku, int quantity) override;
    [[nodiscard]] Result<void> placeOrder(const NewOrder &order) override;
    [[nodiscard]] Result<QList<PlacedOrder>> orders(int user, int limit) override;
    [[nodiscard]] Result<Completion> completeOrder(const QByteArray &key) override;

private:
    PgConnection m_connection;
};

} // namespace interlock::rehearsal
