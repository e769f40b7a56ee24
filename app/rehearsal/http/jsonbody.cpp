// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/jsonbody.h"

#include <algorithm>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

int jsonDepth(QByteArrayView text)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

Result<QJsonDocument> parseJson(const QByteArray &text)
{
    if (text.size() > maxJsonBytes)
        return fail(ErrorKind::Input, u"the body is larger than 4 MiB"_s);
    if (jsonDepth(text) > maxJsonDepth)
        return fail(ErrorKind::Input, u"the body is nested deeper than %1"_s.arg(maxJsonDepth));
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::Input, u"no JSON: %1 at byte %2"_s.arg(error.errorString()).arg(error.offset));
    return document;
}

} // namespace interlock::rehearsal
