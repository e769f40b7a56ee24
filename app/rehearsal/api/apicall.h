// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpreply.h"
#include "models/domain/bridgestate.h"

#include <functional>
#include <memory>

namespace interlock::rehearsal {

/// One request to the API whose sender is known and whose scopes allow the endpoint.
struct ApiCall
{
    HttpRequest request;
    QStringList parameters; ///< the path's variable segments, in their order
    Identity who;
    HttpReply reply;

    [[nodiscard]] bool may(Scope scope) const { return who.scopes.contains(scope); }
    void send(const HttpResponse &response) const { reply.send(response); }
};

using ApiCallPtr = std::shared_ptr<const ApiCall>;

/// One method of one path.
struct ApiEndpoint
{
    QByteArray method;
    QString pattern;     ///< "/v1/routes/{id}": a segment in braces takes any value
    QList<Scope> scopes; ///< any one of them will do
    std::function<void(const ApiCallPtr &)> handle;

    /// The values of the variable segments; none when the path is another one.
    [[nodiscard]] std::optional<QStringList> match(const QStringList &segments) const;
};

} // namespace interlock::rehearsal
