// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// A right profile; the rows replace one piece of it. Its lines are counted in the rows.

QByteArray rightProfile()
{
    return R"([migration]
name = "shop"

[environment]
name = "prod"
colour = "#cf222e"

[[endpoint]]
id = "bridge"
kind = "bridge"
driver = "control-api"
urls = ["http://127.0.0.1:7001"]

[[endpoint]]
id = "prom"
kind = "metrics"
driver = "prometheus"
urls = ["http://127.0.0.1:9090"]

[[endpoint]]
id = "scraped"
kind = "metrics"
driver = "exposition"
urls = ["http://127.0.0.1:9100/metrics"]

[[endpoint]]
id = "orders"
kind = "orders"
driver = "postgresql"
connection = "host=/run/pg dbname=shop"

[[route]]
id = "cart"
layer = "write"

[[signal]]
id = "requests"
endpoint = "prom"
kind = "rate"
metric = "requests_total"

[[plan.step]]
percent = 2
day = 1

[[plan.step]]
percent = 50
day = 3
)"_ba;
}

QByteArray haProxyBridge()
{
    return R"(driver = "haproxy"
sockets = { edge-1 = "/run/edge.sock" }
share_map = "/m"
control_map = "/m")"_ba;
}

QByteArray httpBridge()
{
    return "driver = \"control-api\"\nurls = [\"http://127.0.0.1:7001\"]"_ba;
}

QStringList errorsOf(const QByteArray &toml)
{
    const auto profile = parseProfile(toml, u"/etc/shop.toml"_s);
    QStringList lines;
    if (!profile) {
        for (const ProfileError &error : profile.error())
            lines.append(error.toString());
    }
    return lines;
}

} // namespace

class TestProfileErrors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBaseIsRight() { QCOMPARE(errorsOf(rightProfile()), QStringList()); }

    void names_data();
    void names();
    void structure_data();
    void structure() { compare(); }
    void endpoints_data();
    void endpoints() { compare(); }
    void haProxy_data();
    void haProxy();
    void signalsAndPlan_data();
    void signalsAndPlan() { compare(); }
    void secrets_data();
    void secrets();
    void syntax_data();
    void syntax();
    void allAtOnceInFileOrder();

private:
    static void columns()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("error");
    }
    static void row(const char *name, const QByteArray &from, const QByteArray &to, const QString &error)
    {
        QTest::newRow(name) << from << to << error;
    }
    static QByteArray changed(const QByteArray &from, const QByteArray &to)
    {
        QByteArray toml = rightProfile();
        const qsizetype at = toml.indexOf(from);
        return at < 0 ? QByteArray() : toml.replace(at, from.size(), to);
    }
    void compare()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QFETCH(const QString, error);
        const QByteArray toml = changed(from, to);
        QVERIFY2(!toml.isEmpty(), "the row does not fit the base");
        QCOMPARE(errorsOf(toml), QString(u"/etc/shop.toml:"_s + error).split(u'\n'));
    }
};

void TestProfileErrors::names_data()
{
    columns();
    row("unknown table", "[[plan.step]]", "[limit]\n[[plan.step]]",
        u"42:2: unknown table \"limit\" in the profile, did you mean \"limits\"?"_s);
    row("unknown key, near", "colour = \"#cf222e\"", "colour = \"#cf222e\"\ncolours = 1",
        u"7:1: unknown key \"colours\" in [environment], did you mean \"colour\"?"_s);
    row("unknown key, far", "colour = \"#cf222e\"", "colour = \"#cf222e\"\nx = 1",
        u"7:1: unknown key \"x\" in [environment]; known: name, colour"_s);
    row("unknown key in an endpoint", "id = \"prom\"", "id = \"prom\"\nperiodms = 1",
        u"16:1: unknown key \"periodms\" in [[endpoint]], did you mean \"period_ms\"?"_s);
    row("bidi override in a key", "id = \"prom\"", "id = \"prom\"\n\"\\u202Ekey\" = 1",
        u"16:1: unknown key \"⟨U+202E⟩key\" in [[endpoint]]; known: id, kind, driver, title, period_ms, connect_timeout_ms, total_timeout_ms, sockets, share_map, control_map, rule_map, routes, connection, query, urls, secret"_s);
}

void TestProfileErrors::names()
{
    compare();
}

void TestProfileErrors::structure_data()
{
    columns();
    row("no migration", "[migration]\nname = \"shop\"\n", "\n\n",
        u"1:1: the profile needs migration: a table [migration] with the migration's name"_s);
    row("missing key at its header", "name = \"shop\"", "",
        u"1:1: [migration] needs name: 1 to 128 of A-Z a-z 0-9 . _ : -"_s);
    row("missing key in a list's table", "layer = \"write\"", "",
        u"32:1: [[route]] needs layer: url, read, session or write"_s);
    row("wrong type", "name = \"prod\"", "name = 3",
        u"5:8: name must be text in quotes, not a whole number"_s);
    row("empty text", "name = \"prod\"", "name = \" \"", u"5:8: name must not be empty"_s);
    row("bad colour", "#cf222e", "red", u"6:10: colour must be \"#rrggbb\", not \"red\""_s);
    row("bad id", "id = \"cart\"", "id = \"ca rt\"",
        u"33:6: id \"ca rt\" is no id: 1 to 128 of A-Z a-z 0-9 . _ : - are allowed"_s);
    row("name that is a folder up", "\"shop\"", "\"..\"",
        u"2:8: name must not be \".\" or \"..\": the state folder is called after it"_s);
    row("bad layer", "\"write\"", "\"writes\"",
        u"34:9: layer must be url, read, session or write, not \"writes\", did you mean \"write\"?"_s);
    row("duplicate route", "layer = \"write\"",
        "layer = \"write\"\n[[route]]\nid = \"cart\"\nlayer = \"read\"",
        u"36:6: route id \"cart\" is already used in line 33"_s);
    row("one table for a list", "[[route]]", "[route]",
        u"32:1: route is a list of tables: write [[route]], not [route]"_s);
    row("list for one table", "[environment]", "[[environment]]",
        u"4:1: environment must be a table [environment], not [[environment]]"_s);
    row("no route", "[[route]]\nid = \"cart\"\nlayer = \"write\"", "",
        u"1:1: the profile needs route: at least one [[route]]"_s);
    row("limit out of range", "[[plan.step]]", "[limits]\nerror_rate = 1.5\n[[plan.step]]",
        u"43:14: error_rate must be 0 … 1, not 1.5"_s);
    row("limit not a number", "[[plan.step]]", "[limits]\np95_seconds = nan\n[[plan.step]]",
        u"43:15: p95_seconds must be 0 … 86400, not nan"_s);
    row("limit not whole", "[[plan.step]]", "[limits]\nobserve_seconds = 1.5\n[[plan.step]]",
        u"43:19: observe_seconds must be a whole number, not a number"_s);
    row("bad scope", "[[plan.step]]", "[roles]\nlead = [\"read\", \"operat\"]\n[[plan.step]]",
        u"43:17: scope must be read, rollback or operate, not \"operat\", did you mean \"operate\"?"_s);
    row("deep nesting", "name = \"prod\"", "name = [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]",
        u"5:23: tables and lists nest deeper than 16"_s);
}

void TestProfileErrors::endpoints_data()
{
    columns();
    row("bad kind", "kind = \"orders\"", "kind = \"order\"",
        u"28:8: kind must be bridge, sync, metrics, orders or parity, not \"order\", did you mean \"orders\"?"_s);
    row("bad driver", "\"prometheus\"", "\"prometeus\"",
        u"17:10: driver must be control-api, haproxy, prometheus, exposition or postgresql, not \"prometeus\", did you mean \"prometheus\"?"_s);
    row("driver does not fit", "\"prometheus\"", "\"haproxy\"",
        u"17:10: driver haproxy does not fit kind metrics: it must be prometheus or exposition"_s);
    row("no driver", "driver = \"prometheus\"\n", "",
        u"14:1: [[endpoint]] needs driver: prometheus or exposition"_s);
    row("no bridge", "kind = \"bridge\"", "kind = \"sync\"",
        u"1:1: no [[endpoint]] of kind bridge: exactly one is needed"_s);
    row("two bridges", "kind = \"metrics\"\ndriver = \"prometheus\"",
        "kind = \"bridge\"\ndriver = \"control-api\"",
        u"16:8: a second endpoint of kind bridge: exactly one is allowed\n/etc/shop.toml:38:12: endpoint \"prom\" is not of kind metrics; metrics endpoints: scraped"_s);
    row("duplicate id", "id = \"prom\"", "id = \"scraped\"",
        u"21:6: endpoint id \"scraped\" is already used in line 15\n/etc/shop.toml:38:12: endpoint \"prom\" is not in this file; metrics endpoints: scraped"_s);
    row("another driver's key", "urls = [\"http://127.0.0.1:9090\"]",
        "urls = [\"http://127.0.0.1:9090\"]\nquery = \"SELECT 1\"",
        u"19:1: query is not used by driver prometheus (it has urls)"_s);
    row("no URL", "[\"http://127.0.0.1:9090\"]", "[]", u"18:8: urls must name at least one URL"_s);
    row("URL in no list", "[\"http://127.0.0.1:9090\"]", "\"http://127.0.0.1:9090\"",
        u"18:8: urls must be a list [\"…\", \"…\"], not text"_s);
    row("bad URL", "\"http://127.0.0.1:9090\"", "\"http://a\", \"ftp://b\"",
        u"18:21: urls must be an http:// or https:// URL, not \"ftp://b\""_s);
    row("URL without host", "http://127.0.0.1:9090", "http://",
        u"18:9: urls must be an http:// or https:// URL, not \"http://\""_s);
    row("URL with a query", "http://127.0.0.1:9090", "http://h/?x=1",
        u"18:9: urls must be a base URL, without ? and #"_s);
    row("URL twice", "\"http://127.0.0.1:9090\"", "\"http://a\", \"http://a\"",
        u"18:21: urls names \"http://a\" twice: each must be a way of its own"_s);
    row("period out of range", "id = \"prom\"", "id = \"prom\"\nperiod_ms = 100",
        u"16:13: period_ms must be 200 … 3000, not 100"_s);
    row("orders period out of range", "id = \"orders\"", "id = \"orders\"\nperiod_ms = 500",
        u"28:13: period_ms must be 1000 … 3000, not 500"_s);
    row("timeouts the wrong way round", "id = \"prom\"", "id = \"prom\"\nconnect_timeout_ms = 6000",
        u"16:22: total_timeout_ms (5000) must not be less than connect_timeout_ms (6000)"_s);
    row("bad connection", "host=/run/pg dbname=shop", "host=/run/pg dbnam=shop",
        u"30:14: connection is no libpq connection string: invalid connection option \"dbnam\""_s);
    row("query that writes", "connection =", "query = \"-- all\\nDELETE FROM x\"\nconnection =",
        u"30:9: query must be a SELECT (or WITH … SELECT)"_s);
}

void TestProfileErrors::haProxy_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("error");
    row("right", "", "", {});
    row("no socket", "{ edge-1 = \"/run/edge.sock\" }", "{ }",
        u"12:11: sockets must name at least one instance"_s);
    row("bad address", "/run/edge.sock", "edge:99999",
        u"12:22: sockets.edge-1 must be \"/path\" (at most 107 bytes) or \"host:port\", not \"edge:99999\""_s);
    row("bad instance", "edge-1 =", "\"edge 1\" =",
        u"12:13: instance \"edge 1\" is no id: 1 to 128 of A-Z a-z 0-9 . _ : - are allowed"_s);
    row("no control map", "\ncontrol_map = \"/m\"", "",
        u"8:1: [[endpoint]] needs control_map: the file name of the map as HAProxy knows it"_s);
    row("no share map", "share_map = \"/m\"\n", "",
        u"8:1: [[endpoint]] needs share_map: the file name of the map as HAProxy knows it"_s);
    row("route that does not exist", "share_map", "routes = [{ route = \"card\" }]\nshare_map",
        u"13:21: route \"card\" is not one of this file's [[route]] sections, did you mean \"cart\"?"_s);
    row("one server", "share_map", "routes = [{ route = \"cart\", new_server = \"b/new\" }]\nshare_map",
        u"13:11: a split by weights needs both legacy_server and new_server"_s);
    row("server without backend", "share_map",
        "routes = [{ route = \"cart\", new_server = \"new\", legacy_server = \"b/l\" }]\nshare_map",
        u"13:42: new_server must be \"backend/server\", not \"new\""_s);
    row("map and weights", "share_map",
        "routes = [{ route = \"cart\", key = \"k\", new_server = \"b/n\", legacy_server = \"b/l\" "
        "}]\nshare_map",
        u"13:35: key and servers exclude each other: a route is split by the map or by weights"_s);
    row("secret", "share_map", "secret = { env = \"X\" }\nshare_map",
        u"13:1: secret is not used by driver haproxy: its sockets have no password"_s);
    row("URL", "share_map", "urls = [\"http://h\"]\nshare_map",
        u"13:1: urls is not used by driver haproxy (it has sockets, share_map, control_map, rule_map, routes)"_s);
}

void TestProfileErrors::haProxy()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QString, error);
    QByteArray bridge = haProxyBridge();
    if (!from.isEmpty()) {
        QVERIFY2(bridge.contains(from), "the row does not fit the base");
        bridge.replace(from, to);
    }
    const QStringList expected = error.isEmpty() ? QStringList() : QStringList{u"/etc/shop.toml:"_s + error};
    QCOMPARE(errorsOf(changed(httpBridge(), bridge)), expected);
}

void TestProfileErrors::signalsAndPlan_data()
{
    columns();
    row("unknown endpoint", "endpoint = \"prom\"", "endpoint = \"pron\"",
        u"38:12: endpoint \"pron\" is not in this file, did you mean \"prom\"?; metrics endpoints: prom, scraped"_s);
    row("endpoint is no metrics", "endpoint = \"prom\"", "endpoint = \"orders\"",
        u"38:12: endpoint \"orders\" is not of kind metrics; metrics endpoints: prom, scraped"_s);
    row("promql on an exposition", "endpoint = \"prom\"\nkind = \"rate\"\nmetric = \"requests_total\"",
        "endpoint = \"scraped\"\nkind = \"promql\"\npromql = \"up\"",
        u"39:8: kind promql needs an endpoint of driver prometheus; \"scraped\" is a scraped exposition"_s);
    row("ratio without numerator", "kind = \"rate\"", "kind = \"ratio\"",
        u"36:1: [[signal]] needs numerator: the matchers of the part, { code = \"~5..\" }"_s);
    row("empty numerator", "kind = \"rate\"", "kind = \"ratio\"\nnumerator = {}",
        u"40:13: numerator must have at least one matcher, or the ratio is always 1"_s);
    row("numerator on a rate", "kind = \"rate\"", "kind = \"rate\"\nnumerator = { a = \"b\" }",
        u"40:1: numerator is only used by kind ratio"_s);
    row("bad regex", "kind = \"rate\"", "kind = \"rate\"\nlabels = { code = \"~5(\" }",
        u"40:19: labels.code is no regular expression: missing closing parenthesis (character 3)"_s);
    row("bad label", "kind = \"rate\"", "kind = \"rate\"\nlabels = { \"a-b\" = \"x\" }",
        u"40:12: \"a-b\" is no label name: A-Z a-z 0-9 _ are allowed"_s);
    row("bad metric", "requests_total", "requests-total",
        u"40:10: metric \"requests-total\" is no metric name: A-Z a-z 0-9 _ : are allowed"_s);
    row("no metric", "metric = \"requests_total\"\n", "",
        u"36:1: [[signal]] needs metric: the name of a metric"_s);
    row("metric and promql", "kind = \"rate\"", "kind = \"promql\"\npromql = \"up\"",
        u"41:1: metric is not used by kind promql"_s);
    row("bad kind", "\"rate\"", "\"rates\"",
        u"39:8: kind must be gauge, rate, ratio, quantile or promql, not \"rates\", did you mean \"rate\"?"_s);
    row("bad meaning", "kind = \"rate\"", "kind = \"rate\"\nmeaning = \"request\"",
        u"40:11: meaning must be custom, requests, rule-requests, active-users, error-rate or p95, not \"request\", did you mean \"requests\"?"_s);
    row("meaning without route", "kind = \"rate\"", "kind = \"rate\"\nmeaning = \"active-users\"",
        u"36:1: a signal with meaning active-users needs route_label: the label that names the route"_s);
    row("meaning without side", "kind = \"rate\"", "kind = \"rate\"\nmeaning = \"error-rate\"",
        u"36:1: a signal with meaning error-rate needs side_label: the label that tells legacy from new"_s);
    row("bad side", "kind = \"rate\"", "kind = \"rate\"\nside_label = \"app\"\nside_values = { a = \"old\" }",
        u"41:21: side_values.a must be legacy, new or both, not \"old\""_s);
    row("sides without a label", "kind = \"rate\"", "kind = \"rate\"\nside_values = { a = \"new\" }",
        u"40:15: side_values needs side_label: the label whose values they are"_s);
    row("window out of range", "kind = \"rate\"", "kind = \"rate\"\nwindow = 4",
        u"40:10: window must be 5 … 3600, not 4"_s);
    row("quantile out of range", "kind = \"rate\"", "kind = \"quantile\"\nquantile = 95",
        u"40:12: quantile must be 0 … 1, not 95"_s);
    row("limits the wrong way round", "kind = \"rate\"", "kind = \"rate\"\nmax = 1\nmin = 2",
        u"41:7: min must not be greater than max"_s);
    row("steps fall", "percent = 50", "percent = 2",
        u"47:11: percent must rise from step to step: 2 follows 2"_s);
    row("days fall", "percent = 2\nday = 1", "percent = 2\nday = 4",
        u"48:7: day must not fall from step to step: 3 follows 4"_s);
    row("step out of range", "percent = 50", "percent = 101", u"47:11: percent must be 1 … 100, not 101"_s);
    row("step without day", "percent = 50\nday = 3", "percent = 50",
        u"46:1: [[plan.step]] needs day: the day it is planned for, 1 or later"_s);
    row("database without connection", "day = 3", "day = 3\n[parity]",
        u"49:1: [parity] needs connection: a libpq connection string without password"_s);
    row("log that writes", "day = 3",
        "day = 3\n[parity]\nconnection = \"host=a\"\nmigration_log = \"DELETE FROM x\"",
        u"51:17: migration_log must be a SELECT (or WITH … SELECT)"_s);
    row("triage that is no word of ours", "day = 3", "day = 3\n[parity]\nconnection = \"host=a\"\ntriage = 1",
        u"51:10: triage must be true or false, not a whole number"_s);
}

void TestProfileErrors::secrets_data()
{
    columns();
    const QString advice =
        u"a secret is never in the profile: reference it with secret = { env = \"VARIABLE\" }, "
        "{ file = \"path\" } or { keychain = \"service/key\" }"_s;
    row("password in the parity database", "day = 3", "day = 3\n[parity]\nconnection = \"host=a password=b\"",
        u"50:14: connection must not hold a password: "_s + advice);
    row("password in the connection", "dbname=shop", "dbname=shop password=hunter2",
        u"30:14: connection must not hold a password: "_s + advice);
    row("password with blanks", "dbname=shop", "Password = 'hunter2'",
        u"30:14: connection must not hold a password: "_s + advice);
    row("password in a URI", "host=/run/pg dbname=shop", "postgresql://ann:hunter2@h/shop",
        u"30:14: connection must not hold a password: "_s + advice);
    row("password as a URI parameter", "host=/run/pg dbname=shop", "postgresql://h/shop?password=hunter2",
        u"30:14: connection must not hold a password: "_s + advice);
    row("user and password in a URL", "http://127.0.0.1:9090", "http://ann:hunter2@h",
        u"18:9: urls must not hold a user name or password: "_s + advice);
    row("written down", "id = \"prom\"", "id = \"prom\"\nsecret = \"hunter2\"",
        u"16:10: secret must be a reference, not text: "_s + advice);
    row("password key", "id = \"prom\"", "id = \"prom\"\npassword = \"hunter2\"",
        u"16:1: unknown key \"password\" in [[endpoint]]: "_s + advice);
    row("two references", "id = \"prom\"",
        "id = \"prom\"\nsecret = { env = \"hunter2\", file = \"hunter2\" }",
        u"16:10: secret must have exactly one of env, file or keychain"_s);
    row("unknown reference", "id = \"prom\"", "id = \"prom\"\nsecret = { value = \"hunter2\" }",
        u"16:12: unknown key \"value\" in secret: one of env, file or keychain is expected"_s);
    row("bad variable", "id = \"prom\"", "id = \"prom\"\nsecret = { env = \"hunter2!\" }",
        u"16:18: secret.env must be the name of an environment variable (A-Z a-z 0-9 _)"_s);
    row("bad keychain", "id = \"prom\"", "id = \"prom\"\nsecret = { keychain = \"hunter2\" }",
        u"16:23: secret.keychain must be \"service/key\""_s);
}

void TestProfileErrors::secrets()
{
    compare();
    QFETCH(const QString, error);
    QVERIFY2(!error.contains(u"hunter2"_s), "a message repeats a secret");
}

void TestProfileErrors::syntax_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("error");
    QTest::newRow("syntax") << "a = 1\nb = = 2\n"_ba
                            << u"x:2:5: Error while parsing value: could not determine value type"_s;
    QTest::newRow("columns count characters")
        << "b = \"é😀\" x"_ba
        << u"x:1:10: Error while parsing key-value pair: expected a comment or whitespace, saw 'x'"_s;
    QTest::newRow("key twice")
        << "a = 1\na = 2\n"_ba
        << u"x:2:5: Error while parsing key-value pair: cannot redefine existing integer 'a'"_s;
    QTest::newRow("open text") << "a = \"x"_ba
                               << u"x:1:7: Error while parsing string: encountered end-of-file"_s;
    QTest::newRow("invalid UTF-8") << "a = 1\nb = \"\xff\"\n"_ba
                                   << u"x:2:5: Encountered invalid utf-8 sequence"_s;
    QTest::newRow("UTF-16") << "\xff\xfe"
                               "a"_ba
                            << u"x:1:1: the file is UTF-16; a profile is UTF-8: save it in that encoding"_s;
    QTest::newRow("a key as deep as the file")
        << QByteArray("a.").repeated(200'000) + "a = 1"_ba
        << u"x:1:1: more than 128 dots in one line: break long text with \"\"\" over several lines"_s;
    QTest::newRow("too large") << QByteArray(10 * 1024 * 1024, '\n')
                               << u"x: the file is larger than 1 MiB: that is no profile"_s;
}

void TestProfileErrors::syntax()
{
    QFETCH(const QByteArray, toml);
    QFETCH(const QString, error);
    const auto profile = parseProfile(toml, u"x"_s);
    QVERIFY(!profile);
    QCOMPARE(profile.error().size(), 1);
    QCOMPARE(profile.error().constFirst().toString(), error);
}

void TestProfileErrors::allAtOnceInFileOrder()
{
    QByteArray toml = rightProfile();
    toml.replace("percent = 2\n", "percent = 0\n");
    toml.replace("#cf222e", "red");
    toml.replace("id = \"cart\"", "id = \"\"\ntitel = \"Cart\"");
    QCOMPARE(errorsOf(toml),
             (QStringList{
                 u"/etc/shop.toml:6:10: colour must be \"#rrggbb\", not \"red\""_s,
                 u"/etc/shop.toml:33:6: id must not be empty"_s,
                 u"/etc/shop.toml:34:1: unknown key \"titel\" in [[route]], did you mean \"title\"?"_s,
                 u"/etc/shop.toml:44:11: percent must be 1 … 100, not 0"_s,
             }));
}

QTEST_GUILESS_MAIN(TestProfileErrors)
#include "tst_profileerrors.moc"
