// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/faults/fault.h"
#include "app/rehearsal/http/httpmessage.h"
#include "app/rehearsal/stores/shoptables.h"

#include <QJsonObject>

namespace interlock::rehearsal {

/// A store's answer before it is put on the wire.
struct ShopAnswer
{
    int status = 200;
    QJsonObject body;
    QByteArray placedOrder; ///< key of an order that this request placed for good; empty otherwise
    bool sessionLost = false;
};

/// The shop's eight routes over one system's tables. Both systems run this, so their answers differ only
/// through their data, and through faults. Blocking; one thread.
class Shop final
{
public:
    /// @p drainSeconds are the real seconds after which the result of an order is overdue (seven simulated
    /// days).
    Shop(std::unique_ptr<ShopTables> tables, const FaultSwitches &faults, double drainSeconds);

    [[nodiscard]] Side side() const { return m_tables->side(); }
    /// The route of a path: its first segment, or "url" for whatever no route has.
    [[nodiscard]] static QByteArray routeOf(const QString &path);
    [[nodiscard]] ShopAnswer answer(const HttpRequest &request);
    [[nodiscard]] Result<Completion> complete(const QByteArray &orderKey);

private:
    using Answer = Result<ShopAnswer>;
    [[nodiscard]] Answer routed(const HttpRequest &request, int user);
    [[nodiscard]] Answer front(const QString &path);
    [[nodiscard]] Answer catalog(const HttpRequest &request);
    [[nodiscard]] Answer product(const QString &path);
    [[nodiscard]] Answer search(const HttpRequest &request);
    [[nodiscard]] Answer session(const HttpRequest &request, int user);
    [[nodiscard]] Answer cart(const HttpRequest &request, int user);
    [[nodiscard]] Answer cartContent(int user);
    [[nodiscard]] Answer checkout(const HttpRequest &request, int user);
    [[nodiscard]] Answer orders(int user);
    [[nodiscard]] qint64 shownPrice(const Product &product) const;
    [[nodiscard]] QJsonObject json(const Product &product) const;
    [[nodiscard]] Answer list(const Result<QList<Product>> &products, const QString &name,
                              const QString &value) const;

    std::unique_ptr<ShopTables> m_tables;
    const FaultSwitches &m_faults;
    double m_drainSeconds;
};

} // namespace interlock::rehearsal
