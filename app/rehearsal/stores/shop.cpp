// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/shop.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int catalogRows = 12;
constexpr int searchRows = 8;
constexpr int orderRows = 5;

ShopAnswer refusal(int status, const QString &text)
{
    return {status, {{u"error"_s, text}}, {}, false};
}

double money(qint64 minor)
{
    return double(minor) / 100.0;
}

QByteArray cookie(const HttpRequest &request, QByteArrayView name)
{
    const QList<QByteArray> parts = request.header("Cookie").split(';');
    for (const QByteArray &part : parts) {
        const QByteArray trimmed = part.trimmed();
        if (trimmed.startsWith(name) && trimmed.size() > name.size() && trimmed.at(name.size()) == '=')
            return trimmed.mid(name.size() + 1);
    }
    return {};
}

/// "u17" → 17; 0 when the request names nobody we know.
int userOf(const HttpRequest &request)
{
    QByteArray id = request.header("X-User-Id");
    if (id.isEmpty())
        id = cookie(request, "uid");
    return id.startsWith('u') ? id.mid(1).toInt() : 0;
}

} // namespace

Shop::Shop(std::unique_ptr<ShopTables> tables, const FaultSwitches &faults, double drainSeconds)
    : m_tables(std::move(tables)), m_faults(faults), m_drainSeconds(drainSeconds)
{
}

QByteArray Shop::routeOf(const QString &path)
{
    static const QList<QByteArray> routes{"catalog", "product",  "search", "session",
                                          "cart",    "checkout", "orders"};
    const QByteArray first = path.section(u'/', 1, 1).toUtf8();
    return routes.contains(first) ? first : QByteArrayLiteral("url");
}

ShopAnswer Shop::answer(const HttpRequest &request)
{
    const Answer answer = routed(request, userOf(request));
    return answer ? *answer : refusal(500, u"the database did not answer"_s);
}

Result<Completion> Shop::complete(const QByteArray &orderKey)
{
    return m_tables->completeOrder(orderKey);
}

Shop::Answer Shop::routed(const HttpRequest &request, int user)
{
    const QByteArray route = routeOf(request.path);
    if (route == "catalog")
        return catalog(request);
    if (route == "product")
        return product(request.path);
    if (route == "search")
        return search(request);
    if (route == "url")
        return front(request.path);
    if (user == 0)
        return refusal(400, u"who are you?"_s);
    if (route == "session")
        return session(request, user);
    if (route == "cart")
        return cart(request, user);
    if (route == "checkout")
        return checkout(request, user);
    return orders(user);
}

qint64 Shop::shownPrice(const Product &product) const
{
    const bool wrong =
        side() == Side::New && m_faults.isOn(Fault::PriceRounding) && product.priceMinor % 8 == 5;
    return wrong ? product.priceMinor - 1 : product.priceMinor;
}

QJsonObject Shop::json(const Product &product) const
{
    return {{u"sku"_s, QString::fromUtf8(product.sku)},
            {u"name"_s, product.name},
            {u"category"_s, product.category},
            {u"price"_s, money(shownPrice(product))},
            {u"currency"_s, u"EUR"_s},
            {u"available"_s, product.available}};
}

Shop::Answer Shop::list(const Result<QList<Product>> &products, const QString &name,
                        const QString &value) const
{
    if (!products)
        return tl::unexpected(products.error());
    QJsonArray rows;
    for (const Product &product : *products)
        rows.append(json(product));
    return ShopAnswer{200, {{name, value}, {u"products"_s, rows}}, {}, false};
}

Shop::Answer Shop::front(const QString &path)
{
    static const QMap<QString, QString> pages{{u"/"_s, u"Welcome"_s},
                                              {u"/help"_s, u"Help"_s},
                                              {u"/shipping"_s, u"Shipping and returns"_s},
                                              {u"/imprint"_s, u"Imprint"_s}};
    const auto page = pages.constFind(path);
    if (page == pages.constEnd())
        return refusal(404, u"there is no such page"_s);
    if (path != "/"_L1)
        return ShopAnswer{200, {{u"title"_s, *page}, {u"path"_s, path}}, {}, false};
    return list(m_tables->bySku({"SKU-1007", "SKU-1042", "SKU-1100"}), u"title"_s, *page);
}

Shop::Answer Shop::catalog(const HttpRequest &request)
{
    const QString category = request.queryValue(u"category"_s);
    return list(m_tables->byCategory(category.toUtf8(), catalogRows), u"category"_s, category);
}

Shop::Answer Shop::product(const QString &path)
{
    const Result<QList<Product>> found = m_tables->bySku({path.section(u'/', 2, 2).toUtf8()});
    if (!found)
        return tl::unexpected(found.error());
    if (found->isEmpty())
        return refusal(404, u"there is no such product"_s);
    return ShopAnswer{200, json(found->first()), {}, false};
}

Shop::Answer Shop::search(const HttpRequest &request)
{
    const QString words = request.queryValue(u"q"_s);
    return list(m_tables->search(words.toUtf8(), searchRows), u"query"_s, words);
}

Shop::Answer Shop::session(const HttpRequest &request, int user)
{
    const Result<std::optional<Account>> account = m_tables->account(user);
    if (!account)
        return tl::unexpected(account.error());
    if (!account->has_value())
        return refusal(404, u"there is no such account"_s);
    QJsonObject body{
        {u"login"_s, (*account)->login}, {u"name"_s, (*account)->name}, {u"staff"_s, (*account)->staff}};
    if (request.method == "POST") {
        // Both systems must make the same session of the same log-in, or no session could move between them.
        const QByteArray visit = QByteArray::number(user) + request.body;
        const QByteArray session = QCryptographicHash::hash(visit, QCryptographicHash::Sha1).toHex();
        if (const Result<void> opened = m_tables->openSession(session, user); !opened)
            return tl::unexpected(opened.error());
        body.insert(u"session"_s, QString::fromLatin1(session));
        return ShopAnswer{201, body, {}, false};
    }
    const Result<bool> known = m_tables->hasSession(cookie(request, "sid"), user);
    if (!known)
        return tl::unexpected(known.error());
    if (!*known)
        return ShopAnswer{401, {{u"error"_s, u"logged out"_s}}, {}, true};
    return ShopAnswer{200, body, {}, false};
}

Shop::Answer Shop::cartContent(int user)
{
    const Result<QMap<QByteArray, int>> cart = m_tables->cart(user);
    if (!cart)
        return tl::unexpected(cart.error());
    const Result<QList<Product>> products = m_tables->bySku(cart->keys());
    if (!products)
        return tl::unexpected(products.error());
    QJsonArray items;
    qint64 total = 0;
    for (const Product &product : *products) {
        const int quantity = cart->value(product.sku);
        total += shownPrice(product) * quantity;
        items.append(QJsonObject{{u"sku"_s, QString::fromUtf8(product.sku)},
                                 {u"quantity"_s, quantity},
                                 {u"price"_s, money(shownPrice(product))}});
    }
    return ShopAnswer{
        200, {{u"items"_s, items}, {u"total"_s, money(total)}, {u"currency"_s, u"EUR"_s}}, {}, false};
}

Shop::Answer Shop::cart(const HttpRequest &request, int user)
{
    if (request.method == "PUT") {
        const QJsonObject line = QJsonDocument::fromJson(request.body).object();
        const QByteArray sku = line.value(u"sku"_s).toString().toUtf8();
        const int quantity = line.value(u"quantity"_s).toInt(-1);
        if (sku.isEmpty() || quantity < 0 || quantity > 99)
            return refusal(422, u"a cart line is {\"sku\", \"quantity\"}"_s);
        if (const Result<void> written = m_tables->setCartLine(user, sku, quantity); !written)
            return tl::unexpected(written.error());
    }
    return cartContent(user);
}

Shop::Answer Shop::checkout(const HttpRequest &request, int user)
{
    if (request.method != "POST")
        return cartContent(user);
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    NewOrder order;
    order.key = body.value(u"order"_s).toString().toUtf8();
    order.user = user;
    order.dueInSeconds = m_drainSeconds;
    const QJsonArray lines = body.value(u"lines"_s).toArray();
    for (const auto &line : lines)
        order.lines.insert(line[u"sku"_s].toString().toUtf8(), line[u"quantity"_s].toInt());
    if (order.key.isEmpty() || order.lines.isEmpty())
        return refusal(422, u"an order is {\"order\", \"lines\"}"_s);
    const Result<QList<Product>> products = m_tables->bySku(order.lines.keys());
    if (!products)
        return tl::unexpected(products.error());
    for (const Product &product : *products)
        order.totalMinor += shownPrice(product) * order.lines.value(product.sku);
    if (const Result<void> placed = m_tables->placeOrder(order); !placed)
        return tl::unexpected(placed.error());
    return ShopAnswer{201,
                      {{u"order"_s, QString::fromUtf8(order.key)},
                       {u"total"_s, money(order.totalMinor)},
                       {u"currency"_s, u"EUR"_s},
                       {u"state"_s, u"placed"_s}},
                      order.key,
                      false};
}

Shop::Answer Shop::orders(int user)
{
    const Result<QList<PlacedOrder>> placed = m_tables->orders(user, orderRows);
    if (!placed)
        return tl::unexpected(placed.error());
    QJsonArray rows;
    for (const PlacedOrder &order : *placed)
        rows.append(QJsonObject{{u"order"_s, QString::fromUtf8(order.key)},
                                {u"total"_s, money(order.totalMinor)},
                                {u"state"_s, order.state},
                                {u"placed"_s, order.placedAt.toString(Qt::ISODateWithMs)}});
    return ShopAnswer{200, {{u"orders"_s, rows}}, {}, false};
}

} // namespace interlock::rehearsal
