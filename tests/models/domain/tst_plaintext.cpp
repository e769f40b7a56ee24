// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/plaintext.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestPlainText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void visible_data();
    void visible();
    void cell_data();
    void cell();
};

void TestPlainText::visible_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("keepLines");
    QTest::addColumn<QString>("shown");
    QTest::newRow("usual") << u"Checkout – café 注文"_s << false << u"Checkout – café 注文"_s;
    QTest::newRow("markup stays text") << u"<b>x</b>"_s << false << u"<b>x</b>"_s;
    QTest::newRow("right-to-left override") << u"a\u202Eb"_s << false << u"a⟨U+202E⟩b"_s;
    QTest::newRow("isolate") << u"\u2066x\u2069"_s << false << u"⟨U+2066⟩x⟨U+2069⟩"_s;
    QTest::newRow("zero width") << u"a\u200Bb"_s << false << u"a⟨U+200B⟩b"_s;
    QTest::newRow("byte order mark") << u"\uFEFFx"_s << false << u"⟨U+FEFF⟩x"_s;
    QTest::newRow("line end") << u"a\nb\tc"_s << false << u"a⟨U+000A⟩b⟨U+0009⟩c"_s;
    QTest::newRow("line end kept") << u"a\nb\tc\r"_s << true << u"a\nb\tc⟨U+000D⟩"_s;
    QTest::newRow("line separator") << u"a\u2028b"_s << true << u"a⟨U+2028⟩b"_s;
    QTest::newRow("zero") << QString(QChar(0)) << false << u"⟨U+0000⟩"_s;
    QTest::newRow("beyond the plane") << u"😀"_s << false << u"😀"_s;
    QTest::newRow("empty") << QString() << false << QString();
}

void TestPlainText::visible()
{
    QFETCH(const QString, text);
    QFETCH(const bool, keepLines);
    QTEST(visibleText(text, keepLines), "shown");
}

void TestPlainText::cell_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cell");
    QTest::newRow("plain") << u"abc"_s << u"abc"_s;
    QTest::newRow("comma") << u"a,b"_s << u"\"a,b\""_s;
    QTest::newRow("quote") << u"a\"b"_s << u"\"a\"\"b\""_s;
    QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
    QTest::newRow("plus") << u"+1"_s << u"'+1"_s;
    QTest::newRow("minus") << u"-1"_s << u"'-1"_s;
    QTest::newRow("at") << u"@x"_s << u"'@x"_s;
    QTest::newRow("tab") << u"\tx"_s << u"'\tx"_s;
    QTest::newRow("carriage return") << u"\rx"_s << u"\"'\rx\""_s;
    QTest::newRow("formula with comma") << u"=a,b"_s << u"\"'=a,b\""_s;
    QTest::newRow("empty") << QString() << QString();
}

void TestPlainText::cell()
{
    QFETCH(const QString, text);
    QTEST(csvCell(text), "cell");
}

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plaintext.moc"
