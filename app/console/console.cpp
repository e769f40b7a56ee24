// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"

#include "app/console/screenshots.h"
#include "app/console/startreport.h"
#include "models/domain/whendone.h"
#include "ui/mainwindow.h"
#include "ui/window/problemwindow.h"
#include "ui/window/themechoice.h"

#include <cstdio>
#include <QCoreApplication>
#include <QTimer>

namespace interlock {

namespace {

constexpr int unreachableExit = 3;

void printLines(const QStringList &lines)
{
    for (const QString &line : lines)
        std::fprintf(stderr, "interlock: %s\n", qUtf8Printable(line));
}

} // namespace

Console::Console(const ConsoleOptions &options, ThemeChoice &theme, QObject *parent)
    : QObject(parent), m_options(options), m_theme(theme)
{
}

Console::~Console()
{
    // The window waits until a drill has put its world away; until then nobody here watches.
    if (m_session && m_session->engine())
        m_session->engine()->stop();
}

bool Console::start()
{
    const auto profile = loadProfile(m_options.profile);
    if (!profile) {
        QStringList lines;
        for (const ProfileError &error : profile.error())
            lines << error.toString();
        printLines(lines);
        if (!m_options.forPeople())
            return false;
        m_notice = ProblemWindow::forProfile(m_options.profile, lines);
        m_notice->show();
        return true;
    }
    const QFuture<Secrets> secrets = resolveSecrets(*profile);
    if (!secrets.isFinished()) { // the keychain may have to ask
        m_notice = ProblemWindow::forKeychain();
        m_notice->show();
    }
    whenDone(secrets, this, [this, profile = *profile](const Secrets &found) { open(profile, found); });
    return true;
}

void Console::open(const Profile &profile, const Secrets &secrets)
{
    SessionOptions options;
    if (m_options.forPeople()) // a picture or a report is gone before it could watch
        options.engine = QStringLiteral("console");
    options.parity = true;
    m_session = std::make_unique<Session>(profile, secrets, options);
    m_window = std::make_unique<MainWindow>(m_session->control(), *m_session->history(), *m_session->parity(),
                                            m_theme);
    if (m_session->engine())
        m_window->setEngine(*m_session->engine());
    if (m_options.forPeople())
        m_window->restoreState();
    if (!m_options.size.isEmpty())
        m_window->resize(m_options.size);
    if (m_options.reportStart)
        reportStart();
    m_window->show();
    m_notice.reset();
    printLines(m_session->problems());
    if (!m_session->problems().isEmpty() && m_options.forPeople())
        ProblemWindow::tellSetup(m_window.get(), m_session->problems());
    // The window is painted before anything is asked.
    QTimer::singleShot(0, this, [this] {
        m_session->monitor().start();
        m_session->control().resume();
        if (m_session->engine())
            m_session->engine()->start();
        m_session->parity()->start();
        if (!m_options.screenshots.isEmpty())
            takePictures();
    });
}

void Console::takePictures()
{
    for (const ScreenshotWish &wish : std::as_const(m_options.screenshots)) {
        if (m_window->viewNames().contains(wish.page))
            continue;
        std::fprintf(stderr, "interlock: there is no page \"%s\"; pages are %s\n", qUtf8Printable(wish.page),
                     qUtf8Printable(m_window->viewNames().join(QStringLiteral(", "))));
        QCoreApplication::exit(2);
        return;
    }
    auto *pictures = new Screenshots(*m_window, m_session->monitor(), m_options.screenshots, this);
    connect(pictures, &Screenshots::finished, this, [](int exitCode) { QCoreApplication::exit(exitCode); });
    pictures->start();
}

void Console::reportStart()
{
    auto *report = new StartReport(*m_window, m_session->monitor(), this);
    connect(report, &StartReport::finished, this,
            [](bool allSeen) { QCoreApplication::exit(allSeen ? 0 : unreachableExit); });
}

} // namespace interlock
