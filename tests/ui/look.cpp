// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of every page on fake data into a folder, for people to look at: look FOLDER [WxH]
// [light|dark]
#include "tests/ui/fakeworld.h"
#include "ui/plots/derivedseries.h"
#include "ui/routes/routespage.h"

#include <cmath>
#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QTabWidget>
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

QByteArray cartBody(int i, bool newer)
{
    const bool rounds = newer && i % 37 == 0;
    const bool lacks = newer && i % 53 == 0;
    const QByteArray cents = QByteArray::number(i % 90 + (rounds ? 1 : 0)).rightJustified(2, '0');
    return R"({"currency":"EUR","customer":{"name":"Zo\u00eb Example","city":"Gent","newsletter":false},"items":[{"sku":"S-1","title":"A lamp for the desk with a very long name that goes on","price":12.)" +
           cents +
           R"(,"stock":4},{"sku":"S-2","price":7.00,"stock":1},{"sku":"S-3","price":3.10,"stock":9}])" +
           (lacks ? "" : R"(,"shipping":{"days":3,"carrier":"post"})") + R"(,"total":22.)" + cents +
           R"(,"updatedAt":"2026-03-02T08:15:)" + QByteArray::number(10 + (newer ? (i * 7) % 50 : i % 50)) +
           R"(.120Z"})";
}

/// Nine days of compared requests.
QList<TrafficPair> someTraffic()
{
    const QStringList routes{u"product"_s, u"search"_s, u"cart"_s, u"checkout"_s};
    QList<TrafficPair> pairs;
    const QDateTime start = QDateTime::currentDateTimeUtc().addDays(-9);
    for (int i = 0; i < 6000; ++i) {
        TrafficPair pair;
        pair.id = QString::number(i);
        pair.at = start.addSecs(i * 129);
        pair.route = routes[i % 4];
        pair.method = "GET";
        pair.path = "/" + pair.route.toUtf8() + "/" + QByteArray::number(i) + "?lang=nl";
        const bool differs = pair.route == u"checkout"_s || (pair.route == u"cart"_s && i < 3000);
        pair.legacy = {200, cartBody(i, false), 41, false, false};
        pair.newer = {i % 997 == 0 ? 500 : 200, cartBody(i, differs), 23, false, false};
        if (i % 801 == 0)
            pair.newer = {std::nullopt, std::nullopt, 3000, true, false};
        if (i % 20 == 0)
            pair.legacyAgain = PairAnswer{200, cartBody(i, true), 40, false, false};
        pairs << pair;
    }
    return pairs;
}

void fillDatabase(FakeWorld &world)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QStringList kinds{u"order"_s, u"cart-items"_s, u"cart-total"_s, u"session"_s};
    for (int i = 1; i <= 4000; ++i) {
        MigrationLogRow row;
        row.id = i;
        row.entity = kinds[i % 4];
        row.entityId = u"E-%1"_s.arg(100'000 + i);
        row.status = i % 401 == 0   ? MigrationStatus::Failed
                     : i % 97 == 0  ? MigrationStatus::Pending
                     : i % 613 == 0 ? MigrationStatus::Review
                                    : MigrationStatus::Validated;
        row.legacyChecksum = u"9f%1"_s.arg(i * 7919, 8, 16, QChar(u'0'));
        row.modernChecksum = i % 151 == 0 ? u"9f00000000"_s : *row.legacyChecksum;
        row.migratedAt = now.addSecs(-i * 60);
        row.detail = i % 151 == 0 ? u"item count 3 ≠ 2"_s : QString();
        world.migrationLog->rows << row;
    }
    world.teamLog->logged = {
        {u"12"_s, now.addSecs(-9000), {}, u"SHOP-7: cart /items/*/price value"_s, {}, u"ann"_s},
        {u"11"_s, now.addDays(-1), {}, u"checkout /shipping missing"_s, {}, u"bob"_s},
        {u"9"_s, now.addDays(-4), now.addDays(-2), u"SHOP-3: product /stock type"_s,
         u"fixed: stock is a number again"_s, u"ann"_s}};
    world.teamLog->noted = {{now.addDays(-6), u"shop 2.14"_s}, {now.addDays(-2), u"shop 2.15"_s}};
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
    for (const QString &view : window.viewNames()) {
        window.showPage(view);
        settle();
        window.grab().save(QDir(folder).filePath(tag + u'-' + QString(view).replace(u'/', u'-') + u".png"_s));
    }
    window.showPage(u"parity/rules"_s);
    window.findChild<QTabWidget *>(u"rule-side"_s)->setCurrentIndex(1);
    settle();
    window.grab().save(QDir(folder).filePath(tag + u"-parity-noise.png"_s));
    window.showPage(u"routes"_s);
}

/// A day in which new had between 90 and 140 requests a second.
void fillRecord(FakeWorld &world)
{
    const qint64 now = world.clock.wall().toMSecsSinceEpoch();
    for (int i = 3600; i > 0; --i) {
        const qint64 time = now - i * 20'000;
        const double load = 5 + 4 * (1 + std::sin(i / 200.0));
        world.history.append(u"requests|catalog|new"_s, time, 85 + 3 * load);
        world.history.append(u"requests|checkout|new"_s, time, load);
        world.history.append(u"requests|checkout|legacy"_s, time, 40 - load);
        world.history.append(u"p95|checkout|new"_s, time, 0.35 + 0.01 * load + 0.02 * std::sin(i / 3.0));
    }
}

/// A change beyond what is on record.
void draftAChange(FakeWorld &world)
{
    ForwardAct *act = world.control->forward(u"checkout"_s);
    RouteChange change;
    change.routeId = u"checkout"_s;
    change.percent = 50;
    change.reason = u"next step"_s;
    act->setDraft(change);
}

/// A profile's file for the editor of the plan.
void writeProfile(FakeWorld &world)
{
    world.profile.file = world.folder.filePath(u"shop.toml"_s);
    QFile file(world.profile.file);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.write(
        "[migration]\nname = \"shop\"\n[environment]\nname = \"prod\"\ncolour = \"#cf222e\"\n"
        "[[endpoint]]\nid = \"bridge\"\nkind = \"bridge\"\ndriver = \"control-api\"\n"
        "urls = [\"http://127.0.0.1:9\"]\n[[route]]\nid = \"checkout\"\nlayer = \"write\"\n"
        "[plan]\nstart = \"2026-03-02\"\n"
        "[[plan.step]]\ntitle = \"A little\"\npercent = 2\nday = 1\n"
        "checklist = [\"support informed\", \"banner up\"]\nannouncement = \"Checkout moves tomorrow\"\n"
        "[[plan.step]]\npercent = 15\nday = 2\nmode = \"compare-new\"\nroutes = [\"checkout\"]\n"
        "soak_hours = 48\n[[plan.step]]\npercent = 100\nday = 10\nlayers = [\"write\"]\n");
}

/// Three drills on record.
void addDrills(FakeWorld &world)
{
    for (const auto &[scenario, ms] :
         {std::pair(u"slow-new"_s, 900), std::pair(u"error-burst"_s, 1400), std::pair(u"sync-stall"_s, -1)}) {
        JournalRecord record;
        record.kind = JournalKind::Drill;
        record.actor = u"ann"_s;
        record.after = {{u"scenario"_s, scenario}, {u"passed"_s, ms > 0}, {u"byOperator"_s, ms > 1000}};
        record.outcome = ms > 0 ? QString() : u"time is up"_s;
        if (ms > 0) {
            record.after.insert(u"toAlarmMs"_s, 4 * ms);
            record.after.insert(u"toActMs"_s, 5 * ms);
            record.after.insert(u"toObservedMs"_s, 6 * ms);
            record.after.insert(u"tookMs"_s, ms);
        }
        world.journal->append(record).waitForFinished();
    }
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
    FakeWorld::Options options;
    options.gates = {readyGate(GateKind::ErrorRate), readyGate(GateKind::P95), readyGate(GateKind::BackLag),
                     readyGate(GateKind::Soak), readyGate(GateKind::DrillAge)};
    options.database = true;
    options.sharedRules = true;
    FakeWorld world(options);
    writeProfile(world);
    world.fillHistory();
    fillRecord(world);
    addDrills(world);
    fillDatabase(world);
    world.parity->traffic = someTraffic();
    world.sharedRules->set(
        R"({"rule":[{"op":"ignore","path":"/updatedAt","route":"cart","reason":"made anew for each answer","owner":"ann","ticket":"SHOP-3"},{"op":"mask","path":"/customer/name","owner":"bob"},{"op":"tolerate","abs":0.01,"path":"/tax","expires":"2026-01-31"}]})");
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
    if (!QTest::qWaitFor([&world] { return world.desk->pairs().totalRows() >= 6000; }, 30'000))
        return 1;
    world.openWindow(theme); // only now: its own lines begin with the past made up here
    fillDerived(world.window(), *world.monitor);
    draftAChange(world);
    world.window().showPage(u"routes"_s);
    world.window().routesPage()->selectRoute(u"checkout"_s);
    const QString tag = themeName + u'-' + size.value(0);
    take(world, folder, tag, QSize(size.value(0).toInt(), size.value(1).toInt()));
    return 0;
}
