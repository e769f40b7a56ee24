// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/plaintext.h"

#include <QList>
#include <QStringView>

namespace interlock {

namespace {
bool isInvisible(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi overrides and isolates, zero-width joiners, byte order mark, tags
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
    case QChar::Separator_Space:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Punctuation_Connector:
    case QChar::Punctuation_Dash:
    case QChar::Punctuation_Open:
    case QChar::Punctuation_Close:
    case QChar::Punctuation_InitialQuote:
    case QChar::Punctuation_FinalQuote:
    case QChar::Punctuation_Other:
    case QChar::Symbol_Math:
    case QChar::Symbol_Currency:
    case QChar::Symbol_Modifier:
    case QChar::Symbol_Other:
        return false;
    }
    Q_UNREACHABLE();
}

QString mark(char32_t c)
{
    return QStringLiteral(u"\u27E8U+%1\u27E9").arg(uint(c), 4, 16, QLatin1Char('0')).toUpper();
}

bool startsFormula(QChar c)
{
    return c == u'=' || c == u'+' || c == u'-' || c == u'@' || c == u'\t' || c == u'\r' || c == QChar(0);
}
} // namespace

QString visibleText(const QString &text, bool keepLines)
{
    QString result;
    result.reserve(text.size());
    for (const uint point : text.toUcs4()) {
        const char32_t c = point;
        if (keepLines && (c == U'\n' || c == U'\t'))
            result += QChar(char16_t(c));
        else if (isInvisible(c))
            result += mark(c);
        else
            result += QString::fromUcs4(&c, 1);
    }
    return result;
}

QString csvCell(const QString &text)
{
    QString cell = !text.isEmpty() && startsFormula(text.front()) ? u'\'' + text : text;
    const bool quoted =
        cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r');
    return quoted ? u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"' : cell;
}

} // namespace interlock
