// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/paritydesk.h"
#include "models/domain/whendone.h"
#include "models/endpoints/database/localtriage.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// An id map in memory; a page has them all.
class ListedIds final : public IdMapPort
{
public:
    struct Map
    {
        QList<IdLink> links;
        bool isBroken = false;
        int asked = 0;
    };
    explicit ListedIds(Map *map) : m_map(map) {}

    QFuture<Result<IdLinkPage>> page(const QString &, int) override
    {
        ++m_map->asked;
        if (m_map->isBroken)
            return ready(Result<IdLinkPage>(fail(ErrorKind::Network, u"no database"_s, u"id map"_s)));
        return ready(Result<IdLinkPage>(IdLinkPage{m_map->links, u"end"_s, true}));
    }

private:
    Map *m_map;
};

constexpr auto linkingRules = "[[rule]]\nop = \"map-id\"\nentity = \"order\"\npath = \"/id\"\n";

} // namespace

/// The desk with an id map: linked ids are known before the pairs that need them are judged.
class TestParityLinks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void linkedPairsAreEqualAfterRules();
    void linksThatComeWithThePairs();
    void withoutARuleNothingIsRead();
    void withoutTheMapNothingIsJudged();

private:
    void openDesk(const QByteArray &rules);
    void addPair(int number, int link);
    void writeRules(const QByteArray &rules) const;
    [[nodiscard]] qint64 equalAfterRules() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    ListedIds::Map m_map;
    QList<TrafficPair> m_traffic;
    std::unique_ptr<ParityDesk> m_desk;
};

void TestParityLinks::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_map = {};
    m_traffic.clear();
}

void TestParityLinks::cleanup()
{
    m_desk.reset();
    m_folder.reset();
}

void TestParityLinks::writeRules(const QByteArray &rules) const
{
    QFile file(m_folder->filePath(u"rules.toml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(rules), rules.size());
}

void TestParityLinks::addPair(int number, int link)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(number);
    pair.route = u"orders"_s;
    pair.method = "GET";
    pair.path = "/orders/" + QByteArray::number(number);
    pair.legacy = {200, "{\"id\":" + QByteArray::number(number) + '}', 5, false, false};
    pair.newer = {200, "{\"id\":\"n" + QByteArray::number(link) + "\"}", 6, false, false};
    m_traffic << pair;
}

void TestParityLinks::openDesk(const QByteArray &rules)
{
    writeRules(rules);
    ParityParts parts;
    parts.pairsFile = m_folder->filePath(u"pairs.sqlite"_s);
    parts.rulesFile = m_folder->filePath(u"rules.toml"_s);
    parts.triage = std::make_unique<LocalTriage>(m_folder->filePath(u"triage.sqlite"_s));
    parts.idMap = std::make_unique<ListedIds>(&m_map);
    parts.timings.period = 20ms;
    parts.source = [this](const QString &cursor, int limit) {
        const qsizetype from = cursor.toLongLong();
        TrafficPairPage page;
        page.pairs = m_traffic.mid(from, limit);
        page.next = QString::number(from + page.pairs.size());
        return ready(Result<TrafficPairPage>(page));
    };
    m_desk = std::make_unique<ParityDesk>(std::move(parts));
    m_desk->start();
}

qint64 TestParityLinks::equalAfterRules() const
{
    qint64 count = 0;
    const PairColumns &columns = m_desk->pairs().columns();
    for (PairColumns::Row row = 0; row < PairColumns::Row(columns.size()); ++row)
        count += columns.outcome(row) == PairOutcome::EqualAfterRules ? 1 : 0;
    return count;
}

void TestParityLinks::linkedPairsAreEqualAfterRules()
{
    m_map.links = {{"order", "1", "n1"}, {"order", "2", "n2"}};
    addPair(1, 1);
    addPair(2, 2);
    addPair(3, 1); // of another order
    openDesk(linkingRules);
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(3));
    QCOMPARE(equalAfterRules(), 2);
}

void TestParityLinks::linksThatComeWithThePairs()
{
    addPair(1, 1);
    openDesk(linkingRules);
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(1));
    QCOMPARE(equalAfterRules(), 0);
    m_map.links = {{"order", "2", "n2"}};
    addPair(2, 2);
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(2));
    QCOMPARE(equalAfterRules(), 1);
}

void TestParityLinks::withoutARuleNothingIsRead()
{
    m_map.isBroken = true;
    addPair(1, 1);
    openDesk({});
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(1));
    QCOMPARE(m_map.asked, 0);
    QVERIFY(!m_desk->problem());
}

void TestParityLinks::withoutTheMapNothingIsJudged()
{
    m_map.isBroken = true;
    addPair(1, 1);
    openDesk(linkingRules);
    QTRY_VERIFY(m_desk->problem());
    QCOMPARE(m_desk->problem()->kind, ErrorKind::Network);
    QCOMPARE(m_desk->pairs().columns().size(), size_t(0));
    m_map.isBroken = false;
    m_map.links = {{"order", "1", "n1"}};
    writeRules(QByteArray("# again\n") + linkingRules);
    m_desk->rules().look();
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(1));
    QCOMPARE(equalAfterRules(), 1);
}

QTEST_GUILESS_MAIN(TestParityLinks)
#include "tst_paritylinks.moc"
