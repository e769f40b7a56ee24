// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/desk/deskbench.h"

using namespace interlock;
using namespace Qt::StringLiterals;

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
class TestParityLinks final : public QObject, private DeskBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void linkedPairsAreEqualAfterRules();
    void linksThatComeWithThePairs();
    void withoutARuleNothingIsRead();
    void withoutTheMapNothingIsJudged();

private:
    void openWith(const QByteArray &rules);
    void addPair(int number, int link);
    [[nodiscard]] qint64 equalAfterRules() const;

    ListedIds::Map m_map;
};

void TestParityLinks::init()
{
    makeFolder();
    m_map = {};
}

void TestParityLinks::addPair(int number, int link)
{
    m_traffic << trafficPair(number, u"orders"_s, "{\"id\":" + QByteArray::number(number) + '}',
                             "{\"id\":\"n" + QByteArray::number(link) + "\"}");
}

void TestParityLinks::openWith(const QByteArray &rules)
{
    writeRules(rules);
    ParityParts parts;
    parts.idMap = std::make_unique<ListedIds>(&m_map);
    openDesk(std::move(parts));
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
    openWith(linkingRules);
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(3));
    QCOMPARE(equalAfterRules(), 2);
}

void TestParityLinks::linksThatComeWithThePairs()
{
    addPair(1, 1);
    openWith(linkingRules);
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
    openWith({});
    QTRY_COMPARE(m_desk->pairs().columns().size(), size_t(1));
    QCOMPARE(m_map.asked, 0);
    QVERIFY(!m_desk->problem());
}

void TestParityLinks::withoutTheMapNothingIsJudged()
{
    m_map.isBroken = true;
    addPair(1, 1);
    openWith(linkingRules);
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
