// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/httpclient.h"
#include "models/endpoints/notifierport.h"

namespace interlock {

/// Posts JSON to an address. The address may be a secret: it is in no error.
class WebhookNotifier final : public NotifierPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WebhookNotifier)

public:
    WebhookNotifier(const QString &id, const QUrl &url, QObject *parent = nullptr);
    ~WebhookNotifier() override;

    [[nodiscard]] QString id() const override { return m_id; }
    [[nodiscard]] QFuture<Result<void>> send(const QByteArray &json) override;

private:
    QString m_id;
    QUrl m_url;
    HttpClient m_client;
};

} // namespace interlock
