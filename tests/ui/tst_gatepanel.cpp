// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"
#include "ui/routes/routespage.h"
#include "ui/window/themechoice.h"
#include "widgets/shareslider.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Gates beside the slider: one sentence each, how far the share may go, and the two presses that set one
/// aside.
class TestGatePanel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyGateIsASentence();
    void theSliderStopsWhereTheGatesSay();
    void aStallLocksAndSaysWhy();
    void overrideNeedsAReasonAndTwoPresses();
    void aDoubleClickIsOnePress();
    void neverIsNever();
    void hostileTextStaysText();
    void fitsTheSmallScreen();

private:
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QStringList rows() const;
    [[nodiscard]] QString text(const char *name) const { return named<QLabel>(name)->text(); }
    void open(const QList<GateSpec> &gates, const QString &hostile = {});
    void choose(const QString &part);

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestGatePanel::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestGatePanel::cleanup()
{
    m_world.reset();
}

void TestGatePanel::open(const QList<GateSpec> &gates, const QString &hostile)
{
    m_world = std::make_unique<FakeWorld>(FakeWorld::Options{hostile, FakeWorld::fastTimings(), gates});
    m_world->openWindow(*m_theme);
    m_world->start();
    m_world->window().show();
    m_world->window().showPage(u"routes"_s);
    QTRY_VERIFY(m_world->monitor->state().bridge.isLive());
    m_world->window().routesPage()->selectRoute(u"checkout"_s);
    QTRY_VERIFY(text("act-title").startsWith(u"Checkout"_s));
    QTRY_COMPARE(rows().size(), gates.size());
}

QStringList TestGatePanel::rows() const
{
    const auto *list = named<QListWidget>("act-gates");
    QStringList rows;
    for (int row = 0; row < list->count(); ++row)
        rows << list->item(row)->text();
    return rows;
}

void TestGatePanel::choose(const QString &part)
{
    auto *list = named<QListWidget>("act-gates");
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->text().contains(part))
            list->setCurrentRow(row);
    }
    QVERIFY(list->currentItem());
}

void TestGatePanel::everyGateIsASentence()
{
    GateSpec warranty = readyGate(GateKind::Warranty);
    GateSpec tight = readyGate(GateKind::BackLag);
    tight.threshold = 0.1;
    open({readyGate(GateKind::ForwardLag), tight, warranty});
    QTRY_VERIFY2(rows().at(2).startsWith(u"✓ open — forward lag"_s), qPrintable(rows().join(u'\n')));
    QVERIFY2(rows().at(0).startsWith(u"✗ LOCKED — back lag"_s), qPrintable(rows().at(0)));
    for (const QString &part : {u"> 0.10"_s, u"since "_s, u"from back sync"_s, u" old"_s, u"opens when"_s})
        QVERIFY2(rows().at(0).contains(part), qPrintable(rows().at(0)));
    QVERIFY2(rows().at(1).startsWith(u"? UNKNOWN — rollback warranty"_s), qPrintable(rows().at(1)));
}

void TestGatePanel::theSliderStopsWhereTheGatesSay()
{
    GateSpec step = readyGate(GateKind::LargestStep);
    step.threshold = 10;
    open({step});
    QTRY_VERIFY2(text("act-limit").contains(u"held by largest step"_s), qPrintable(text("act-limit")));
    auto *slider = named<ShareSlider>("act-slider");
    QTRY_COMPARE(slider->spinBox()->maximum(), 25.0);
    QTRY_VERIFY(!named<QPushButton>("act-step-50")->isEnabled());
    QVERIFY(named<QPushButton>("act-step-2")->isEnabled());
}

void TestGatePanel::aStallLocksAndSaysWhy()
{
    open({readyGate(GateKind::BackSyncRunning)});
    auto *slider = named<ShareSlider>("act-slider");
    QTRY_COMPARE(slider->spinBox()->maximum(), 100.0);
    m_world->sync->pipeline(u"orders-back"_s).state = PipelineRunState::Failed;
    QTRY_COMPARE(slider->spinBox()->maximum(), 15.0);
    QVERIFY2(rows().at(0).contains(u"orders-back is failed"_s), qPrintable(rows().at(0)));
    QVERIFY2(text("act-limit").contains(u"held by back sync runs"_s), qPrintable(text("act-limit")));
    QTRY_VERIFY(named<QPlainTextEdit>("act-blockers")->toPlainText().contains(u"back sync runs"_s));
}

void TestGatePanel::overrideNeedsAReasonAndTwoPresses()
{
    GateSpec tight = readyGate(GateKind::BackLag);
    tight.threshold = 0.1;
    open({tight});
    QTRY_VERIFY(rows().at(0).startsWith(u"✗"_s));
    auto *button = named<QPushButton>("gate-override");
    QVERIFY(!button->isEnabled());
    choose(u"back lag"_s);
    QVERIFY(!button->isEnabled());
    QVERIFY(text("gate-note").contains(u"reason"_s));
    named<QLineEdit>("act-reason")->setText(u"lead agreed"_s);
    QTRY_VERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(m_world->control->gates().overrides().isEmpty());
    QVERIFY2(text("gate-note").contains(u"Press again"_s), qPrintable(text("gate-note")));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(m_world->control->gates().overrides().size(), 1);
    QCOMPARE(m_world->control->gates().overrides().constFirst().reason, u"lead agreed"_s);
    QTRY_VERIFY2(rows().at(0).startsWith(u"⚠ OVERRIDDEN"_s), qPrintable(rows().at(0)));
    QTRY_VERIFY(text("alarm-text").contains(u"overridden"_s)); // loud, on every page
    QTRY_COMPARE(named<ShareSlider>("act-slider")->spinBox()->maximum(), 100.0);
    QTest::mouseClick(button, Qt::LeftButton); // takes it back
    QTRY_VERIFY(m_world->control->gates().overrides().isEmpty());
    QTRY_VERIFY(rows().at(0).startsWith(u"✗"_s));
}

void TestGatePanel::aDoubleClickIsOnePress()
{
    GateSpec tight = readyGate(GateKind::BackLag);
    tight.threshold = 0.1;
    open({tight});
    QTRY_VERIFY(rows().at(0).startsWith(u"✗"_s));
    auto *button = named<QPushButton>("gate-override");
    choose(u"back lag"_s);
    named<QLineEdit>("act-reason")->setText(u"lead agreed"_s);
    QTRY_VERIFY(button->isEnabled());
    const QPointF at = QRectF(button->rect()).center();
    QTest::mouseClick(button, Qt::LeftButton);
    QMouseEvent second(QEvent::MouseButtonDblClick, at, button->mapToGlobal(at), Qt::LeftButton,
                       Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(button, &second);
    QTest::mouseRelease(button, Qt::LeftButton);
    QVERIFY2(text("gate-note").contains(u"Press again"_s), qPrintable(text("gate-note")));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(m_world->control->gates().overrides().size(), 1);
}

void TestGatePanel::neverIsNever()
{
    GateSpec tight = readyGate(GateKind::BackLag);
    tight.threshold = 0.1;
    tight.never = true;
    open({tight});
    QTRY_VERIFY(rows().at(0).startsWith(u"✗"_s));
    named<QLineEdit>("act-reason")->setText(u"lead agreed"_s);
    choose(u"back lag"_s);
    QVERIFY(!named<QPushButton>("gate-override")->isEnabled());
    QVERIFY(text("gate-note").contains(u"cannot be overridden"_s));
}

void TestGatePanel::hostileTextStaysText()
{
    GateSpec gate = readyGate(GateKind::BackLag);
    gate.threshold = 0.1;
    gate.title = u"<b>x</b>\u202Egnp"_s;
    open({gate}, u"<img src=x>"_s);
    QTRY_VERIFY(rows().at(0).contains(u"<b>x</b>"_s));
    QVERIFY(!rows().at(0).contains(QChar(0x202E)));
}

void TestGatePanel::fitsTheSmallScreen()
{
    open({readyGate(GateKind::BackLag), readyGate(GateKind::ForwardLag),
          readyGate(GateKind::BackSyncRunning)});
    MainWindow &window = m_world->window();
    window.resize(1280, 800);
    QTRY_COMPARE(window.size(), QSize(1280, 800));
    if (const QString file = qEnvironmentVariable("INTERLOCK_LOOK"); !file.isEmpty())
        window.grab().save(file);
    const QWidget *panel = named<QWidget>("act-panel");
    for (const char *name : {"act-gates", "gate-override", "act-prepare", "act-reason"}) {
        const auto *widget = named<QWidget>(name);
        QVERIFY2(widget->visibleRegion().boundingRect().height() >= widget->height() - 1, name);
        QVERIFY2(panel->rect().contains(QRect(widget->mapTo(panel, QPoint()), widget->size())), name);
    }
}

QTEST_MAIN(TestGatePanel)
#include "tst_gatepanel.moc"
