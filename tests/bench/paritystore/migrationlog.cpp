// SPDX-License-Identifier: GPL-3.0-or-later
// Walks a migration log of ten million rows in a PostgreSQL of its own, by key: what a page costs at the
// start and at the end. Prints what it measured; nothing passes or fails.
#include "models/domain/migrationlog.h"
#include "app/rehearsal/database/schema.h"
#include "models/endpoints/database/postgresmigrationlog.h"
#include "tests/fakes/waited.h"
#include "tests/integration/servers/postgresserver.h"

#include <algorithm>
#include <cstdio>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <vector>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr int rowsAPage = 10'000;

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const qint64 rows = argc > 1 ? QByteArray(argv[1]).toLongLong() : 10'000'000;
    test::PostgresServer server;
    QString problem = server.start();
    if (problem.isEmpty())
        problem = server.sql(rehearsal::schemaSql());
    QElapsedTimer timer;
    timer.start();
    constexpr qint64 rowsAStatement = 500'000;
    for (qint64 from = 1; from <= rows && problem.isEmpty(); from += rowsAStatement)
        problem = server.sql(
            "insert into interlock.migration_log(entity, entity_id, status, legacy_checksum, modern_checksum,"
            " migrated_at, detail) select 'order', n::text, 'validated', md5(n::text), md5(n::text),"
            " '2026-03-01 10:00:00.25+00', 'items 3/3 total 129.90' from generate_series(" +
            QByteArray::number(from) + "::bigint, " +
            QByteArray::number(std::min(rows, from + rowsAStatement - 1)) + ") n");
    if (problem.isEmpty())
        problem = server.sql("analyze interlock.migration_log");
    if (!problem.isEmpty()) {
        std::printf("no log: %s\n", qPrintable(problem));
        return 1;
    }
    std::printf("%lld rows made in %.0f s\n", static_cast<long long>(rows), double(timer.elapsed()) / 1e3);
    EndpointSpec spec;
    spec.id = u"migration log"_s;
    spec.driver = Driver::PostgreSql;
    spec.connection = server.connection(u"postgres"_s);
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(60);
    PostgresMigrationLog log(spec, {});
    DataCensus census;
    std::vector<double> pages;
    timer.restart();
    while (!census.isComplete()) {
        QElapsedTimer pageTimer;
        pageTimer.start();
        const Result<MigrationLogPage> page = waited(log.page(census.next(), rowsAPage));
        if (!page) {
            std::printf("no page: %s\n", qPrintable(page.error().detail));
            return 1;
        }
        census.add(*page);
        pages.push_back(double(pageTimer.nsecsElapsed()) / 1e6);
    }
    constexpr std::size_t some = 50;
    const auto tenth = std::min(some, pages.size());
    const auto part = [&pages, tenth](std::size_t from) {
        const auto begin = pages.begin() + std::ptrdiff_t(from);
        return median({begin, begin + std::ptrdiff_t(tenth)});
    };
    std::printf(
        "%lld rows walked in %.1f s, %zu pages of %d; a page (median of %zu): %.1f ms at the start, %.1f ms "
        "in the middle, %.1f ms at the end\n",
        static_cast<long long>(census.total().rows), double(timer.elapsed()) / 1e3, pages.size(), rowsAPage,
        tenth, part(0), part((pages.size() - tenth) / 2), part(pages.size() - tenth));
    return 0;
}
