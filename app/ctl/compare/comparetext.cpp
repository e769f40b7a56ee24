// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/comparetext.h"

#include "models/domain/plaintext.h"

namespace interlock {

using namespace Qt::StringLiterals;

QByteArray asciiJsonString(const QByteArray &utf8)
{
    QByteArray out;
    out.reserve(utf8.size() + 2);
    out += '"';
    const auto escaped = [&out](char16_t unit) {
        out += "\\u";
        out += QByteArray::number(uint(unit), 16).rightJustified(4, '0');
    };
    bool ascii = true;
    for (const char c : utf8)
        ascii = ascii && static_cast<unsigned char>(c) < 0x80U;
    const auto take = [&out, &escaped](char16_t unit) {
        if (unit == u'"' || unit == u'\\') {
            out += '\\';
            out += static_cast<char>(unit);
        } else if (unit == u'\n') {
            out += "\\n";
        } else if (unit < 0x20U || unit > 0x7eU) {
            escaped(unit);
        } else {
            out += static_cast<char>(unit);
        }
    };
    if (ascii) {
        for (const char c : utf8)
            take(static_cast<unsigned char>(c));
    } else {
        const QString text = QString::fromUtf8(utf8);
        for (const QChar c : text)
            take(c.unicode());
    }
    out += '"';
    return out;
}

QString pathText(const QByteArray &path)
{
    return path.isEmpty() ? u"(document)"_s : visibleText(QString::fromUtf8(path));
}

QString visibleValue(const QByteArray &json)
{
    return visibleText(QString::fromUtf8(json));
}

QString shortValue(const QByteArray &json)
{
    constexpr qsizetype longest = 160;
    const QString text = QString::fromUtf8(json.first(std::min<qsizetype>(json.size(), 4 * longest)));
    return text.size() <= longest ? visibleText(text) : visibleText(text.first(longest)) + u'…';
}

QString compareHtmlHead()
{
    return uR"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Comparison</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#1b1f24;background:#fff}
h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}.counts{font-weight:600}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #c9d1d9;padding:.25em .5em;text-align:left;
vertical-align:top;overflow-wrap:anywhere}th{background:#f0f3f6}td{font-family:ui-monospace,monospace;font-size:13px}
@media print{body{margin:0}}
</style></head><body>
)"_s;
}

} // namespace interlock
