// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/daychild.h"

#include "app/wiring/session.h"
#include "tests/bench/console/figures.h"
#include "tests/bench/console/processprobe.h"
#include "tests/bench/console/stallwatch.h"
#include "ui/mainwindow.h"
#include "ui/plots/derivedseries.h"
#include "ui/window/themechoice.h"

#include <cmath>
#include <cstdio>
#include <QApplication>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int secondsOfDay = 86'400;

void tellNumber(const char *name, double value)
{
    std::printf("%s: %.2f\n", name, value);
    std::fflush(stdout);
}

void fillDay(SeriesHistory &history, qint64 endSecond)
{
    QList<double> seconds(secondsOfDay);
    QList<double> values(secondsOfDay);
    for (int i = 0; i < secondsOfDay; ++i) {
        seconds[i] = double(endSecond - secondsOfDay + i);
        values[i] = 1 + std::sin(i / 97.0) + 0.4 * std::sin(i / 13.0);
    }
    const QList<SeriesKey> keys = history.keys();
    for (const SeriesKey &key : keys)
        history.prepend(key, seconds, values);
}

/// The window's own series come from whole states only.
void fillDerived(DerivedSeries &derived, MigrationState state, qint64 endSecond)
{
    for (qint64 second = endSecond - secondsOfDay; second < endSecond; ++second) {
        state.wall = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
        derived.feed(state);
    }
}

void liveFor(double seconds)
{
    static_cast<void>(runUntil([] { return false; }, seconds));
}

/// Each page comes to the front twice: the first time it is laid out too.
void tellPages(MainWindow &window, StallWatch &watch)
{
    double gap = 0;
    double work = 0;
    const QStringList pages = window.pageNames();
    for (int round = 0; round < 2; ++round) {
        for (const QString &page : pages) {
            watch.reset();
            window.showPage(page);
            liveFor(0.6);
            gap = std::max(gap, watch.longestMs());
            work = std::max(work, watch.longestCpuMs());
            const QByteArray name = page.toUtf8() + (round == 0 ? ", first time" : "");
            tellNumber(name.constData(), watch.longestCpuMs());
        }
    }
    tellNumber("pages gap", gap);
    tellNumber("pages work", work);
}

} // namespace

int runDay(QApplication &application, const QString &profileFile, double seconds)
{
    const auto profile = loadProfile(profileFile);
    if (!profile) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(profile.error().constFirst().toString()));
        return 2;
    }
    ThemeChoice theme(application);
    theme.apply(ThemeChoice::Choice::Light);
    const QFuture<Secrets> secrets = resolveSecrets(*profile);
    if (!runUntil([&] { return secrets.isFinished(); }, 10))
        return 1;
    SessionOptions options;
    options.parity = true;
    Session session(*profile, secrets.result(), options);
    session.monitor().start();
    if (!runUntil([&] { return session.monitor().firstRoundDone(); }, 30))
        return 1;
    qsizetype known =
        -1; // rates and quantiles come seconds later, and a series that is missing now stays short
    while (known != session.history()->keys().size()) {
        known = session.history()->keys().size();
        liveFor(5);
    }
    const qint64 now = session.clock().wall().toSecsSinceEpoch();
    fillDay(*session.history(), now - 30);
    MainWindow window(session.control(), *session.history(), *session.parity(), theme);
    auto *derived = window.findChild<DerivedSeries *>();
    if (!derived)
        return 1;
    fillDerived(*derived, session.monitor().state(), now - 30);
    window.resize(1280, 800);
    window.show();
    liveFor(2);
    StallWatch watch;
    liveFor(seconds);
    tellNumber("live gap", watch.longestMs());
    tellNumber("live work", watch.longestCpuMs());
    tellPages(window, watch);
    const qsizetype bytes = session.history()->memoryBytes() + derived->history().memoryBytes();
    tellNumber("samples", double(bytes) / 1e6);
    tellNumber("series", double(session.history()->keys().size() + derived->history().keys().size()));
    tellNumber("resident", residentMegabytes(QCoreApplication::applicationPid()).value_or(0));
    return 0;
}

} // namespace interlock::bench
