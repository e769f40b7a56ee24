// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/consoleundertest.h"

#include "app/wiring/secrets.h"
#include "tests/fakes/waited.h"
#include "tests/integration/e2e/rehearsalprocess.h"

#include <QAbstractButton>
#include <QApplication>
#include <QSettings>
#include <QTest>

namespace interlock::e2e {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTabs = 200; // no page has so many controls

Profile readProfile(const QString &file)
{
    const auto profile = loadProfile(file);
    if (!profile)
        qFatal("%s", qPrintable(profile.error().constFirst().toString()));
    return *profile;
}

Secrets readSecrets(const Profile &profile)
{
    const QFuture<Secrets> secrets = resolveSecrets(profile);
    if (!eventually([&] { return secrets.isFinished(); }))
        qFatal("the secrets never came");
    return secrets.result();
}

void addRows(const QAbstractItemModel &model, const QModelIndex &parent, QStringList &rows)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column)
            cells << model.index(row, column, parent).data().toString();
        rows << cells.join(u" | "_s);
        addRows(model, model.index(row, 0, parent), rows);
    }
}

} // namespace

ConsoleUnderTest::ConsoleUnderTest(const QString &profileFile, ThemeChoice &theme)
{
    const Profile profile = readProfile(profileFile);
    SessionOptions options;
    options.parity = true;
    m_session = std::make_unique<Session>(profile, readSecrets(profile), options);
    m_window = std::make_unique<MainWindow>(m_session->control(), *m_session->history(), *m_session->parity(),
                                            theme);
    m_window->show();
    m_window->activateWindow();
    m_session->monitor().start();
    m_session->control().resume();
    m_session->parity()->start();
}

ConsoleUnderTest::~ConsoleUnderTest() = default;

RouteState ConsoleUnderTest::route(const QString &id) const
{
    const RouteState *found = state().bridge.value.route(id);
    return found ? *found : RouteState{};
}

std::optional<Alarm> ConsoleUnderTest::alarm(AlarmKind kind, const QString &subject) const
{
    const QList<Alarm> alarms = m_session->monitor().alarms();
    for (const Alarm &alarm : alarms) {
        if (alarm.kind == kind && alarm.active && (subject.isEmpty() || alarm.subject == subject))
            return alarm;
    }
    return std::nullopt;
}

QString ConsoleUnderTest::text(const QString &label) const
{
    const auto *found = named<QLabel>(label);
    return found ? found->text() : QString();
}

QString ConsoleUnderTest::table(const QString &name) const
{
    const auto *view = named<QAbstractItemView>(name);
    QStringList rows;
    if (view && view->model())
        addRows(*view->model(), {}, rows);
    return rows.join(u'\n');
}

void ConsoleUnderTest::click(const QString &button) const
{
    QTest::mouseClick(named<QAbstractButton>(button), Qt::LeftButton);
}

bool ConsoleUnderTest::hold(const QString &button, const std::function<bool()> &done) const
{
    auto *held = named<QAbstractButton>(button);
    QTest::mousePress(held, Qt::LeftButton);
    const bool reached = eventually(done, 20'000);
    QTest::mouseRelease(held, Qt::LeftButton);
    return reached;
}

void ConsoleUnderTest::key(Qt::Key code, Qt::KeyboardModifiers modifiers) const
{
    QWidget *focus = QApplication::focusWidget();
    QTest::keyClick(focus && m_window->isAncestorOf(focus) ? focus : m_window.get(), code, modifiers);
}

void ConsoleUnderTest::type(const QString &text) const
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

bool ConsoleUnderTest::tabTo(const QString &name) const
{
    const auto *wanted = named<QWidget>(name);
    for (int i = 0; i < mostTabs; ++i) {
        const QWidget *focus = QApplication::focusWidget();
        if (focus && (focus == wanted || wanted->isAncestorOf(focus)))
            return true;
        key(Qt::Key_Tab);
    }
    return false;
}

QList<JournalEntry> ConsoleUnderTest::journal()
{
    return waited(m_session->journal().read(5000)).value_or(QList<JournalEntry>());
}

QString ConsoleUnderTest::marks(JournalKind kind, const QString &what)
{
    QStringList marks;
    const QList<JournalEntry> entries = journal();
    for (const JournalEntry &entry : entries) {
        if (entry.record.kind == kind && entry.record.what.contains(what, Qt::CaseInsensitive))
            marks << journalMarkName(entry.record.mark);
    }
    return marks.join(u' ');
}

JournalVerdict ConsoleUnderTest::verdict()
{
    JournalVerdict unread;
    unread.intact = false;
    return waited(m_session->journal().verify()).value_or(unread);
}

void useScratchSettings(const QString &folder)
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder);
}

} // namespace interlock::e2e
