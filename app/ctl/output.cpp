// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/output.h"

#include "models/domain/plaintext.h"

#include <cstdio>
#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

void writeTo(FILE *stream, const QByteArray &bytes)
{
    // A reader that went away (`| head`) must not end an act: failures to write are no failures of the
    // command.
    [[maybe_unused]] const std::size_t written =
        std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

bool terminalMightAct(QChar c)
{
    const QChar::Category category = c.category();
    return category == QChar::Other_Control || category == QChar::Other_Format ||
           category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

} // namespace

void Output::line(const QString &text) const
{
    if (!m_json)
        raw(visibleText(text).toUtf8() + '\n');
}

void Output::raw(const QByteArray &bytes)
{
    writeTo(stdout, bytes);
}

void Output::message(const QString &text)
{
    plainMessage(u"interlockctl: "_s + text);
}

void Output::plainMessage(const QString &text)
{
    writeTo(stderr, visibleText(text).toUtf8() + '\n');
}

void Output::object(QJsonObject object, const QString &command, ExitCode exit) const
{
    if (!m_json)
        return;
    object.insert(u"command"_s, command);
    object.insert(u"exit"_s, static_cast<int>(exit));
    raw(terminalSafeJson(object) + '\n');
}

QByteArray terminalSafeJson(const QJsonObject &object)
{
    const QString plain = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QString safe;
    safe.reserve(plain.size());
    for (const QChar c : plain) {
        if (terminalMightAct(c))
            safe += u"\\u%1"_s.arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            safe += c;
    }
    return safe.toUtf8();
}

} // namespace interlock
