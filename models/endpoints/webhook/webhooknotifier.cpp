// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/webhook/webhooknotifier.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
HttpLimits webhookLimits()
{
    HttpLimits limits;
    limits.maxBody = 64 * 1024;
    return limits;
}

/// The kind and nothing of the text: an error of the network names the address.
Error withoutAddress(const Error &error, const QString &id)
{
    return {error.kind, u"the webhook did not take it: "_s % errorKindName(error.kind), id};
}
} // namespace

WebhookNotifier::WebhookNotifier(const QString &id, const QUrl &url, QObject *parent)
    : NotifierPort(parent), m_id(id), m_url(url), m_client(webhookLimits())
{
}

WebhookNotifier::~WebhookNotifier() = default;

QFuture<Result<void>> WebhookNotifier::send(const QByteArray &json)
{
    if (!m_url.isValid() || m_url.host().isEmpty())
        return ready(Result<void>(fail(ErrorKind::Input, u"the webhook has no address"_s, m_id)));
    HttpRequest request;
    request.verb = "POST";
    request.url = m_url;
    request.body = json;
    request.accept = "*/*";
    return m_client.ask(request, [id = m_id](const Result<HttpAnswer> &answer) -> Result<void> {
        if (!answer)
            return tl::unexpected<Error>(withoutAddress(answer.error(), id));
        if (const std::optional<Error> error = statusError(*answer))
            return tl::unexpected<Error>(withoutAddress(*error, id));
        return {};
    });
}

} // namespace interlock
