// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/session.h"
#include "ui/mainwindow.h"
#include "ui/window/themechoice.h"

#include <functional>
#include <memory>
#include <QAbstractItemView>
#include <QLabel>

namespace interlock::e2e {

/// A console as the program `interlock` makes it, session and window, in the process of the test. It acts as
/// a person does: with the mouse and the keyboard, and it reads what the widgets say.
class ConsoleUnderTest final
{
    Q_DISABLE_COPY_MOVE(ConsoleUnderTest)

public:
    ConsoleUnderTest(const QString &profileFile, ThemeChoice &theme);
    ~ConsoleUnderTest();

    [[nodiscard]] Session &session() { return *m_session; }
    [[nodiscard]] Control &control() { return m_session->control(); }
    [[nodiscard]] MainWindow &window() { return *m_window; }
    [[nodiscard]] const MigrationState &state() const { return m_session->monitor().state(); }
    [[nodiscard]] RollbackState rollback() const { return m_session->control().rollback()->state(); }
    [[nodiscard]] ForwardState act(const QString &route) { return control().forward(route)->state(); }
    /// The route as the bridge told it last.
    [[nodiscard]] RouteState route(const QString &id) const;
    [[nodiscard]] std::optional<Alarm> alarm(AlarmKind kind, const QString &subject = {}) const;

    template<typename T>
    [[nodiscard]] T *named(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    [[nodiscard]] QString text(const QString &label) const;
    /// All cells of a table or tree that a person can see, a row a line.
    [[nodiscard]] QString table(const QString &name) const;

    void click(const QString &button) const;
    /// Presses a button and keeps it down until @p done; false when that does not come.
    [[nodiscard]] bool hold(const QString &button, const std::function<bool()> &done) const;
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
    void type(const QString &text) const;
    /// Tab until the widget has the focus; false when it is not reached that way.
    [[nodiscard]] bool tabTo(const QString &name) const;

    /// Brings the route's act to ARMED as a person does: waits until nothing locks the route, then does
    /// @p prepare, which drafts and prepares by whatever hand, from VIEW or from where it was left. On a
    /// loaded machine evidence may grow too old in between: then the act rightly falls back, and it is tried
    /// again once the gates are open. Empty when ARMED, otherwise why not.
    [[nodiscard]] QString arm(const QString &route, const std::function<void()> &prepare);
    /// The same, and on through @p confirm until it is sent. Empty when sent, otherwise why not.
    [[nodiscard]] QString send(const QString &route, const std::function<void()> &prepare,
                               const std::function<void()> &confirm);
    /// The same without a widget.
    [[nodiscard]] QString send(const RouteChange &change);
    /// The act is neither under way to being sent nor sent: DRAFT, or an exit.
    [[nodiscard]] bool isBack(const QString &route);
    /// The act's state, what locks it and what the route has, for a failing test.
    [[nodiscard]] QString whyNot(const QString &route);

    /// The whole journal, oldest first; empty when it cannot be read.
    [[nodiscard]] QList<JournalEntry> journal();
    /// The marks of an act in the journal, in order: "intent sent acknowledged".
    [[nodiscard]] QString marks(JournalKind kind, const QString &what);
    [[nodiscard]] JournalVerdict verdict();

private:
    [[nodiscard]] bool armedBy(const QString &route, const std::function<void()> &prepare);
    [[nodiscard]] QString tried(const QString &route, const std::function<bool()> &attempt);

    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window; ///< goes before the session
};

/// Keeps what the windows remember away from the person who runs the tests.
void useScratchSettings(const QString &folder);

} // namespace interlock::e2e
