// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/invocation.h"
#include "app/ctl/output.h"

#include <QObject>

namespace interlock {

/// One command of `interlockctl` while it runs. finished() comes exactly once, after the result was written.
class Command : public QObject
{
    Q_OBJECT

public:
    explicit Command(const Invocation &invocation) : m_invocation(invocation), m_output(invocation.json) {}

    virtual void start() = 0;
    /// Ctrl-C: ends the command and says what stays behind.
    virtual void interrupt() = 0;

Q_SIGNALS:
    void finished(interlock::ExitCode exit);

protected:
    [[nodiscard]] const Invocation &invocation() const { return m_invocation; }
    [[nodiscard]] const Output &output() const { return m_output; }
    /// Writes the object of `--json` and ends; only the first call counts.
    void finish(ExitCode exit, const QJsonObject &object = {})
    {
        if (m_finished)
            return;
        m_finished = true;
        m_output.object(object, ctlCommandName(m_invocation.command), exit);
        Q_EMIT finished(exit);
    }
    /// The same after a message.
    void fail(ExitCode exit, const QString &message, QJsonObject object = {})
    {
        if (m_finished)
            return;
        Output::message(message);
        object.insert(QStringLiteral("error"), message);
        finish(exit, object);
    }
    /// Ends without the object of `--json`: for commands that wrote their own, or nothing.
    void finishSilently(ExitCode exit)
    {
        if (m_finished)
            return;
        m_finished = true;
        Q_EMIT finished(exit);
    }
    [[nodiscard]] bool isFinished() const { return m_finished; }

private:
    Invocation m_invocation;
    Output m_output;
    bool m_finished = false;
};

} // namespace interlock
