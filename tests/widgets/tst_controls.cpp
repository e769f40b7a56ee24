// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/csvtext.h"
#include "widgets/holdbutton.h"
#include "widgets/modesteps.h"
#include "widgets/shareslider.h"
#include "widgets/statebadge.h"
#include "widgets/switchbutton.h"
#include "widgets/tableheader.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"
#include "widgets/valuelabel.h"

#include <limits>
#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTest>
#include <QWheelEvent>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

void turnWheel(QWidget *widget, int delta)
{
    const QPointF centre = QRectF(widget->rect()).center();
    QWheelEvent event(centre, widget->mapToGlobal(centre), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

} // namespace

class TestControls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(u"interlock-tests"_s);
        QCoreApplication::setApplicationName(u"tst_controls"_s);
    }

    void holdBeginsAndEnds()
    {
        HoldButton button;
        button.setText(u"Send"_s);
        button.show();
        QSignalSpy began(&button, &HoldButton::holdBegan);
        QSignalSpy released(&button, &HoldButton::holdReleased);
        QSignalSpy clicked(&button, &HoldButton::clicked);
        QTest::mousePress(&button, Qt::LeftButton);
        QCOMPARE(began.count(), 1);
        QVERIFY(button.isHeld());
        QVERIFY(!button.hintShown());
        QTest::mouseRelease(&button, Qt::LeftButton);
        QCOMPARE(released.count(), 1);
        QVERIFY(!button.isHeld());
        QVERIFY(button.hintShown()); // too short
        button.setProgress(1);
        QTest::mousePress(&button, Qt::LeftButton);
        QTest::mouseRelease(&button, Qt::LeftButton);
        QVERIFY(!button.hintShown());
        QCOMPARE(clicked.count(), 0);
    }

    void holdEndsInEveryWay_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("pointer leaves") << 0;
        QTest::newRow("disabled") << 1;
        QTest::newRow("hidden") << 2;
        QTest::newRow("focus lost") << 3;
    }
    void holdEndsInEveryWay()
    {
        QFETCH(const int, way);
        HoldButton button;
        button.show();
        QSignalSpy released(&button, &HoldButton::holdReleased);
        QTest::mousePress(&button, Qt::LeftButton);
        QVERIFY(button.isHeld());
        if (way == 0)
            QTest::mouseMove(&button, QPoint(-20, -20));
        else if (way == 1)
            button.setEnabled(false);
        else if (way == 2)
            button.hide();
        else {
            QFocusEvent out(QEvent::FocusOut);
            QApplication::sendEvent(&button, &out);
        }
        QTRY_COMPARE(released.count(), 1);
        QVERIFY(!button.isHeld());
        QTest::mouseRelease(&button, Qt::LeftButton);
        QCOMPARE(released.count(), 1);
    }

    void keysNeverHold_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("space") << int(Qt::Key_Space);
        QTest::newRow("return") << int(Qt::Key_Return);
        QTest::newRow("enter") << int(Qt::Key_Enter);
    }
    void keysNeverHold()
    {
        QFETCH(const int, key);
        HoldButton button;
        button.show();
        QSignalSpy began(&button, &HoldButton::holdBegan);
        QSignalSpy clicked(&button, &HoldButton::clicked);
        QSignalSpy keyboard(&button, &HoldButton::keyboardActivated);
        QTest::keyPress(&button, Qt::Key(key));
        QTest::keyRelease(&button, Qt::Key(key));
        QCOMPARE(keyboard.count(), 1);
        QCOMPARE(began.count(), 0);
        QCOMPARE(clicked.count(), 0);
        QVERIFY(!button.isDown());
    }

    void disabledButtonDoesNothing()
    {
        HoldButton button;
        button.setEnabled(false);
        button.show();
        QSignalSpy began(&button, &HoldButton::holdBegan);
        QSignalSpy keyboard(&button, &HoldButton::keyboardActivated);
        QTest::mousePress(&button, Qt::LeftButton);
        QTest::mousePress(&button, Qt::RightButton);
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(began.count() + keyboard.count(), 0);
    }

    void sliderDraftsByKeys()
    {
        ShareSlider slider;
        slider.setSteps({{2, u"2"_s}, {15, u"15"_s}, {50, u"50"_s}, {100, u"100"_s}});
        slider.setLockedAbove(50);
        slider.setDraft(15);
        slider.show();
        QSignalSpy drafted(&slider, &ShareSlider::draftChanged);
        QTest::keyClick(slider.track(), Qt::Key_Right);
        QCOMPARE(slider.draft(), 16.0);
        QTest::keyClick(slider.track(), Qt::Key_PageUp);
        QCOMPARE(slider.draft(), 50.0);
        QTest::keyClick(slider.track(), Qt::Key_Right); // locked above
        QTest::keyClick(slider.track(), Qt::Key_End);
        QCOMPARE(slider.draft(), 50.0);
        QTest::keyClick(slider.track(), Qt::Key_PageDown);
        QCOMPARE(slider.draft(), 15.0);
        QTest::keyClick(slider.track(), Qt::Key_Home);
        QCOMPARE(slider.draft(), 0.0);
        QCOMPARE(drafted.count(), 4);
        QCOMPARE(slider.spinBox()->value(), 0.0);
    }

    void sliderKeepsTheLock()
    {
        ShareSlider slider;
        slider.setLockedAbove(50);
        slider.resize(600, 60);
        slider.show();
        QVERIFY(QTest::qWaitForWindowExposed(&slider));
        QWidget *track = slider.track();
        QTest::mouseClick(track, Qt::LeftButton, {}, QPoint(track->width() - 15, track->height() / 2));
        QCOMPARE(slider.draft(), 50.0);
        slider.spinBox()->setValue(80);
        QCOMPARE(slider.draft(), 50.0);
        slider.setDraft(80); // the past may lie above, and only the way down is open
        QCOMPARE(slider.draft(), 80.0);
        QTest::keyClick(track, Qt::Key_Right);
        QCOMPARE(slider.draft(), 80.0);
        QTest::keyClick(track, Qt::Key_Left);
        QCOMPARE(slider.draft(), 79.0);
    }

    void wheelCountsOnlyWithFocus()
    {
        ShareSlider slider;
        slider.setDraft(10);
        slider.show();
        slider.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&slider));
        slider.spinBox()->clearFocus();
        slider.track()->clearFocus();
        turnWheel(slider.track(), 120);
        turnWheel(slider.spinBox(), 120);
        QCOMPARE(slider.draft(), 10.0);
        slider.track()->setFocus();
        turnWheel(slider.track(), 120);
        QCOMPARE(slider.draft(), 11.0);
    }

    void settingTheDraftTellsNobody()
    {
        ShareSlider slider;
        QSignalSpy drafted(&slider, &ShareSlider::draftChanged);
        slider.setDraft(33);
        slider.setActual(12.5);
        QCOMPARE(drafted.count(), 0);
        QVERIFY(slider.track()->accessibleDescription().contains(u"33"_s));
        QVERIFY(slider.track()->accessibleDescription().contains(u"12.5"_s));
    }

    void modeStepsOnlyAsk()
    {
        ModeSteps steps;
        steps.setSteps({u"legacy"_s, u"compare-legacy"_s, u"compare-new"_s, u"new"_s});
        steps.setPresent(0);
        steps.setAllowed({0, 1});
        steps.resize(steps.sizeHint());
        steps.show();
        QSignalSpy chosen(&steps, &ModeSteps::stepChosen);
        QTest::mouseClick(&steps, Qt::LeftButton, {}, steps.stepRect(1).center());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.last().constFirst().toInt(), 1);
        QCOMPARE(steps.present(), 0);
        QCOMPARE(steps.draft(), -1);
        QTest::mouseClick(&steps, Qt::LeftButton, {}, steps.stepRect(3).center()); // not allowed
        QCOMPARE(chosen.count(), 1);
        QTest::keyClick(&steps, Qt::Key_Left);
        QTest::keyClick(&steps, Qt::Key_Return);
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen.last().constFirst().toInt(), 0);
        steps.setDraft(1);
        QCOMPARE(steps.accessibleDescription(), u"legacy, draft: compare-legacy"_s);
    }

    void valueTellsItsQuality_data()
    {
        QTest::addColumn<int>("quality");
        QTest::addColumn<QString>("expected");
        QTest::newRow("never") << int(ValueLabel::Quality::Never) << u"—"_s;
        QTest::newRow("live") << int(ValueLabel::Quality::Live) << u"50.3 %"_s;
        QTest::newRow("late") << int(ValueLabel::Quality::Late) << u"50.3 % 14 s"_s;
        QTest::newRow("stale") << int(ValueLabel::Quality::Stale) << u"50.3 % 14 s"_s;
        QTest::newRow("lost") << int(ValueLabel::Quality::Lost) << u"— 14 s"_s;
    }
    void valueTellsItsQuality()
    {
        QFETCH(const int, quality);
        QFETCH(const QString, expected);
        ValueLabel label;
        label.setValue(u"50.3"_s, u"%"_s, ValueLabel::Quality(quality), u"14 s"_s);
        QCOMPARE(label.text(), expected);
        QCOMPARE(label.accessibleDescription(), expected);
    }

    void valueKeepsItsRoom()
    {
        ValueLabel label;
        label.setWidest(u"100.0"_s, u"%"_s, u"last 100 % at 00:00:00"_s);
        const QSize room = label.sizeHint();
        label.setValue(u"7"_s, u"%"_s, ValueLabel::Quality::Live);
        QCOMPARE(label.sizeHint(), room);
        label.setValue(u"7"_s, u"%"_s, ValueLabel::Quality::Lost, u"last 7 % at 03:12:07"_s);
        QCOMPARE(label.sizeHint(), room);
        label.clear();
        QCOMPARE(label.sizeHint(), room);
    }

    void staleLooksOtherThanLive()
    {
        ValueLabel label;
        label.resize(200, 30);
        label.setValue(u"50.3"_s, u"%"_s, ValueLabel::Quality::Live);
        const QImage live = label.grab().toImage();
        label.setValue(u"50.3"_s, u"%"_s, ValueLabel::Quality::Stale);
        QVERIFY(label.grab().toImage() != live);
    }

    void badgeKeepsRoomForItsWords()
    {
        StateBadge badge;
        badge.setWidestWords({u"attention"_s, u"normal"_s});
        const int wide = badge.sizeHint().width();
        badge.setState(StateLevel::Attention, u"attention"_s);
        QCOMPARE(badge.sizeHint().width(), wide);
        QCOMPARE(badge.accessibleName(), u"attention"_s);
    }

    void csvGuardsAgainstFormulas_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        QTest::newRow("plain") << u"Checkout"_s << u"Checkout"_s;
        QTest::newRow("empty") << u""_s << u""_s;
        QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
        QTest::newRow("plus") << u"+1"_s << u"'+1"_s;
        QTest::newRow("minus") << u"-1"_s << u"'-1"_s;
        QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
        QTest::newRow("tab") << u"\tx"_s << u"'\tx"_s;
        QTest::newRow("return") << u"\rx"_s << u"\"'\rx\""_s;
        QTest::newRow("comma") << u"a,b"_s << u"\"a,b\""_s;
        QTest::newRow("quote") << u"a\"b"_s << u"\"a\"\"b\""_s;
        QTest::newRow("line") << u"a\nb"_s << u"\"a\nb\""_s;
    }
    void csvGuardsAgainstFormulas()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, field);
        QCOMPARE(csvField(text), field);
    }

    void csvNumbersStayNumbers()
    {
        QCOMPARE(csvNumber(-1.5), u"-1.5"_s);
        QCOMPARE(csvNumber(std::numeric_limits<double>::quiet_NaN()), QString());
    }

    void tableCopiesAndRemembers()
    {
        QStandardItemModel model(2, 2);
        model.setHorizontalHeaderLabels({u"Route"_s, u"=Mode"_s});
        model.setItem(0, 0, new QStandardItem(u"cart"_s));
        model.setItem(0, 1, new QStandardItem(u"new"_s));
        model.setItem(1, 0, new QStandardItem(u"@cart"_s));
        model.setItem(1, 1, new QStandardItem(u"a,b"_s));
        {
            TableView view;
            view.setObjectName(u"routes"_s);
            view.setModel(&model);
            view.show();
            QCOMPARE(view.toCsv(), u"Route,'=Mode\r\ncart,new\r\n'@cart,\"a,b\"\r\n"_s);
            view.selectRow(0);
            QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
            QCOMPARE(QApplication::clipboard()->text(), u"Route,'=Mode\r\ncart,new\r\n"_s);
            view.setColumnWidth(0, 217);
        }
        TableView again;
        again.setObjectName(u"routes"_s);
        again.setModel(&model);
        QCOMPARE(again.columnWidth(0), 217);
        QSettings().clear();
    }

    void switchSaysItsStateWhereverItsTitleIsCut()
    {
        SwitchButton button;
        button.setWords(u"Staff & friends of the shop"_s, u"%1: on"_s, u"%1: off"_s);
        button.resize(button.sizeHint());
        QCOMPARE(button.shownText(), u"Staff & friends of the shop: off"_s);
        button.click();
        QCOMPARE(button.shownText(), u"Staff & friends of the shop: on"_s);
        QVERIFY(button.minimumSizeHint().width() < button.sizeHint().width() / 2);
        button.resize(button.minimumSizeHint());
        QVERIFY2(button.shownText().endsWith(u"…: on"_s), qPrintable(button.shownText()));
        const QSize wanted = button.sizeHint();
        button.click();
        QVERIFY2(button.shownText().endsWith(u"…: off"_s), qPrintable(button.shownText()));
        QCOMPARE(button.sizeHint(), wanted); // a press moves nothing
        button.grab();
    }

    void headerKeepsTitleAndArrowApart()
    {
        QStandardItemModel model(1, 2);
        model.setHorizontalHeaderLabels({u"route"_s, u"clean pairs to go"_s});
        model.setHeaderData(1, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
        TableView view;
        view.setModel(&model);
        view.setSortingEnabled(true);
        view.show();
        const auto *header = qobject_cast<TableHeader *>(view.horizontalHeader());
        QVERIFY(header);
        view.setColumnWidth(1, 300);
        view.sortByColumn(1, Qt::DescendingOrder);
        QCOMPARE(header->shownText(0), u"route"_s);
        QCOMPARE(header->shownText(1), u"↓ clean pairs to go"_s);
        view.sortByColumn(1, Qt::AscendingOrder);
        QCOMPARE(header->shownText(1), u"↑ clean pairs to go"_s);
        view.setColumnWidth(1, 70);
        const QString cut = header->shownText(1);
        QVERIFY2(cut.startsWith(u"↑ "_s) && cut.endsWith(u"…"_s), qPrintable(cut));
        QVERIFY(header->fontMetrics().horizontalAdvance(cut) <= 70 - 2 * Theme::Grid);
    }
};

QTEST_MAIN(TestControls)
#include "tst_controls.moc"
