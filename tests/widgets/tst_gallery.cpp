// SPDX-License-Identifier: GPL-3.0-or-later
// Every widget in both themes on one sheet. INTERLOCK_GALLERY=FOLDER keeps the sheets as PNG, to look at.
#include "tests/widgets/memorysource.h"
#include "widgets/environmentframe.h"
#include "widgets/holdbutton.h"
#include "widgets/modesteps.h"
#include "widgets/shareslider.h"
#include "widgets/splitchart.h"
#include "widgets/statebadge.h"
#include "widgets/systemmark.h"
#include "widgets/tableview.h"
#include "widgets/timeplot.h"
#include "widgets/valuelabel.h"

#include <cmath>
#include <limits>
#include <QApplication>
#include <QGridLayout>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTest>
#include <random>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 Now = 1'717'750'867'000;

std::shared_ptr<MemorySource> noise(unsigned seed, int count, qint64 step, double level, double spread,
                                    qint64 end = Now)
{
    auto source = std::make_shared<MemorySource>(Series(std::chrono::milliseconds(step * 5)));
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, spread);
    double drift = 0;
    for (int i = 0; i < count; ++i) {
        drift = drift * 0.995 + normal(random) * 0.05;
        const bool gap = i > count * 55 / 100 && i < count * 60 / 100;
        source->series.append(end - (count - 1 - i) * step, gap ? std::numeric_limits<double>::quiet_NaN()
                                                                : level + drift + std::abs(normal(random)));
    }
    return source;
}

TimePlot *plot(TimePlotGroup *group, QWidget *parent, const QString &title, const QString &unit, int count,
               double level, double spread, const Theme &theme)
{
    auto *result = new TimePlot(group, parent);
    result->setTitle(title, unit);
    result->setSeries(
        {{u"legacy"_s, SeriesStyle::of(SystemKind::Legacy, theme), noise(1, count, 1000, level, spread), 1},
         {u"new"_s, SeriesStyle::of(SystemKind::New, theme), noise(2, count, 1000, level * 0.6, spread), 1}});
    return result;
}

QWidget *controls(QWidget *parent)
{
    auto *panel = new QWidget(parent);
    auto *grid = new QGridLayout(panel);
    int row = 0;
    const std::tuple<StateLevel, QString, StateBadge::Freshness> badges[] = {
        {StateLevel::Normal, u"normal"_s, StateBadge::Freshness::Live},
        {StateLevel::Attention, u"attention"_s, StateBadge::Freshness::Live},
        {StateLevel::Alarm, u"alarm"_s, StateBadge::Freshness::Live},
        {StateLevel::Highest, u"highest"_s, StateBadge::Freshness::Live},
        {StateLevel::Alarm, u"stale alarm"_s, StateBadge::Freshness::Stale},
        {StateLevel::Normal, u"lost"_s, StateBadge::Freshness::Lost}};
    int column = 0;
    for (const auto &[level, word, freshness] : badges) {
        auto *badge = new StateBadge(panel);
        badge->setState(level, word, freshness);
        grid->addWidget(badge, row, column++);
    }
    ++row;
    column = 0;
    const std::tuple<QString, ValueLabel::Quality, QString> values[] = {
        {u"50.3"_s, ValueLabel::Quality::Live, QString()},
        {u"50.3"_s, ValueLabel::Quality::Late, u"3 s"_s},
        {u"50.3"_s, ValueLabel::Quality::Stale, u"14 s"_s},
        {u"50.3"_s, ValueLabel::Quality::Lost, u"last 10 % at 03:12:07"_s},
        {QString(), ValueLabel::Quality::Never, QString()}};
    for (const auto &[value, quality, note] : values) {
        auto *label = new ValueLabel(panel);
        label->setAccessibleName(u"observed share"_s);
        label->setValue(value, u"%"_s, quality, note);
        grid->addWidget(label, row, column++);
    }
    auto *big = new ValueLabel(panel);
    big->setAccessibleName(u"lag"_s);
    big->setRole(FontRole::Headline);
    big->setLevel(StateLevel::Alarm);
    big->setValue(u"7.4"_s, u"s"_s, ValueLabel::Quality::Live);
    grid->addWidget(big, row++, column);

    auto *modes = new ModeSteps(panel);
    modes->setAccessibleName(u"mode"_s);
    modes->setSteps({u"legacy"_s, u"compare-legacy"_s, u"compare-new"_s, u"new"_s});
    modes->setPresent(1);
    modes->setDraft(2);
    modes->setAllowed({0, 1, 2});
    grid->addWidget(modes, row, 0, 1, 4);
    for (const SystemKind kind : {SystemKind::Legacy, SystemKind::New}) {
        auto *mark = new SystemMark(kind, panel);
        mark->setAccessibleName(u"system"_s);
        grid->addWidget(mark, row, 4 + int(kind));
    }
    ++row;
    auto *slider = new ShareSlider(panel);
    slider->setObjectName(u"slider"_s);
    slider->setSteps({{2, u"2"_s}, {15, u"15"_s}, {50, u"50"_s}, {100, u"100"_s}});
    slider->setActual(15);
    slider->setLockedAbove(50);
    slider->setDraft(42);
    grid->addWidget(slider, row++, 0, 1, 6);
    auto *hold = new HoldButton(panel);
    hold->setText(u"Send 25 % of Checkout users to NEW"_s);
    hold->setProgress(0.4);
    grid->addWidget(hold, row, 0, 1, 3);
    auto *rollback = new HoldButton(panel);
    rollback->setText(u"Send 100 % to LEGACY"_s);
    rollback->setLook(HoldButton::Look::Emergency);
    rollback->setProgress(0.6);
    grid->addWidget(rollback, row, 3, 1, 2);
    auto *button = new QPushButton(u"Prepare …"_s, panel);
    grid->addWidget(button, row++, 5);
    return panel;
}

QWidget *table(QWidget *parent)
{
    auto *view = new TableView(parent);
    view->setAccessibleName(u"Routes"_s);
    auto *model = new QStandardItemModel(4, 4, view);
    model->setHorizontalHeaderLabels({u"Route"_s, u"Mode"_s, u"Commanded"_s, u"Observed"_s});
    for (int r = 0; r < 4; ++r) {
        for (int c = 0; c < 4; ++c) {
            auto *item = new QStandardItem(c < 2 ? u"route %1"_s.arg(r) : u"%1.%2 %"_s.arg(r * 15).arg(c));
            item->setTextAlignment(c < 2 ? Qt::AlignLeft | Qt::AlignVCenter
                                         : Qt::AlignRight | Qt::AlignVCenter);
            model->setItem(r, c, item);
        }
    }
    view->setModel(model);
    view->setColumnCharacters({14, 14, 12, 12});
    view->selectRow(1);
    return view;
}

} // namespace

class TestGallery final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksRight_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void looksRight()
    {
        QFETCH(const bool, dark);
        const Theme theme = dark ? Theme::dark() : Theme::light();
        theme.apply(*qApp);
        TimePlotGroup group;
        group.setUtc(true);
        group.setNow(Now + 1000);
        group.setSpan(3'600'000);
        group.setEvents({{Now - 1'800'000, u"Checkout 2 % → 15 %"_s}, {Now - 600'000, u"Rollback"_s}});

        EnvironmentFrame frame;
        frame.setEnvironment(u"prod"_s, QColor(0xB0, 0x20, 0x50));
        frame.setTitle(u"shop-cutover"_s);
        auto *sheet = new QWidget;
        auto *grid = new QGridLayout(sheet);
        grid->setSpacing(Theme::Grid);
        TimePlot *latency = plot(&group, sheet, u"p95 of legacy and new"_s, u"ms"_s, 5000, 400, 60, theme);
        latency->setLimits({{u"p95 limit 600 ms"_s, 600}});
        grid->addWidget(latency, 0, 0);
        TimePlot *slow = plot(&group, sheet, u"Sync lag, forward and back"_s, u"s"_s, 240, 2, 0.7, theme);
        grid->addWidget(slow, 0, 1);
        auto *old = new TimePlot(&group, sheet);
        old->setTitle(u"Stale since five minutes"_s, u"1/s"_s);
        old->setSeries({{u"legacy"_s, SeriesStyle::of(SystemKind::Legacy, theme),
                         noise(5, 3000, 1000, 20, 5, Now - 300'000), 1},
                        {u"new"_s, SeriesStyle::of(SystemKind::New, theme),
                         noise(6, 1000, 3000, 14, 2, Now - 300'000), 1}});
        grid->addWidget(old, 1, 0);
        auto *empty = new TimePlot(&group, sheet);
        empty->setTitle(u"Parity and coverage"_s, u"%"_s);
        empty->setEmptyText(u"Differences appear here once a route is in a compare mode."_s);
        grid->addWidget(empty, 1, 1);
        auto *split = new SplitChart(sheet);
        split->setTitle(u"Traffic split"_s);
        QList<SplitChart::Moment> moments;
        for (int i = 0; i < 200; ++i)
            moments.append({Now - (200 - i) * 18'000, i > 90 && i < 110 ? std::nan("")
                                                      : i < 70          ? 2
                                                      : i < 150         ? 15
                                                                        : 50});
        split->showOverTime(moments, Now - 3'600'000, Now);
        grid->addWidget(split, 2, 0);
        auto *routes = new SplitChart(sheet);
        routes->setTitle(u"Split per route"_s);
        routes->showPerRoute(
            {{u"catalog"_s, 100}, {u"product"_s, 50}, {u"checkout"_s, 15}, {u"orders"_s, std::nan("")}});
        grid->addWidget(routes, 2, 1);
        grid->addWidget(controls(sheet), 3, 0, 1, 2);
        grid->addWidget(table(sheet), 4, 0, 1, 2);
        for (int row = 0; row < 3; ++row)
            grid->setRowStretch(row, 2);
        frame.setContents(sheet);
        frame.resize(1280, 1180);
        frame.show();
        QVERIFY(QTest::qWaitForWindowExposed(&frame));
        group.setCursor(Now - 1'500'000);
        frame.findChild<ShareSlider *>()->track()->setFocus();
        QApplication::processEvents();
        const QImage image = frame.grab().toImage();
        if (qEnvironmentVariableIsSet("INTERLOCK_GALLERY"))
            image.save(qEnvironmentVariable("INTERLOCK_GALLERY") + (dark ? u"/dark.png"_s : u"/light.png"_s));

        QCOMPARE(image.pixelColor(2, 600), QColor(0xB0, 0x20, 0x50)); // the frame
        const auto widgets = sheet->findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            const bool interactive = widget->focusPolicy() != Qt::NoFocus && widget->isVisible() &&
                                     !widget->inherits("QLineEdit") && !widget->inherits("QHeaderView") &&
                                     !widget->focusProxy();
            if (!interactive)
                continue;
            const bool isButton = widget->inherits("QAbstractButton"); // named by its text
            QVERIFY2(isButton || !widget->accessibleName().isEmpty(), widget->metaObject()->className());
            QVERIFY2(widget->height() >= 24, widget->metaObject()->className());
            QVERIFY2(QFontInfo(widget->font()).pointSizeF() >= 9, widget->metaObject()->className());
        }
        qApp->setStyleSheet({});
    }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
