// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/shoppers/shopper.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUuid>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

int randomBelow(int bound)
{
    return QRandomGenerator::global()->bounded(bound);
}

template<size_t n>
QByteArray anyOf(const char *const (&words)[n])
{
    return words[size_t(randomBelow(int(n)))];
}

} // namespace

Shopper::Shopper(int number, int products) : m_number(number), m_products(products) {}

QByteArray Shopper::anySku() const
{
    return "SKU-" + QByteArray::number(1001 + randomBelow(m_products));
}

ShopperAct Shopper::logIn()
{
    return {"POST", "/session",
            "{\"visit\":\"" + QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + "\"}"};
}

ShopperAct Shopper::fillCart()
{
    const QByteArray sku = anySku();
    return {"PUT", "/cart",
            "{\"sku\":\"" + sku + "\",\"quantity\":" + QByteArray::number(1 + randomBelow(3)) + "}"};
}

ShopperAct Shopper::order()
{
    QJsonArray lines;
    for (auto line = m_cart.cbegin(); line != m_cart.cend(); ++line)
        lines.append(QJsonObject{{u"sku"_s, QString::fromLatin1(line.key())}, {u"quantity"_s, line.value()}});
    const QString key = u"O-"_s + QUuid::createUuid().toString(QUuid::Id128).left(12).toUpper();
    return {
        "POST", "/checkout",
        QJsonDocument(QJsonObject{{u"order"_s, key}, {u"lines"_s, lines}}).toJson(QJsonDocument::Compact)};
}

ShopperAct Shopper::next()
{
    static const char *const pages[] = {"/", "/", "/", "/help", "/shipping", "/imprint"};
    static const char *const categories[] = {"kitchen", "living", "garden", "office", "bath", "kids"};
    static const char *const words[] = {"kettle", "lamp",  "chair", "bowl", "clock",
                                        "walnut", "linen", "amber", "mug"};
    const int dice = randomBelow(100);
    if (dice < 14)
        return {"GET", anyOf(pages), {}};
    if (dice < 32)
        return {"GET", "/catalog?category=" + anyOf(categories), {}};
    if (dice < 54)
        return {"GET", "/product/" + anySku(), {}};
    if (dice < 66)
        return {"GET", "/search?q=" + anyOf(words), {}};
    if (m_session.isEmpty())
        return logIn();
    if (dice < 75)
        return {"GET", "/session", {}};
    if (dice < 82)
        return fillCart();
    if (dice < 88)
        return {"GET", "/cart", {}};
    if (dice < 91)
        return {"GET", "/checkout", {}};
    if (dice < 94)
        return m_cart.isEmpty() ? fillCart() : order();
    if (dice < 95) {
        m_session.clear(); // she leaves; the next visit begins with a log-in
        return {"GET", "/", {}};
    }
    return {"GET", "/orders", {}};
}

void Shopper::answered(const ShopperAct &act, int status, const QByteArray &body)
{
    if (status == 401)
        m_session.clear();
    if (act.method == "POST" && act.target == "/session" && status == 201)
        m_session = QJsonDocument::fromJson(body).object().value(u"session"_s).toString().toLatin1();
    if (act.method == "PUT" && status == 200) {
        const QJsonObject line = QJsonDocument::fromJson(act.body).object();
        m_cart.insert(line.value(u"sku"_s).toString().toLatin1(), line.value(u"quantity"_s).toInt());
    }
    if (act.method == "POST" && act.target == "/checkout" && status == 201)
        m_cart.clear();
}

} // namespace interlock::rehearsal
