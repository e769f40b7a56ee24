// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rulepath.h"

#include <QTest>

using namespace interlock;

class TestRulePath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void refuses_data();
    void refuses();
    void specificity();
    void headersAndStatus();
    void segmentsInResults();
};

void TestRulePath::matches_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArrayList>("path");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *pattern, const QByteArrayList &path, bool matches) {
        QTest::addRow("%s on %s", pattern, path.join('/').constData())
            << QByteArray(pattern) << path << matches;
    };
    row("", {}, true);
    row("", {"a"}, false);
    row("/", {""}, true);
    row("/id", {"id"}, true);
    row("/id", {"identity"}, false);
    row("/id", {"id", "x"}, false);
    row("/items/*/price", {"items", "3", "price"}, true);
    row("/items/*/price", {"items", "price"}, false);
    row("/items/*/price", {"items", "3", "4", "price"}, false);
    row("/**", {}, true);
    row("/**", {"a", "b"}, true);
    row("/**/updatedAt", {"updatedAt"}, true);
    row("/**/updatedAt", {"a", "b", "updatedAt"}, true);
    row("/**/updatedAt", {"a", "updatedAt", "b"}, false);
    row("/a/**/b/**/c", {"a", "b", "b", "x", "c"}, true);
    row("/a/**/b/**/c", {"a", "c", "b"}, false);
    row("/~2", {"*"}, true);
    row("/~2", {"x"}, false);
    row("/~2~2", {"**"}, true);
    row("/a~1b/c~0d", {"a/b", "c~d"}, true);
    row("/~01", {"~1"}, true);
    row("/***", {"***"}, true);
    row("/***", {"x"}, false);
    row("/a*", {"ab"}, false);
}

void TestRulePath::matches()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArrayList, path);
    QFETCH(bool, matches);
    const auto parsed = RulePath::parse(pattern.toStdString());
    QVERIFY(parsed);
    std::vector<std::string_view> segments;
    for (const QByteArray &segment : std::as_const(path))
        segments.emplace_back(segment.constData(), static_cast<std::size_t>(segment.size()));
    QCOMPARE(parsed->matches(segments), matches);
}

void TestRulePath::refuses_data()
{
    QTest::addColumn<QByteArray>("pattern");
    for (const char *pattern :
         {"id", "id/x", "/a~", "/a~3", "/~x", "header:", "header:a b", "header:a:b", "Status"})
        QTest::addRow("%s", pattern) << QByteArray(pattern);
}

void TestRulePath::refuses()
{
    QFETCH(QByteArray, pattern);
    const auto parsed = RulePath::parse(pattern.toStdString());
    QVERIFY(!parsed);
    QVERIFY(!parsed.error().empty());
}

void TestRulePath::specificity()
{
    const auto path = [](const char *text) { return RulePath::parse(text).value(); };
    QVERIFY(path("/a/b").specificity(path("/a/*/*")) > 0);
    QVERIFY(path("/a/*").specificity(path("/a/**")) > 0);
    QVERIFY(path("/**/a").specificity(path("/**/**/a")) > 0);
    QVERIFY(path("/a/*").specificity(path("/*/a")) == 0);
    QVERIFY(path("/**/a").specificity(path("/*")) > 0);
}

void TestRulePath::headersAndStatus()
{
    QCOMPARE(RulePath::parse("status")->target, RulePath::Target::Status);
    const auto header = RulePath::parse("header:X-Trace-Id");
    QCOMPARE(header->target, RulePath::Target::Header);
    QCOMPARE(header->header, std::string("x-trace-id"));
    QVERIFY(!header->matches({}));
}

void TestRulePath::segmentsInResults()
{
    std::string path;
    for (const char *key : {"a/b", "c~d", "*", "**", "***", ""})
        appendPathSegment(path, key);
    QCOMPARE(path, std::string("/a~1b/c~0d/~2/~2~2/***/"));
}

QTEST_GUILESS_MAIN(TestRulePath)
#include "tst_rulepath.moc"
