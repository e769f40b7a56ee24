// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/decimal.h"

#include <QTest>

using namespace interlock;

namespace {

Decimal decimal(const char *text)
{
    return Decimal::parse(text).value();
}

} // namespace

class TestDecimal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameValue_data();
    void sameValue();
    void refusesOtherText_data();
    void refusesOtherText();
    void within_data();
    void within();
    void rounded_data();
    void rounded();
    void textIsOneForOneValue();
    void longNumbers();
};

void TestDecimal::sameValue_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *left, const char *right, bool same) {
        QTest::addRow("%s %s", left, right) << QByteArray(left) << QByteArray(right) << same;
    };
    row("1", "1.0", true);
    row("1", "1e0", true);
    row("100", "1e2", true);
    row("100", "1E+02", true);
    row("0.001", "1e-3", true);
    row("0", "-0.0e5", true);
    row("1", "-1", false);
    row("10", "1", false);
    row("0.1", "0.10000000000000000000001", false);
    row("9007199254740993", "9007199254740992", false);
    row("1e99999999999999999999", "10e99999999999999999998", true);
    row("1e99999999999999999999", "1e99999999999999999998", false);
    row("0.1e-99999999999999999999", "1e-100000000000000000000", true);
    row("1e100000000000000000", "10e99999999999999999", true);
    row("1e-99999999999999999999", "1e99999999999999999999", false);
    row("0e99999999999999999999", "0", true);
}

void TestDecimal::sameValue()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(bool, same);
    QCOMPARE(Decimal::sameValue(left.toStdString(), right.toStdString()), same);
    QCOMPARE(Decimal::sameValue(right.toStdString(), left.toStdString()), same);
    if (same)
        QCOMPARE(Decimal::hashOf(left.toStdString()), Decimal::hashOf(right.toStdString()));
}

void TestDecimal::refusesOtherText_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "1 ", "nan", "1,5", "--1", "1e1.5"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void TestDecimal::refusesOtherText()
{
    QFETCH(QByteArray, text);
    QVERIFY(!Decimal::parse(text.toStdString()));
    QVERIFY(!Decimal::isNumber(text.toStdString()));
}

void TestDecimal::within_data()
{
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<bool>("close");
    const auto row = [](const char *left, const char *right, const char *limit, bool close) {
        QTest::addRow("%s %s %s", left, right, limit)
            << QByteArray(left) << QByteArray(right) << QByteArray(limit) << close;
    };
    row("12.50", "12.49", "0.01", true);
    row("12.50", "12.4899999", "0.01", false);
    row("1", "2", "1", true);
    row("-1", "1", "2", true);
    row("-1", "1", "1.999", false);
    row("1e1000000000", "1", "1", false);
    row("1e1000000000", "1", "1e1000000000", true);
    row("1e1000000000", "-1", "1e1000000000", false);
    row("1e1000000000", "2e1000000000", "1e1000000000", true);
    row("1e-1000000000", "0", "1", true);
    row("1e-1000000000", "-1e-1000000000", "1e-2000000000", false);
    row("5", "5", "0", true);
    row("5", "6", "0", false);
    row("0", "0.01", "0.01", true);
    row("100", "1e-50", "100", true);
    row("100", "-1e-50", "100", false);
    row("100", "1e-50", "99.9999", false);
    row("999", "1001", "2", true);
    row("1000", "999.5", "0.4", false);
}

void TestDecimal::within()
{
    QFETCH(QByteArray, left);
    QFETCH(QByteArray, right);
    QFETCH(QByteArray, limit);
    QFETCH(bool, close);
    QCOMPARE(decimal(left.constData()).within(decimal(limit.constData()), decimal(right.constData())), close);
    QCOMPARE(decimal(right.constData()).within(decimal(limit.constData()), decimal(left.constData())), close);
}

void TestDecimal::rounded_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("decimals");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *value, int decimals, const char *expected) {
        QTest::addRow("%s to %d", value, decimals) << QByteArray(value) << decimals << QByteArray(expected);
    };
    row("1.25", 1, "1.3");
    row("-1.25", 1, "-1.3");
    row("1.24999", 1, "1.2");
    row("0.5", 0, "1");
    row("0.49", 0, "0");
    row("9.99", 1, "10");
    row("0.05", 1, "0.1");
    row("0.004", 1, "0");
    row("123", 2, "123");
    row("1e-1000000000", 5, "0");
    row("1e1000000000", 5, "1e1000000000");
}

void TestDecimal::rounded()
{
    QFETCH(QByteArray, value);
    QFETCH(int, decimals);
    QFETCH(QByteArray, expected);
    QCOMPARE(decimal(value.constData()).rounded(decimals).toText(), decimal(expected.constData()).toText());
}

void TestDecimal::textIsOneForOneValue()
{
    QCOMPARE(decimal("12.50").toText(), std::string("12.5"));
    QCOMPARE(decimal("-0").toText(), std::string("0"));
    QCOMPARE(decimal("1e3").toText(), std::string("1000"));
    QCOMPARE(decimal("0.00012e1").toText(), std::string("0.0012"));
    QCOMPARE(decimal("1e400").toText(), std::string("1e400"));
    QCOMPARE(decimal("2").times(decimal("-0.25")).toText(), std::string("-0.5"));
    QCOMPARE(decimal("99").times(decimal("99")).toText(), std::string("9801"));
}

void TestDecimal::longNumbers()
{
    const std::string digits(10'000, '9');
    const Decimal value = Decimal::parse(digits).value();
    QCOMPARE(value.rounded(0).toText().size(), std::size_t{10'000});
    QVERIFY(Decimal::sameValue(digits, digits + ".000"));
    QVERIFY(value.within(decimal("1"), Decimal::parse("1" + std::string(10'000, '0')).value()));
    QVERIFY(!value.within(decimal("0.999"), Decimal::parse("1" + std::string(10'000, '0')).value()));
}

QTEST_GUILESS_MAIN(TestDecimal)
#include "tst_decimal.moc"
