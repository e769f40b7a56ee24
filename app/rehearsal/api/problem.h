// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"

#include <optional>
#include <QJsonObject>

namespace interlock::rehearsal {

/// An error answer (RFC 9457). @p type is the last part of the type's URI; empty: the status says it all.
/// @p state, where useful, tells what is there now.
[[nodiscard]] HttpResponse problem(int status, const QString &detail, const QString &type = {},
                                   const std::optional<QJsonObject> &state = std::nullopt);

/// A JSON answer.
[[nodiscard]] HttpResponse jsonResponse(const QJsonObject &object, int status = 200);

/// An entity tag of the contract: the revision in quotes.
[[nodiscard]] QByteArray revisionTag(quint64 revision);
/// The revision in an If-Match header; none when it is not one quoted decimal number.
[[nodiscard]] std::optional<quint64> revisionFromTag(const QByteArray &tag);

} // namespace interlock::rehearsal
