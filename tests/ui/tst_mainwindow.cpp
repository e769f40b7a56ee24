// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"
#include "ui/rollback/rollbackbar.h"
#include "widgets/environmentframe.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Thirty texts that a server may send: markup, control and bidi characters, formulas, oversized ones.
QStringList hostileTexts()
{
    QStringList texts{u"<b>bold</b>"_s,
                      u"<img src='http://127.0.0.1:9/x.png'>"_s,
                      u"<script>alert(1)</script>"_s,
                      u"<a href='file:///etc/passwd'>click</a>"_s,
                      u"</qt><h1>PROD</h1>"_s,
                      u"&lt;b&gt;"_s,
                      u"&amp;"_s,
                      u"<table><tr><td>x</table>"_s,
                      u"<font color=red>x</font>"_s,
                      u"<!-- x -->"_s,
                      u"<?xml?>"_s,
                      u"<style>*{display:none}</style>"_s,
                      u"=1+1"_s,
                      u"+cmd|' /C calc'!A0"_s,
                      u"-2+3"_s,
                      u"@SUM(A1)"_s,
                      u"%1 %2 %n"_s,
                      u"&File"_s,
                      u"line\nbreak"_s,
                      u"tab\tstop"_s,
                      u"bell\a"_s,
                      u"null"_s + QChar(0),
                      u"\u202Eevil"_s,
                      u"\u2066isolate\u2069"_s,
                      u"zero\u200Bwidth"_s,
                      u"\uFEFFbom"_s,
                      u"\u061Cmark"_s,
                      u"\U0001F6A8"_s,
                      QString(5000, u'W'),
                      QString(QChar(0xD800))};
    return texts;
}

bool isInteractive(const QWidget *widget)
{
    if (widget->focusPolicy() == Qt::NoFocus)
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QAbstractSlider *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget) ||
           qobject_cast<const QPlainTextEdit *>(widget);
}

/// A part of another widget (the line of a spin box, the list of a combo box) speaks through its owner.
bool isPart(const QWidget *widget)
{
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
        if (qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent) ||
            qobject_cast<const QLineEdit *>(parent) || qobject_cast<const QDialog *>(parent) ||
            qobject_cast<const QAbstractItemView *>(parent) || qobject_cast<const QPlainTextEdit *>(parent))
            return true;
    }
    return false;
}

} // namespace

/// The whole window: what has to hold on every page.
class TestMainWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_world = std::make_unique<FakeWorld>(); }
    void cleanup() { m_world.reset(); }
    void opensBeforeAnythingAnswers();
    void barIsLowestAndFreeOnEveryPage();
    void dialogsLeaveTheBarFree();
    void everythingInteractiveHasAName();
    void hostileTextStaysPlain_data();
    void hostileTextStaysPlain();
    void nothingMovesWhenValuesComeAndGo();
    void labelsAreNotCutAtTheSmallestSize();
    void everyPageByKeyboard();
    void fitsAThousandTwoHundredAndEighty();
    void armedIsNeverRestored();
    void sizeAndPageOutliveARestart();

private:
    void open(const QSize &size = QSize(1280, 800));
    void waitForData();

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestMainWindow::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestMainWindow::open(const QSize &size)
{
    m_world->openWindow(*m_theme);
    m_world->window().resize(size);
    m_world->window().show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_world->window()));
}

void TestMainWindow::waitForData()
{
    m_world->start();
    QTRY_VERIFY(m_world->monitor->firstRoundDone());
    QTRY_VERIFY(m_world->monitor->state().routes.constFirst().observed.isLive());
    QTRY_VERIFY(m_world->window().findChild<QLabel *>(u"rollback-readiness"_s)->text().contains(u"READY"_s));
}

void TestMainWindow::opensBeforeAnythingAnswers()
{
    open();
    for (const QString &page : m_world->window().pageNames())
        QVERIFY(m_world->window().showPage(page));
    QCOMPARE(m_world->bridge->count(u"read"_s), 0);
}

void TestMainWindow::barIsLowestAndFreeOnEveryPage()
{
    open();
    waitForData();
    MainWindow &window = m_world->window();
    const QWidget *button = window.findChild<QWidget *>(u"rollback-button"_s);
    for (const QString &page : window.pageNames()) {
        window.showPage(page);
        QCoreApplication::processEvents();
        const QWidget *bar = window.rollbackBar();
        QVERIFY2(bar->isVisible(), qPrintable(page));
        const QRect place(bar->mapTo(&window, QPoint()), bar->size());
        QVERIFY2(window.rect().contains(place), qPrintable(page));
        QCOMPARE(place.bottom() + 1 + EnvironmentFrame::FrameWidth, window.height());
        // What a click in the middle of the button reaches is the button.
        QCOMPARE(window.childAt(button->mapTo(&window, button->rect().center())), button);
    }
}

void TestMainWindow::dialogsLeaveTheBarFree()
{
    open();
    waitForData();
    MainWindow &window = m_world->window();
    QTest::keyClick(&window, Qt::Key_F1);
    QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    const QList<QDialog *> dialogs = window.findChildren<QDialog *>();
    QVERIFY(dialogs.size() >= 2);
    const QWidget *bar = window.rollbackBar();
    const QRect free(bar->mapToGlobal(QPoint()), bar->size());
    for (const QDialog *dialog : dialogs) {
        QVERIFY(!dialog->isModal());
        QVERIFY2(!dialog->frameGeometry().intersects(free), qPrintable(dialog->windowTitle()));
    }
}

void TestMainWindow::everythingInteractiveHasAName()
{
    open();
    waitForData();
    QStringList nameless;
    const QList<QWidget *> widgets = m_world->window().findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (isInteractive(widget) && !isPart(widget) && widget->accessibleName().isEmpty())
            nameless << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));
}

void TestMainWindow::hostileTextStaysPlain_data()
{
    QTest::addColumn<QString>("text");
    const QStringList texts = hostileTexts();
    QCOMPARE(texts.size(), 30);
    for (int i = 0; i < texts.size(); ++i)
        QTest::addRow("%d", i) << texts.at(i);
}

void TestMainWindow::hostileTextStaysPlain()
{
    QFETCH(const QString, text);
    FakeWorld::Options options;
    options.hostile = text;
    options.timings = FakeWorld::fastTimings();
    m_world = std::make_unique<FakeWorld>(options);
    open();
    m_world->start();
    QTRY_VERIFY(m_world->monitor->firstRoundDone());
    MainWindow &window = m_world->window();
    for (const QString &page : window.pageNames()) {
        window.showPage(page);
        QVERIFY(!window.grab().isNull());
    }
    const QList<QLabel *> labels = window.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        const QString shown = label->text();
        for (const QChar c : shown)
            QVERIFY2(c.category() != QChar::Other_Format &&
                         (c == u'\n' || c.category() != QChar::Other_Control),
                     qPrintable(label->objectName()));
    }
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        const QString tip = widget->toolTip();
        if (Qt::mightBeRichText(tip)) // only the wrapping of our own, all that came from outside escaped
            QVERIFY2(tip.startsWith(u"<qt>"_s) &&
                         !tip.mid(4).remove(u"<br>"_s).remove(u"</qt>"_s).contains(u'<'),
                     qPrintable(tip));
    }
    QCOMPARE(window.size(), QSize(1280, 800)); // no text stretches the window
}

void TestMainWindow::nothingMovesWhenValuesComeAndGo()
{
    open();
    waitForData();
    MainWindow &window = m_world->window();
    for (const QString &page : window.pageNames()) {
        window.showPage(page);
        QCoreApplication::processEvents();
        QHash<const QWidget *, QRect> before;
        const QList<QWidget *> widgets = window.findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            if (widget->isVisible() && !widget->objectName().isEmpty() &&
                !widget->objectName().startsWith(u"qt_"_s))
                before.insert(widget, widget->geometry());
        }
        const Error down{ErrorKind::Network, u"refused"_s, {}};
        m_world->metrics->reads.refuseAlways(down);
        m_world->orders->reads.refuseAlways(down);
        QTRY_VERIFY(m_world->monitor->state().endpoints.at(3).problem == u"refused"_s);
        QCoreApplication::processEvents();
        for (auto it = before.cbegin(); it != before.cend(); ++it)
            QVERIFY2(!it.key()->isVisible() || it.key()->geometry() == it.value(),
                     qPrintable(page + u": "_s + it.key()->objectName()));
        m_world->metrics->reads.refuseAlways({});
        m_world->orders->reads.refuseAlways({});
        QTRY_VERIFY(m_world->monitor->state().endpoints.at(3).problem.isEmpty());
    }
}

void TestMainWindow::labelsAreNotCutAtTheSmallestSize()
{
    open();
    waitForData();
    MainWindow &window = m_world->window();
    QStringList cut;
    for (const QString &page : window.pageNames()) {
        window.showPage(page);
        QCoreApplication::processEvents();
        const QList<QLabel *> labels = window.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            const bool fits = label->wordWrap() ? label->heightForWidth(label->width()) <= label->height()
                                                : label->sizeHint().width() <= label->width();
            if (label->isVisible() && !label->text().isEmpty() && !fits)
                cut << page + u'/' + label->objectName() + u": "_s + label->text();
        }
    }
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
}

void TestMainWindow::everyPageByKeyboard()
{
    open();
    MainWindow &window = m_world->window();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    const QStringList pages = window.pageNames();
    for (int i = 0; i < pages.size(); ++i) {
        QTest::keyClick(&window, Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
        QTRY_COMPARE(window.currentPage(), pages.at(i));
    }
    QCOMPARE(pages, (QStringList{u"cockpit"_s, u"routes"_s, u"parity"_s, u"orders"_s, u"sync"_s, u"plan"_s,
                                 u"drill"_s, u"journal"_s, u"alarms"_s}));
}

void TestMainWindow::fitsAThousandTwoHundredAndEighty()
{
    open();
    waitForData();
    MainWindow &window = m_world->window();
    QVERIFY(window.minimumSizeHint().width() <= 1280);
    QVERIFY(window.minimumSizeHint().height() <= 800);
    QCOMPARE(window.size(), QSize(1280, 800));
    auto *board = window.findChild<QAbstractItemView *>(u"cockpit-board"_s);
    window.showPage(u"cockpit"_s);
    QCoreApplication::processEvents();
    QVERIFY(!board->horizontalScrollBar()->isVisible());
    QVERIFY(!board->verticalScrollBar()->isVisible());
}

void TestMainWindow::armedIsNeverRestored()
{
    open();
    waitForData();
    m_world->window().rollbackBar()->arm();
    QCOMPARE(m_world->control->rollback()->state(), RollbackState::Armed);
    m_world->window().close();
    m_world = std::make_unique<FakeWorld>();
    open();
    m_world->window().restoreState();
    QCOMPARE(m_world->control->rollback()->state(), RollbackState::Idle);
    const QSettings settings;
    for (const QString &key : settings.allKeys())
        QVERIFY2(!key.contains(u"arm"_s), qPrintable(key));
}

void TestMainWindow::sizeAndPageOutliveARestart()
{
    open(QSize(1400, 860));
    QVERIFY(m_world->window().showPage(u"journal"_s));
    m_world->window().close();
    m_world = std::make_unique<FakeWorld>();
    open(QSize(1280, 800));
    QCOMPARE(m_world->window().currentPage(), u"cockpit"_s);
    m_world->window().restoreState();
    QCOMPARE(m_world->window().currentPage(), u"journal"_s);
    QTRY_COMPARE(m_world->window().size(), QSize(1400, 860));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
