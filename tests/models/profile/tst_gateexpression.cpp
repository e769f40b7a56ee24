// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/gateexpression.h"

#include <limits>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The condition language of a team's own gates: what it means, where it is wrong, and that what is not known
/// proves nothing.
class TestGateExpression final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void concludes_data();
    void concludes();
    void faults_data();
    void faults();
    void figuresOfASingleComparison();
    void nestingIsBounded();

private:
    static GateVocabulary vocabulary();
    static GateConclusion conclude(const QString &text);
};

GateVocabulary TestGateExpression::vocabulary()
{
    SignalSpec split;
    split.routeLabel = u"route"_s;
    split.sideLabel = u"side"_s;
    SignalSpec errors = split;
    errors.id = u"error-rate"_s;
    SignalSpec p95 = split;
    p95.id = u"p95"_s;
    SignalSpec memory;
    memory.id = u"memory"_s;
    SignalSpec gone = memory;
    gone.id = u"gone"_s;
    SignalSpec silent = memory;
    silent.id = u"silent"_s;
    SignalSpec old = memory;
    old.id = u"old"_s;
    return {{errors, p95, memory, gone, silent, old}, {u"checkout"_s, u"cart"_s}};
}

GateConclusion TestGateExpression::conclude(const QString &text)
{
    const auto expression = parseGateExpression(text, vocabulary());
    if (!expression)
        return {GateTruth::Unknown,
                {},
                {},
                u"fault at %1: %2"_s.arg(expression.error().offset).arg(expression.error().text)};
    const auto live = [](double value) {
        Reading<double> reading;
        reading.value = value;
        reading.quality = Quality::Live;
        reading.receivedAt = MonotonicTime{std::chrono::hours(1)};
        return reading;
    };
    QMap<QString, Reading<double>> readings{{u"memory"_s, live(100)},
                                            {u"silent"_s, live(std::numeric_limits<double>::quiet_NaN())},
                                            {u"old"_s, live(1)}};
    readings[u"old"_s].quality = Quality::Stale;
    const Reading<double> errorsNew = live(0.002), errorsLegacy = live(0.001), p95New = live(0.4),
                          p95Legacy = live(0.8), cartNew = live(0.9);
    const auto find = [&](const GateExpression::Node &node) -> const Reading<double> * {
        if (node.signal == u"error-rate")
            return node.side == SideReached::New ? &errorsNew : &errorsLegacy;
        if (node.signal == u"p95" && node.route == u"cart")
            return &cartNew;
        if (node.signal == u"p95")
            return node.side == SideReached::New ? &p95New : &p95Legacy;
        const auto it = readings.constFind(node.signal);
        return it == readings.cend() ? nullptr : &*it;
    };
    return evaluate(*expression, find, [](const Reading<double> &reading) { return reading.isLive(); });
}

void TestGateExpression::concludes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<GateTruth>("truth");
    const auto row = [](const char *text, GateTruth truth) {
        QTest::newRow(text) << QString::fromUtf8(text) << truth;
    };
    row("memory < 101", GateTruth::True);
    row("memory < 100", GateTruth::False);
    row("memory <= 100", GateTruth::True);
    row("memory == 100 and memory != 99", GateTruth::True);
    row("memory >= 2 * 50 + 1", GateTruth::False);
    row("memory - 50 > 49", GateTruth::True);
    row("-memory < 0", GateTruth::True);
    row("(memory + 100) / 2 == 100", GateTruth::True);
    row("10 - 5 - 2 == 3", GateTruth::True);
    row("2 + 3 * 4 == 14", GateTruth::True);
    row("not memory > 5 or memory > 1", GateTruth::True);
    row("not (memory > 5 or memory > 1)", GateTruth::False);
    row("error-rate(new) < 0.3 %", GateTruth::True);
    row("error-rate(new) < 0.1%", GateTruth::False);
    row("p95(new) <= 400 ms", GateTruth::True);
    row("p95(new) <= 0.6 * p95(legacy)", GateTruth::True);
    row("p95(cart, new) > 0.8 s", GateTruth::True);
    row("p95(new, checkout) < 1min", GateTruth::True);
    // What is not known proves nothing …
    row("gone < 1", GateTruth::Unknown);
    row("not gone < 1", GateTruth::Unknown);
    row("old < 2", GateTruth::Unknown);
    row("silent < 1", GateTruth::Unknown);
    row("not (silent > 1)", GateTruth::Unknown);
    row("memory / (memory - 100) < 1", GateTruth::Unknown);
    row("memory > 1 and gone < 1", GateTruth::Unknown);
    row("memory > 500 or gone < 1", GateTruth::Unknown);
    // … unless the other side decides alone.
    row("memory > 1 or gone < 1", GateTruth::True);
    row("memory > 500 and gone < 1", GateTruth::False);
}

void TestGateExpression::concludes()
{
    QFETCH(const QString, text);
    QFETCH(const GateTruth, truth);
    const GateConclusion conclusion = conclude(text);
    QVERIFY2(conclusion.truth == truth, qPrintable(conclusion.problem));
    QCOMPARE(conclusion.problem.isEmpty(), truth != GateTruth::Unknown);
}

void TestGateExpression::faults_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *text, int offset, const char *says) {
        QTest::newRow(text) << QString::fromUtf8(text) << offset << QString::fromUtf8(says);
    };
    row("", 0, "ends too early");
    row("memory", 0, "a condition is needed");
    row("memory <", 8, "ends too early");
    row("memroy < 1", 0, "did you mean \"memory\"");
    row("memory < 1 and eror-rate(new) < 1", 15, "did you mean \"error-rate\"");
    row("memory-x < 1", 0, "");
    row("error-rate < 1", 0, "split by side");
    row("error-rate(nwe) < 1", 11, "no route \"nwe\"");
    row("error-rate(chekout, new) < 1", 11, "did you mean \"checkout\"");
    row("error-rate(new, legacy) < 1", 16, "a second side");
    row("memory(new) < 1", 7, "not split by side");
    row("memory(cart) < 1", 7, "not split by route");
    row("memory < 5 mb", 11, "is no unit");
    row("1 < memory < 5", 11, "do not chain");
    row("(memory < 5", 11, "a ) is missing");
    row("memory < 5)", 10, "is too much");
    row("memory $ 5", 7, "has no meaning");
    row("memory and memory < 1", 0, "a condition is needed");
    row("(memory < 1) + 2 < 3", 0, "a number is needed");
    row("memory < 1 or", 13, "ends too early");
}

void TestGateExpression::faults()
{
    QFETCH(const QString, text);
    QFETCH(const int, offset);
    QFETCH(const QString, says);
    const auto expression = parseGateExpression(text, vocabulary());
    QVERIFY(!expression);
    QCOMPARE(int(expression.error().offset), offset);
    QVERIFY2(expression.error().text.contains(says), qPrintable(expression.error().text));
}

void TestGateExpression::figuresOfASingleComparison()
{
    const GateConclusion one = conclude(u"p95(new) <= 0.6 * p95(legacy)"_s);
    QCOMPARE(one.left, std::optional(0.4));
    QCOMPARE(one.right, std::optional(0.6 * 0.8));
    QVERIFY(!conclude(u"memory > 1 and memory < 500"_s).left);
}

void TestGateExpression::nestingIsBounded()
{
    const QString deep = QString(500, u'(') + u"memory"_s + QString(500, u')') + u" < 1"_s;
    QVERIFY(parseGateExpression(deep, vocabulary()).error().text.contains(u"deeper"_s));
    QVERIFY(parseGateExpression(QString(500, u'-') + u"1 < 2"_s, vocabulary())
                .error()
                .text.contains(u"deeper"_s));
    QString many = u"memory > 1"_s;
    while (many.size() < 1900)
        many += u" and memory > 1"_s;
    QVERIFY(parseGateExpression(many, vocabulary()));
    QVERIFY(!parseGateExpression(many + many, vocabulary()));
}

QTEST_GUILESS_MAIN(TestGateExpression)
#include "tst_gateexpression.moc"
