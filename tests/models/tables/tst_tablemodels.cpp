// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/alarmlistmodel.h"
#include "models/tables/endpointtablemodel.h"
#include "models/tables/journaltablemodel.h"
#include "models/tables/pipelinetablemodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

PipelineState pipeline(const QString &id, const QStringList &tables)
{
    PipelineState made;
    made.id = id;
    made.title = id;
    made.state = PipelineRunState::Running;
    for (const QString &name : tables)
        made.tables << PipelineTable{name, 0.5, std::nullopt, std::nullopt};
    return made;
}

Reading<PipelinesSnapshot> pipelines(const QList<PipelineState> &rows)
{
    Reading<PipelinesSnapshot> reading;
    reading.value.pipelines = rows;
    reading.receivedAt = MonotonicTime{} + std::chrono::hours(1);
    reading.quality = Quality::Live;
    return reading;
}

JournalEntry entry(qint64 number)
{
    JournalEntry made;
    made.number = number;
    made.record.what = u"act %1"_s.arg(number);
    return made;
}

QList<qint64> numbers(const JournalTableModel &model)
{
    QList<qint64> result;
    for (int row = 0; row < model.rowCount(); ++row)
        result << model.index(row, JournalTableModel::NumberColumn).data(RawRole).toLongLong();
    return result;
}

Alarm alarm(const QString &subject, bool acknowledged = false)
{
    Alarm made;
    made.kind = AlarmKind::LagOverLimit;
    made.subject = subject;
    made.acknowledged = acknowledged;
    return made;
}

} // namespace

class TestTableModels final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pipelinesOpenIntoTables();
    void pipelineSelectionSurvives();
    void pipelineMissingIsNeverZero();
    void journalIsNewestFirstWhateverTheOrder();
    void journalNeverRepeats();
    void alarmsSignalOnlyWhatChanged();
    void endpointsShowTheirAge();
};

void TestTableModels::pipelinesOpenIntoTables()
{
    PipelineTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setReading(pipelines({pipeline(u"a"_s, {u"x"_s, u"y"_s}), pipeline(u"b"_s, {u"z"_s})}));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
    QCOMPARE(model.table(model.index(0, 0, model.index(1, 0)))->table.name, u"z"_s);
    model.setReading(pipelines({pipeline(u"b"_s, {u"z"_s, u"w"_s})}));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowCount(model.index(0, 0)), 2);
    model.setReading(pipelines({pipeline(u"c"_s, {u"q"_s}), pipeline(u"b"_s, {})}));
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    QCOMPARE(model.rowCount(model.index(1, 0)), 0);
}

void TestTableModels::pipelineSelectionSurvives()
{
    PipelineTableModel model;
    model.setReading(pipelines({pipeline(u"a"_s, {u"x"_s}), pipeline(u"b"_s, {u"z"_s})}));
    const QPersistentModelIndex table = model.index(0, 0, model.index(1, 0));
    const QSignalSpy changed(&model, &PipelineTableModel::dataChanged);
    model.setReading(pipelines({pipeline(u"a"_s, {u"x"_s}), pipeline(u"b"_s, {u"z"_s})}));
    QCOMPARE(changed.size(), 0);
    model.setReading(pipelines({pipeline(u"b"_s, {u"z"_s})}));
    QVERIFY(table.isValid());
    QCOMPARE(table.data(IdRole).toString(), u"z"_s);
    QCOMPARE(table.parent().row(), 0);
}

void TestTableModels::pipelineMissingIsNeverZero()
{
    PipelineTableModel model;
    model.setReading(pipelines({pipeline(u"a"_s, {})}));
    for (const int column : {PipelineTableModel::LagColumn, PipelineTableModel::LagEventsColumn,
                             PipelineTableModel::ErrorsColumn, PipelineTableModel::RetainedColumn})
        QVERIFY(!model.index(0, column).data(RawRole).isValid());
}

void TestTableModels::journalIsNewestFirstWhateverTheOrder()
{
    JournalTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.add({entry(5), entry(7)});
    model.add({entry(1), entry(2), entry(6), entry(9), entry(8)});
    QCOMPARE(numbers(model), (QList<qint64>{9, 8, 7, 6, 5, 2, 1}));
}

void TestTableModels::journalNeverRepeats()
{
    JournalTableModel model;
    model.add({entry(1), entry(2)});
    const QSignalSpy inserted(&model, &JournalTableModel::rowsInserted);
    model.add({entry(2), entry(1), entry(1)});
    QCOMPARE(inserted.size(), 0);
    model.add({entry(3), entry(3)});
    QCOMPARE(numbers(model), (QList<qint64>{3, 2, 1}));
}

void TestTableModels::alarmsSignalOnlyWhatChanged()
{
    AlarmListModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setAlarms({alarm(u"a"_s), alarm(u"b"_s)});
    const QSignalSpy changed(&model, &AlarmListModel::dataChanged);
    model.setAlarms({alarm(u"a"_s), alarm(u"b"_s)});
    QCOMPARE(changed.size(), 0);
    model.setAlarms({alarm(u"a"_s), alarm(u"b"_s, true)});
    QCOMPARE(changed.size(), 1);
    model.setAlarms({});
    QCOMPARE(model.rowCount(), 0);
}

void TestTableModels::endpointsShowTheirAge()
{
    MigrationState state;
    state.now = MonotonicTime{} + std::chrono::hours(1);
    EndpointHealth health;
    health.id = u"bridge"_s;
    EndpointTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    state.endpoints = {health};
    model.setState(state);
    QVERIFY(!model.index(0, EndpointTableModel::AgeColumn).data(RawRole).isValid()); // never answered
    state.endpoints[0].lastAnswerAt = state.now - std::chrono::milliseconds(1500);
    model.setState(state);
    QCOMPARE(model.index(0, EndpointTableModel::AgeColumn).data(RawRole).toInt(), 15);
}

QTEST_GUILESS_MAIN(TestTableModels)
#include "tst_tablemodels.moc"
