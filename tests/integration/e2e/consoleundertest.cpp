// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/consoleundertest.h"

#include "app/wiring/secrets.h"
#include "tests/fakes/waited.h"
#include "tests/integration/e2e/rehearsalprocess.h"

#include <algorithm>
#include <QAbstractButton>
#include <QApplication>
#include <QSettings>
#include <QTest>

namespace interlock::e2e {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTabs = 200; // no page has so many controls
constexpr int mostAttempts = 5;
constexpr int gatesOpenWithin = 90'000;

/// What comes and goes with a machine's load, and only that: a person waits and tries again.
bool passes(const Blocker &blocker)
{
    switch (blocker.kind) {
    case BlockerKind::ReadingNotLive:
    case BlockerKind::AlarmActive:
    case BlockerKind::NotAcknowledged:
    case BlockerKind::Expired:
    case BlockerKind::GateLocked:
        return true;
    case BlockerKind::Latched:
    case BlockerKind::NoScope:
    case BlockerKind::NoCapability:
    case BlockerKind::ActUnsettled:
    case BlockerKind::RollbackRunning:
    case BlockerKind::NotOneStep:
    case BlockerKind::NothingToChange:
    case BlockerKind::UnknownRoute:
    case BlockerKind::JournalUnwritable:
    case BlockerKind::OutOfRange:
    case BlockerKind::NoReason:
    case BlockerKind::RevisionMoved:
    case BlockerKind::PlanNotMet:
    case BlockerKind::NeedsApproval:
        return false;
    }
    Q_UNREACHABLE();
}

/// Only gates stand between the act and the next attempt. In VIEW a gate closed before the draft was taken.
bool mayTryAgain(const ForwardAct &act)
{
    switch (act.state()) {
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Blocked:
        return std::ranges::all_of(act.blockers(), passes);
    case ForwardState::Preflight:
    case ForwardState::Armed:
    case ForwardState::Hold:
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
    case ForwardState::Observed:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
    case ForwardState::Unknown:
        return false;
    }
    Q_UNREACHABLE();
}

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

QString ConsoleUnderTest::tried(const QString &route, const std::function<bool()> &attempt)
{
    const ForwardAct *forward = control().forward(route);
    for (int i = 0; i < mostAttempts; ++i) {
        if (!eventually([&] { return forward->interlocks().isEmpty(); }, gatesOpenWithin))
            return u"locked: "_s + whyNot(route);
        if (attempt())
            return {};
        if (!mayTryAgain(*forward))
            break;
        qInfo("tried again: %s", qPrintable(whyNot(route)));
    }
    return whyNot(route);
}

bool ConsoleUnderTest::armedBy(const QString &route, const std::function<void()> &prepare)
{
    prepare();
    return eventually([&] { return act(route) != ForwardState::Preflight; }) &&
           act(route) == ForwardState::Armed;
}

QString ConsoleUnderTest::arm(const QString &route, const std::function<void()> &prepare)
{
    return tried(route, [&] { return armedBy(route, prepare); });
}

QString ConsoleUnderTest::send(const QString &route, const std::function<void()> &prepare,
                               const std::function<void()> &confirm)
{
    const ForwardAct *forward = control().forward(route);
    return tried(route, [&] {
        if (!armedBy(route, prepare))
            return false;
        confirm();
        return eventually([&] { return forward->marks().sent.isValid() || isBack(route); }) &&
               forward->marks().sent.isValid();
    });
}

QString ConsoleUnderTest::send(const RouteChange &change)
{
    ForwardAct *forward = control().forward(change.routeId);
    const auto prepare = [&] {
        forward->setDraft(change);
        forward->prepare();
    };
    return send(change.routeId, prepare, [forward] { forward->confirm(); });
}

bool ConsoleUnderTest::isBack(const QString &route)
{
    const ForwardAct *forward = control().forward(route);
    const ForwardState now = forward->state();
    return !forward->busy() && !forward->marks().sent.isValid() && now != ForwardState::Preflight &&
           now != ForwardState::Armed && now != ForwardState::Hold;
}

QString ConsoleUnderTest::whyNot(const QString &route)
{
    const ForwardAct *forward = control().forward(route);
    QStringList reasons{route + u' ' + forwardStateName(forward->state()), text(u"act-state"_s)};
    for (const Blocker &blocker : forward->interlocks() + forward->blockers())
        reasons << blockerKindName(blocker.kind) + u' ' + blocker.subject + u' ' + blocker.detail;
    if (const RouteStatus *status = state().route(route))
        reasons << u"commanded %1 observed %2 ± %3"_s.arg(status->commanded.value.percent)
                       .arg(status->observed.value.percent)
                       .arg(status->observed.value.tolerance);
    return reasons.join(u"; "_s);
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
