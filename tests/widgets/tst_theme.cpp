// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestTheme final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastIsEnough_data()
    {
        QTest::addColumn<QColor>("color");
        QTest::addColumn<QColor>("ground");
        QTest::addColumn<double>("least");
        for (const Theme &t : {Theme::light(), Theme::dark()}) {
            const char *name = t.isDark ? "dark" : "light";
            const std::pair<const char *, QColor> grounds[] = {
                {"window", t.window}, {"panel", t.panel}, {"base", t.base}};
            const std::pair<const char *, QColor> texts[] = {
                {"text", t.text}, {"muted text", t.mutedText}, {"limit", t.limit}};
            const std::pair<const char *, QColor> parts[] = {
                {"legacy", t.legacy}, {"new", t.fresh},     {"border", t.border}, {"focus", t.focus},
                {"event", t.event},   {"cursor", t.cursor}, {"alarm", t.alarm}};
            for (const auto &[groundName, ground] : grounds) {
                for (const auto &[what, color] : texts)
                    QTest::addRow("%s: %s on %s", name, what, groundName) << color << ground << 4.5;
                for (const auto &[what, color] : parts)
                    QTest::addRow("%s: %s on %s", name, what, groundName) << color << ground << 3.0;
            }
            QTest::addRow("%s: selected text", name) << t.selectionText << t.selection << 4.5;
            QTest::addRow("%s: attention", name) << t.attentionText << t.attention << 4.5;
            QTest::addRow("%s: alarm", name) << t.alarmText << t.alarm << 4.5;
            QTest::addRow("%s: highest", name) << t.highestText << t.highest << 4.5;
        }
    }
    void contrastIsEnough()
    {
        QFETCH(const QColor, color);
        QFETCH(const QColor, ground);
        QFETCH(const double, least);
        const double ratio = contrastRatio(color, ground);
        QVERIFY2(ratio >= least, qPrintable(QString::number(ratio)));
    }

    void contrastIsThatOfWcag()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white)), 21);
        QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
        QVERIFY(std::abs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
        QCOMPARE(readableOn(Qt::yellow), QColor(0x10, 0x12, 0x14));
        QCOMPARE(readableOn(Qt::darkBlue), QColor(Qt::white));
    }

    void darkIsFoundByThePalette()
    {
        QVERIFY(Theme::of(Theme::dark().palette()).isDark);
        QVERIFY(!Theme::of(Theme::light().palette()).isDark);
        QVERIFY(Theme::of(QPalette(Qt::black)).isDark);
    }

    void fontsAreNeverSmall()
    {
        QFont tiny = QApplication::font();
        tiny.setPointSizeF(6);
        const QFont before = QApplication::font();
        QApplication::setFont(tiny);
        for (const FontRole role : {FontRole::Headline, FontRole::Body, FontRole::BodyStrong,
                                    FontRole::Caption, FontRole::CaptionStrong})
            QVERIFY(themeFont(role, tiny).pointSizeF() >= 9);
        QApplication::setFont(before);
        const QFont once = themeFont(FontRole::Headline, before);
        QCOMPARE(themeFont(FontRole::Headline, once), once);
    }

    void everyStateHasAShapeOfItsOwn()
    {
        QVERIFY(stateShape(StateLevel::Normal).isEmpty());
        const QSet<QString> shapes{stateShape(StateLevel::Attention), stateShape(StateLevel::Alarm),
                                   stateShape(StateLevel::Highest)};
        QCOMPARE(shapes.size(), 3);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
