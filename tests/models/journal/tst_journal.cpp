// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/whendone.h"
#include "models/journal/journal.h"
#include "models/journal/journalcodec.h"
#include "models/journal/journalstore.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QSqlError>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
JournalRecord someRecord(const QString &what, JournalMark mark = JournalMark::Note, const QUuid &act = {})
{
    JournalRecord record;
    record.kind = act.isNull() ? JournalKind::Session : JournalKind::Forward;
    record.mark = mark;
    record.act = act;
    record.actor = u"ann"_s;
    record.environment = u"test"_s;
    record.what = what;
    record.reason = u"because <b>\u202E"_s;
    record.before = {{u"b"_s, 1}, {u"a"_s, QJsonObject{{u"z"_s, true}, {u"y"_s, 1.5}}}};
    return record;
}

/// A file with @p count entries.
void fillJournal(const QString &fileName, int count)
{
    JournalStore store(fileName);
    for (int i = 1; i <= count; ++i)
        QVERIFY(store.append(someRecord(u"entry %1"_s.arg(i))));
}

JournalVerdict verdictOf(const QString &fileName, const QByteArray &head = {})
{
    JournalStore store(fileName);
    const Result<JournalVerdict> verdict = store.verify(head);
    if (!verdict)
        return {0, false, -1, verdict.error().detail, {}};
    return *verdict;
}

/// Edits the file behind the journal's back.
bool tamper(const QString &fileName, const QStringList &statements)
{
    const QString name = u"tamper"_s;
    bool good = true;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(fileName);
        good = database.open();
        QStringList all{u"DROP TRIGGER IF EXISTS entries_stay"_s, u"DROP TRIGGER IF EXISTS entries_stand"_s};
        all += statements;
        for (const QString &statement : std::as_const(all)) {
            QSqlQuery query(database);
            if (!query.exec(statement)) {
                qWarning("%s: %s", qPrintable(statement), qPrintable(query.lastError().text()));
                good = false;
            }
        }
    }
    QSqlDatabase::removeDatabase(name);
    return good;
}
} // namespace

class TestJournal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appendReadAgain();
    void bodyIsCanonical();
    void readsOtherVersions_data();
    void readsOtherVersions();
    void pages();
    void verifyFinds_data();
    void verifyFinds();
    void verifyFindsEveryChangedBit();
    void expectedHeadFindsATruncatedTail();
    void refusesUpdatesAndDeletes();
    void openActs_data();
    void openActs();
    void severalWritersMakeOneChain();
    void filesAreOnlyOurs();
    void corruptFileIsSaidAndLeftAlone();
    void fileOfAnotherProgramIsLeftAlone();
    void unwritableFolder();
    void writesWhatWasQueuedBeforeItDies();
};

void TestJournal::appendReadAgain()
{
    const QTemporaryDir folder;
    Journal journal(folder.filePath(u"j.sqlite"_s));
    QSignalSpy spy(&journal, &Journal::appended);
    std::optional<Result<JournalEntry>> answer;
    whenDone(journal.append(someRecord(u"first"_s)), this,
             [&](const Result<JournalEntry> &entry) { answer = entry; });
    QTRY_VERIFY(answer);
    QVERIFY(answer->has_value());
    QTRY_COMPARE(spy.size(), 1);
    const JournalEntry &entry = **answer;
    QCOMPARE(entry.number, 1);
    QCOMPARE(entry.previousHash, journalGenesis());
    QCOMPARE(entry.hash.size(), 32);
    const auto entries = journal.read(10).result();
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    const JournalRecord &read = entries->first().record;
    QCOMPARE(read.what, u"first"_s);
    QCOMPARE(read.reason, u"because <b>\u202E"_s);
    QCOMPARE(read.before, someRecord({}).before);
    QCOMPARE(entries->first().at, entry.at);
    QCOMPARE(entries->first().hash, entry.hash);
}

void TestJournal::bodyIsCanonical()
{
    const QDateTime at(QDate(2026, 3, 2), QTime(8, 15, 0, 120), Qt::UTC);
    JournalRecord record;
    record.kind = JournalKind::Rollback;
    record.mark = JournalMark::Intent;
    record.actor = u"ann"_s;
    record.after = {{u"z"_s, 1}, {u"a"_s, QJsonObject{{u"y"_s, 2}, {u"b"_s, QJsonValue::Null}}}};
    QCOMPARE(
        journalBody(7, at, record),
        QByteArray(R"({"actor":"ann","after":{"a":{"b":null,"y":2},"z":1},"at":"2026-03-02T08:15:00.120Z",)"
                   R"("kind":"rollback","mark":"intent","number":7})"));
    // sha256 of 32 zero bytes and "x", computed elsewhere: the chain must not change with the program.
    QCOMPARE(journalHash(journalGenesis(), "x").toHex(),
             QByteArray("fdded6faced1af47fdaaac589602f58e0e040a882627806c42ddcc38da604cf0"));
}

void TestJournal::readsOtherVersions_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<JournalKind>("kind");
    QTest::addColumn<JournalMark>("mark");
    QTest::addColumn<bool>("good");
    QTest::newRow("older: members are missing")
        << QByteArray(R"({"kind":"forward","mark":"sent","number":3})") << JournalKind::Forward
        << JournalMark::Sent << true;
    QTest::newRow("newer: more members")
        << QByteArray(R"({"approval":{"by":["x"]},"kind":"rollback","mark":"intent"})")
        << JournalKind::Rollback << JournalMark::Intent << true;
    QTest::newRow("newer: unknown words") << QByteArray(R"({"kind":"seance","mark":"superseded"})")
                                          << JournalKind::Session << JournalMark::Note << true;
    QTest::newRow("wrong types") << QByteArray(R"({"kind":7,"mark":[],"number":"x","before":"y"})")
                                 << JournalKind::Session << JournalMark::Note << true;
    QTest::newRow("no object") << QByteArray("[1]") << JournalKind::Session << JournalMark::Note << false;
    QTest::newRow("no JSON") << QByteArray("\xff{") << JournalKind::Session << JournalMark::Note << false;
}

void TestJournal::readsOtherVersions()
{
    QFETCH(const QByteArray, body);
    const Result<JournalEntry> entry = journalEntryFromBody(body);
    QTEST(entry.has_value(), "good");
    if (!entry)
        return;
    QTEST(entry->record.kind, "kind");
    QTEST(entry->record.mark, "mark");
}

void TestJournal::pages()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    fillJournal(file, 7);
    JournalStore store(file);
    const auto numbers = [&](int limit, qint64 before) {
        QList<qint64> list;
        const Result<QList<JournalEntry>> entries = store.read(limit, before);
        for (const JournalEntry &entry : entries.value_or(QList<JournalEntry>{}))
            list.append(entry.number);
        return list;
    };
    QCOMPARE(numbers(3, 0), (QList<qint64>{5, 6, 7}));
    QCOMPARE(numbers(3, 5), (QList<qint64>{2, 3, 4}));
    QCOMPARE(numbers(3, 2), (QList<qint64>{1}));
    QCOMPARE(numbers(3, 1), (QList<qint64>{}));
    QCOMPARE(numbers(0, 0), (QList<qint64>{}));
    QCOMPARE(numbers(-5, 0), (QList<qint64>{}));
}

void TestJournal::verifyFinds_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<qint64>("firstBad"); // 0: intact
    QTest::newRow("nothing") << QStringList{} << qint64(0);
    QTest::newRow("a changed word")
        << QStringList{u"UPDATE entries SET body = replace(body, 'ann', 'bob') WHERE number = 3"_s}
        << qint64(3);
    QTest::newRow("a dropped entry") << QStringList{u"DELETE FROM entries WHERE number = 4"_s} << qint64(4);
    QTest::newRow("the first entry dropped")
        << QStringList{u"DELETE FROM entries WHERE number = 1"_s} << qint64(1);
    QTest::newRow("dropped and renumbered")
        << QStringList{u"DELETE FROM entries WHERE number = 4"_s,
                       u"UPDATE entries SET number = 4 WHERE number = 5"_s}
        << qint64(4);
    QTest::newRow("two swapped") << QStringList{u"UPDATE entries SET number = 99 WHERE number = 2"_s,
                                                u"UPDATE entries SET number = 2 WHERE number = 3"_s,
                                                u"UPDATE entries SET number = 3 WHERE number = 99"_s}
                                 << qint64(2);
    QTest::newRow("an inserted entry")
        << QStringList{u"UPDATE entries SET number = 6 WHERE number = 5"_s,
                       u"INSERT INTO entries SELECT 5, previous, hash, body FROM entries WHERE number = 4"_s}
        << qint64(5);
    QTest::newRow("an entry appended without its hash")
        << QStringList{u"INSERT INTO entries SELECT 6, hash, hash, body FROM entries WHERE number = 5"_s}
        << qint64(6);
    QTest::newRow("content replaced by another's")
        << QStringList{u"UPDATE entries SET body = (SELECT body FROM entries WHERE number = 2) WHERE number = 3"_s}
        << qint64(3);
    QTest::newRow("hash of nothing") << QStringList{u"UPDATE entries SET hash = x'' WHERE number = 5"_s}
                                     << qint64(5);
}

void TestJournal::verifyFinds()
{
    QFETCH(const QStringList, statements);
    QFETCH(const qint64, firstBad);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    fillJournal(file, 5);
    QVERIFY(tamper(file, statements));
    const JournalVerdict verdict = verdictOf(file);
    QCOMPARE(verdict.firstBad, firstBad);
    QCOMPARE(verdict.intact, firstBad == 0);
    QCOMPARE(verdict.problem.isEmpty(), firstBad == 0);
    QCOMPARE(verdict.entries, firstBad == 0 ? 5 : firstBad - 1);
}

void TestJournal::verifyFindsEveryChangedBit()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    fillJournal(file, 3);
    QVERIFY(tamper(file, {}));
    const QString name = u"bits"_s;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(file);
        QVERIFY(database.open());
        JournalStore store(file);
        auto *random = QRandomGenerator::global();
        const QStringList columns{u"previous"_s, u"hash"_s, u"body"_s};
        for (int round = 0; round < 300; ++round) {
            const QString &column = columns[random->bounded(3)];
            const int number = random->bounded(1, 4);
            QSqlQuery select(database);
            QVERIFY(select.exec(u"SELECT %1 FROM entries WHERE number = %2"_s.arg(column).arg(number)) &&
                    select.next());
            const QByteArray was = select.value(0).toByteArray();
            select.finish();
            QByteArray flipped = was;
            const auto bit = random->bounded(int(was.size()) * 8);
            flipped[bit / 8] = char(flipped[bit / 8] ^ char(1 << (bit % 8)));
            const auto put = [&](const QByteArray &bytes) {
                QSqlQuery update(database);
                update.prepare(u"UPDATE entries SET %1 = ? WHERE number = %2"_s.arg(column).arg(number));
                update.addBindValue(bytes);
                return update.exec();
            };
            QVERIFY(put(flipped));
            const Result<JournalVerdict> verdict = store.verify({});
            QVERIFY(verdict && !verdict->intact);
            QVERIFY(verdict->firstBad == number || verdict->firstBad == number + 1);
            QVERIFY(put(was));
        }
        QVERIFY(store.verify({})->intact);
    }
    QSqlDatabase::removeDatabase(name);
}

void TestJournal::expectedHeadFindsATruncatedTail()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    fillJournal(file, 5);
    const QByteArray head = verdictOf(file).head;
    QVERIFY(verdictOf(file, head).intact);
    JournalStore(file).append(someRecord(u"later"_s)).value();
    QVERIFY(verdictOf(file, head).intact); // grown since, and still in it
    QVERIFY(tamper(file, {u"DELETE FROM entries WHERE number > 4"_s}));
    QVERIFY(verdictOf(file).intact); // a chain alone cannot know its end
    const JournalVerdict verdict = verdictOf(file, head);
    QVERIFY(!verdict.intact);
    QCOMPARE(verdict.firstBad, 5);
}

void TestJournal::refusesUpdatesAndDeletes()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    fillJournal(file, 2);
    const QString name = u"slip"_s;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(file);
        QVERIFY(database.open());
        QVERIFY(!QSqlQuery(database).exec(u"DELETE FROM entries"_s));
        QVERIFY(!QSqlQuery(database).exec(u"UPDATE entries SET body = 'x'"_s));
    }
    QSqlDatabase::removeDatabase(name);
    QCOMPARE(verdictOf(file).entries, 2);
}

void TestJournal::openActs_data()
{
    QTest::addColumn<QList<JournalMark>>("marks");
    QTest::addColumn<bool>("open");
    using M = JournalMark;
    QTest::newRow("intent") << QList<M>{M::Intent} << true;
    QTest::newRow("sent") << QList<M>{M::Intent, M::Sent} << true;
    QTest::newRow("unknown") << QList<M>{M::Intent, M::Unknown} << true;
    QTest::newRow("a note changes nothing") << QList<M>{M::Intent, M::Note} << true;
    for (const M mark : {M::Acknowledged, M::Observed, M::Blocked, M::Conflict, M::Rejected, M::Abandoned})
        QTest::addRow("%s", qPrintable(journalMarkName(mark))) << QList<M>{M::Intent, M::Sent, mark} << false;
    QTest::newRow("unknown, then settled") << QList<M>{M::Intent, M::Unknown, M::Rejected} << false;
}

void TestJournal::openActs()
{
    QFETCH(const QList<JournalMark>, marks);
    QFETCH(const bool, open);
    const QTemporaryDir folder;
    JournalStore store(folder.filePath(u"j.sqlite"_s));
    const QUuid act = QUuid::createUuid();
    for (const JournalMark mark : marks) {
        QVERIFY(store.append(someRecord(u"act"_s, mark, act)));
        QVERIFY(store.append(someRecord(u"between"_s)));
    }
    const auto acts = store.openActs();
    QVERIFY(acts);
    QCOMPARE(acts->size(), open ? 1 : 0);
    if (open)
        QCOMPARE(acts->first().record.act, act);
}

void TestJournal::severalWritersMakeOneChain()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    Journal first(file);
    Journal second(file);
    QList<QFuture<Result<JournalEntry>>> futures;
    for (int i = 0; i < 40; ++i)
        futures << first.append(someRecord(u"first"_s)) << second.append(someRecord(u"second"_s));
    for (QFuture<Result<JournalEntry>> &future : futures)
        QVERIFY(future.result());
    const JournalVerdict verdict = verdictOf(file);
    QVERIFY2(verdict.intact, qPrintable(verdict.problem));
    QCOMPARE(verdict.entries, 80);
}

void TestJournal::filesAreOnlyOurs()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"state/deep/j.sqlite"_s);
    fillJournal(file, 1);
    using F = QFileDevice;
    const F::Permissions others =
        F::ReadGroup | F::WriteGroup | F::ExeGroup | F::ReadOther | F::WriteOther | F::ExeOther;
    QCOMPARE(QFile::permissions(file) & others, F::Permissions());
    QCOMPARE(QFile::permissions(QFileInfo(file).absolutePath()) & others, F::Permissions());
}

void TestJournal::corruptFileIsSaidAndLeftAlone()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"j.sqlite"_s);
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray content(
        "this is not a database, but it is somebody's file. "
        "It has to be longer than a header of SQLite, which is one hundred bytes, so here is more.");
    file.write(content);
    file.close();
    Journal journal(name);
    const auto entry = journal.append(someRecord(u"x"_s)).result();
    QVERIFY(!entry);
    QCOMPARE(entry.error().kind, ErrorKind::Database);
    QVERIFY(entry.error().detail.contains(u"move it aside"_s));
    QCOMPARE(entry.error().where, name);
    QVERIFY(!journal.verify().result());
    QVERIFY(!journal.read(1).result());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), content);
}

/// The path of somebody's SQLite file, by a slip in the profile: it gets no tables of ours.
void TestJournal::fileOfAnotherProgramIsLeftAlone()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"notes.sqlite"_s);
    QVERIFY(tamper(name, {u"CREATE TABLE notes (text TEXT)"_s}));
    {
        Journal journal(name);
        const auto entry = journal.append(someRecord(u"x"_s)).result();
        QVERIFY(!entry);
        QVERIFY2(entry.error().detail.contains(u"no journal"_s), qPrintable(entry.error().detail));
        QCOMPARE(entry.error().where, name);
    }
    QVERIFY(tamper(name, {u"CREATE TABLE entries (text TEXT)"_s})); // there is none yet
}

void TestJournal::unwritableFolder()
{
    Journal journal(u"/proc/interlock/j.sqlite"_s); // root cannot make a folder there either
    const auto entry = journal.append(someRecord(u"x"_s)).result();
    QVERIFY(!entry);
    QCOMPARE(entry.error().kind, ErrorKind::Database);
}

void TestJournal::writesWhatWasQueuedBeforeItDies()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    {
        Journal journal(file);
        for (int i = 0; i < 20; ++i) [[maybe_unused]]
            const auto queued = journal.append(someRecord(u"queued"_s));
    }
    QCOMPARE(verdictOf(file).entries, 20);
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
