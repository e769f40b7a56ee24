// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <QByteArray>
#include <QMap>

namespace interlock::rehearsal {

/// One request a shopper wants to make.
struct ShopperAct
{
    QByteArray method = "GET";
    QByteArray target; ///< path and query
    QByteArray body;   ///< JSON, empty for none
};

/// One user of the shop: what she is, what she has in mind, and what she does next. A value; knows no
/// network.
class Shopper final
{
public:
    /// @p number from 1; her traits and the bridge instance she uses follow from it alone, so that they never
    /// change.
    explicit Shopper(int number, int products);

    [[nodiscard]] QByteArray id() const { return "u" + QByteArray::number(m_number); }
    [[nodiscard]] bool isStaff() const { return m_number % 25 == 0; }
    [[nodiscard]] bool isMobile() const { return m_number % 6 == 1; }
    [[nodiscard]] bool hasLegacyTrouble() const { return m_number % 40 == 7; }
    /// Her resolver still answers with the address of before, when resolvers ignore the TTL.
    [[nodiscard]] bool hasOldAddress() const { return m_number % 12 == 5; }
    [[nodiscard]] int number() const { return m_number; }
    [[nodiscard]] const QByteArray &session() const { return m_session; }

    /// What she does next.
    [[nodiscard]] ShopperAct next();
    /// What came of it: a log-in brings a session, a 401 takes it away, an order empties the cart.
    void answered(const ShopperAct &act, int status, const QByteArray &body);

private:
    [[nodiscard]] QByteArray anySku() const;
    [[nodiscard]] ShopperAct logIn();
    [[nodiscard]] ShopperAct fillCart();
    [[nodiscard]] ShopperAct order();

    int m_number;
    int m_products;
    QByteArray m_session;
    QMap<QByteArray, int> m_cart; ///< what she remembers to have put in
};

} // namespace interlock::rehearsal
