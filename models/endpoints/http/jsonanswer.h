// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/httpmessage.h"
#include "models/endpoints/http/jsonreader.h"

namespace interlock {

/// What @p read, a `T(const JsonReader &)`, makes of a good JSON answer; otherwise the error of the
/// transport, the status, the media type, the text or the first wrong value.
template<typename Read>
[[nodiscard]] auto jsonAnswer(const Result<HttpAnswer> &answer, Read read)
    -> Result<std::invoke_result_t<Read, const JsonReader &>>
{
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    if (const auto error = statusError(*answer))
        return tl::unexpected<Error>(*error);
    const QString where = answer->url.toDisplayString();
    if (!isJson(*answer))
        return fail(ErrorKind::Protocol,
                    QStringLiteral("expected JSON, got the media type \"%1\"")
                        .arg(QString::fromLatin1(answer->contentType.left(60))),
                    where);
    const Result<JsonDocument> document = JsonDocument::parse(answer->body, where);
    if (!document)
        return tl::unexpected<Error>(withoutSecret(document.error(), answer->secret));
    const auto value = read(document->root());
    return document->checked(value).map_error(
        [&](const Error &error) { return withoutSecret(error, answer->secret); });
}

} // namespace interlock
