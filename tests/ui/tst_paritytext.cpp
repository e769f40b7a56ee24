// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/paritytext.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The sentence that says whether to go on.
class TestParityText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headlines_data();
    void headlines();
};

void TestParityText::headlines_data()
{
    QTest::addColumn<QList<int>>("states"); // ParityGateState of each route, -1: none yet
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("words");
    const auto state = [](ParityGateState gate) { return int(gate); };
    QTest::newRow("nothing") << QList<int>() << int(StateLevel::Attention) << u"no pair has been compared"_s;
    QTest::newRow("open") << QList<int>{state(ParityGateState::Open), state(ParityGateState::Open)}
                          << int(StateLevel::Normal) << u"Yes, as far as parity goes: all 2"_s;
    QTest::newRow("one undecided") << QList<int>{state(ParityGateState::Open),
                                                 state(ParityGateState::Insufficient)}
                                   << int(StateLevel::Attention) << u"insufficient evidence for 1 of 2"_s;
    QTest::newRow("one closed") << QList<int>{state(ParityGateState::Closed),
                                              state(ParityGateState::Insufficient)}
                                << int(StateLevel::Alarm) << u"No, do not go on: 1 route"_s;
    QTest::newRow("no gate yet") << QList<int>{-1} << int(StateLevel::Attention) << u"insufficient"_s;
}

void TestParityText::headlines()
{
    QFETCH(QList<int>, states);
    QFETCH(int, level);
    QFETCH(QString, words);
    ParityReport report;
    report.hasSource = true;
    for (const int state : std::as_const(states)) {
        RouteParity route;
        route.id = route.title = u"r%1"_s.arg(state);
        route.counts.equal = 100;
        if (state >= 0) {
            route.gate = GateVerdict();
            route.gate->state = ParityGateState(state);
            route.gate->cleanPairsToGo = 1900;
        }
        report.routes.append(route);
    }
    const auto [shown, sentence] = ParityText::headline(report);
    QCOMPARE(int(shown), level);
    QVERIFY2(sentence.contains(words), qPrintable(sentence));
    if (level == int(StateLevel::Alarm))
        QVERIFY2(sentence.contains(u"gate closed, 1,900 clean pairs to go"_s), qPrintable(sentence));
}

QTEST_MAIN(TestParityText)
#include "tst_paritytext.moc"
