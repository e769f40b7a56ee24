// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/localtriage.h"
#include "models/endpoints/database/localtriagestore.h"
#include "tests/fakes/waited.h"

#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QDateTime triageAt(int second)
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(second);
}

TriageChange changeTo(TriageState state, qint64 revision = 0)
{
    TriageChange change;
    change.group = QByteArray("\x01group\0key", 10);
    change.title = u"checkout /items/*/price value"_s;
    change.revision = revision;
    change.state = state;
    change.ticket = state == TriageState::Known ? u"SHOP-17"_s : QString();
    change.actor = u"ann"_s;
    change.at = triageAt(0);
    return change;
}

} // namespace

class TestLocalTriage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesHaveTheirNames();
    void keepsDecisionsAndComments();
    void secondConsoleGetsAConflict();
    void fixedReopensByItself();
    void changesThatMakeNoSense_data();
    void changesThatMakeNoSense();
    void refusesOtherFiles();
    void bookQueuesReviews();
    void reopenIsNarrow();
};

void TestLocalTriage::statesHaveTheirNames()
{
    for (int i = 0; i <= int(TriageState::Fixed); ++i)
        QCOMPARE(triageStateFromName(triageStateName(TriageState(i))), TriageState(i));
    QCOMPARE(triageStateFromName(u"done"), std::nullopt);
}

void TestLocalTriage::keepsDecisionsAndComments()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"a/triage.sqlite"_s);
    TriageChange change = changeTo(TriageState::Known);
    change.comment = u"rounding, see \u202Ethe ticket"_s;
    {
        LocalTriage triage(file);
        const Result<TriageEntry> entry = waited(triage.change(change));
        QVERIFY2(entry, qPrintable(entry ? QString() : entry.error().detail));
        QCOMPARE(entry->revision, 1);
        QCOMPARE(entry->ticket, u"SHOP-17"_s);
    }
    LocalTriage triage(file);
    const Result<QList<TriageEntry>> entries = waited(triage.entries());
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    QCOMPARE(entries->constFirst().group, change.group);
    QCOMPARE(entries->constFirst().title, change.title);
    QCOMPARE(entries->constFirst().state, TriageState::Known);
    QCOMPARE(entries->constFirst().changedBy, u"ann"_s);
    const Result<QList<TriageComment>> comments = waited(triage.comments(change.group));
    QVERIFY(comments);
    QCOMPARE(comments->size(), 1);
    QCOMPARE(comments->constFirst().text, change.comment);
    QCOMPARE(waited(triage.comments("other"))->size(), 0);
}

void TestLocalTriage::secondConsoleGetsAConflict()
{
    const QTemporaryDir folder;
    LocalTriage ann(folder.filePath(u"triage.sqlite"_s));
    LocalTriage bela(folder.filePath(u"triage.sqlite"_s));
    QVERIFY(waited(ann.change(changeTo(TriageState::Known))));
    TriageChange second = changeTo(TriageState::Expected);
    second.actor = u"bela"_s;
    second.comment = u"must not be stored"_s;
    const Result<TriageEntry> lost = waited(bela.change(second));
    QCOMPARE(kindOf(lost), u"conflict"_s);
    QVERIFY2(lost.error().detail.startsWith(u"ann made it known"_s), qPrintable(lost.error().detail));
    QCOMPARE(waited(bela.comments(second.group))->size(), 0);
    second.revision = 1; // seen, and decided again
    QCOMPARE(waited(bela.change(second))->revision, 2);
    QCOMPARE(kindOf(waited(bela.change(changeTo(TriageState::Review, 7)))), u"conflict"_s);
}

void TestLocalTriage::fixedReopensByItself()
{
    const QTemporaryDir folder;
    LocalTriage triage(folder.filePath(u"triage.sqlite"_s));
    const TriageEntry fixed = *waited(triage.change(changeTo(TriageState::Fixed)));
    QCOMPARE(fixed.fixedAt, triageAt(0));
    QCOMPARE(waited(triage.reopen({fixed.group}, triageAt(-5)))->size(), 0); // it occurred before the fix
    const Result<QList<TriageEntry>> reopened = waited(triage.reopen({"other", fixed.group}, triageAt(5)));
    QVERIFY(reopened);
    QCOMPARE(reopened->size(), 1);
    QCOMPARE(reopened->constFirst().state, TriageState::New);
    QVERIFY(reopened->constFirst().reopened);
    QCOMPARE(reopened->constFirst().revision, 2);
    QCOMPARE(waited(triage.reopen({fixed.group}, triageAt(6)))->size(),
             0); // once, however many consoles say so
    const TriageEntry known = *waited(triage.change(changeTo(TriageState::Known, 2)));
    QVERIFY(!known.reopened);
    QVERIFY(!known.fixedAt.isValid());
}

void TestLocalTriage::changesThatMakeNoSense_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("part");
    QTest::newRow("no ticket") << u"ticket"_s << u"ticket"_s;
    QTest::newRow("nobody") << u"actor"_s << u"nobody"_s;
    QTest::newRow("no group") << u"group"_s << u"group"_s;
    QTest::newRow("long") << u"long"_s << u"too long"_s;
}

void TestLocalTriage::changesThatMakeNoSense()
{
    QFETCH(const QString, what);
    QFETCH(const QString, part);
    TriageChange change = changeTo(TriageState::Known);
    if (what == u"ticket"_s)
        change.ticket = u"  "_s;
    else if (what == u"actor"_s)
        change.actor.clear();
    else if (what == u"group"_s)
        change.group.clear();
    else
        change.comment = QString(20'000, u'x');
    const QTemporaryDir folder;
    LocalTriage triage(folder.filePath(u"triage.sqlite"_s));
    const Result<TriageEntry> entry = waited(triage.change(change));
    QCOMPARE(kindOf(entry), u"input"_s);
    QVERIFY2(entry.error().detail.contains(part), qPrintable(entry.error().detail));
    QCOMPARE(waited(triage.entries())->size(), 0);
}

void TestLocalTriage::refusesOtherFiles()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"triage.sqlite"_s);
    QFile text(file);
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(5000, 'x'));
    text.close();
    LocalTriage triage(file);
    QCOMPARE(kindOf(waited(triage.entries())), u"database"_s);
    LocalTriage nowhere(u"/proc/nowhere/triage.sqlite"_s);
    QCOMPARE(kindOf(waited(nowhere.change(changeTo(TriageState::Tool)))), u"database"_s);
}

void TestLocalTriage::bookQueuesReviews()
{
    TriageBook book;
    QList<TriageEntry> entries;
    for (int i = 0; i < 4; ++i) {
        TriageEntry entry;
        entry.group = QByteArray::number(i);
        entry.state = i == 1 ? TriageState::Expected : TriageState::Review;
        entry.changedAt = triageAt(100 - i);
        entries << entry;
    }
    book.replace(entries);
    const QList<TriageEntry> queue = book.reviewQueue();
    QCOMPARE(queue.size(), 3);
    QCOMPARE(queue.at(0).group, QByteArray("3")); // waits longest
    QCOMPARE(book.entry("unknown").state, TriageState::New);
    QCOMPARE(book.entry("unknown").revision, 0);
}

void TestLocalTriage::reopenIsNarrow()
{
    TriageBook book;
    TriageEntry entry;
    entry.group = "g";
    entry.state = TriageState::Fixed;
    entry.fixedAt = triageAt(0);
    book.put(entry);
    QVERIFY(book.reopens("g", triageAt(1)));
    QVERIFY(!book.reopens("g", triageAt(0)));
    QVERIFY(!book.reopens("h", triageAt(1)));
    entry.state = TriageState::Expected;
    book.put(entry);
    QVERIFY(!book.reopens("g", triageAt(1)));
}

QTEST_GUILESS_MAIN(TestLocalTriage)
#include "tst_localtriage.moc"
