// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of every page on fake data into a folder, for people to look at: look FOLDER [WxH]
// [light|dark]
#include "tests/ui/fakeworld.h"
#include "ui/plots/derivedseries.h"

#include <cmath>
#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Fifteen minutes of the lines that the window makes by itself.
void fillDerived(MainWindow &window, const Monitor &monitor)
{
    auto *derived = window.findChild<DerivedSeries *>();
    MigrationState state = monitor.state();
    const QDateTime now = state.wall;
    for (int i = 1500; i > 0; --i) {
        const double wave = std::sin(i / 71.0) + 0.3 * std::sin(i / 7.0);
        for (RouteStatus &route : state.routes) {
            route.observed.value.newPerSecond =
                std::max(0.0, route.observed.value.newPerSecond * (1 + 0.01 * wave));
            route.errorRateNew.value = 0.0002 + 0.0001 * std::abs(wave);
            route.errorRateLegacy.value = 0.0003 + 0.0001 * wave * wave;
            route.p95New.value = 0.41 + 0.06 * wave;
            route.p95Legacy.value = 0.71 + 0.08 * wave;
        }
        state.wall = now.addSecs(-i);
        derived->feed(state);
    }
}

/// Lets the window paint and a few answers come.
void settle()
{
    QEventLoop loop;
    QTimer::singleShot(300, &loop, &QEventLoop::quit);
    loop.exec();
}

void take(FakeWorld &world, const QString &folder, const QString &tag, const QSize &size)
{
    MainWindow &window = world.window();
    window.resize(size);
    window.show();
    settle();
    for (const QString &page : window.pageNames()) {
        window.showPage(page);
        settle();
        window.grab().save(QDir(folder).filePath(tag + u'-' + page + u".png"_s));
    }
    window.showPage(u"routes"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(u"interlock-look"_s);
    const QStringList arguments = application.arguments();
    const QString folder = arguments.value(1, u"."_s);
    const QStringList size = arguments.value(2, u"1280x800"_s).split(u'x');
    const QString themeName = arguments.value(3, u"light"_s);
    ThemeChoice theme(application);
    theme.apply(ThemeChoice::fromName(themeName));
    FakeWorld world(FakeWorld::Options{{}, ControlTimings{}});
    world.fillHistory();
    world.start();
    if (!QTest::qWaitFor([&world] { return world.monitor->firstRoundDone(); }, 10'000))
        return 1;
    if (!QTest::qWaitFor(
            [&world] {
                return world.monitor->state().routes.constFirst().observed.isLive() &&
                       world.monitor->state().route(u"checkout")->parity.hasValue();
            },
            20'000))
        return 1;
    world.openWindow(theme); // only now: its own lines begin with the past made up here
    fillDerived(world.window(), *world.monitor);
    const QString tag = themeName + u'-' + size.value(0);
    take(world, folder, tag, QSize(size.value(0).toInt(), size.value(1).toInt()));
    return 0;
}
