// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/exitcode.h"

#include <QJsonObject>
#include <QString>

namespace interlock {

/// Where a command's words go. Without `--json`: result lines to standard output; with it: exactly one object
/// there. Messages always go to standard error. Control and bidirectional characters from outside never reach
/// the terminal.
class Output final
{
public:
    explicit Output(bool json) : m_json(json) {}

    [[nodiscard]] bool json() const { return m_json; }
    /// A line of the result; nothing with `--json`.
    void line(const QString &text) const;
    /// A line of a file that is written to standard output, as it is.
    static void raw(const QByteArray &bytes);
    /// A message for a person, on standard error.
    static void message(const QString &text);
    /// The same without the program's name: lines that editors jump by.
    static void plainMessage(const QString &text);
    /// The one object of `--json`; nothing without. Adds the command's name and exit code.
    void object(QJsonObject object, const QString &command, ExitCode exit) const;

private:
    bool m_json;
};

/// JSON in one line, in which every character that a terminal might act on is escaped; the value is the same.
[[nodiscard]] QByteArray terminalSafeJson(const QJsonObject &object);

} // namespace interlock
