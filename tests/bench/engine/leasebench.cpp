// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/leasebench.h"

#include "models/control/controltimings.h"
#include "models/domain/whendone.h"
#include "models/endpoints/lease/filelease.h"
#include "models/endpoints/lease/postgreslease.h"
#include "tests/integration/servers/postgresserver.h"

#include <algorithm>
#include <cstdio>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {
std::unique_ptr<LeasePort> leaseAt(const QString &where, const QString &who)
{
    const LeaseIdentity identity{who, u"host"_s, u"watch"_s};
    if (where.startsWith(u'/'))
        return std::make_unique<FileLease>(where, identity);
    return std::make_unique<PostgresLease>(where, QString(), u"bench"_s, identity);
}

/// Asks until the lease is @p lease's; true when it is within a minute.
bool take(LeasePort &lease)
{
    bool mine = false;
    QTimer timer;
    timer.setInterval(ControlTimings().leasePeriod);
    const auto ask = [&lease, &mine] {
        whenDone(lease.renew(true), &lease,
                 [&mine](const Result<LeaseStatus> &status) { mine = mine || (status && status->mine); });
    };
    QObject::connect(&timer, &QTimer::timeout, &lease, ask);
    timer.start();
    ask();
    return QTest::qWaitFor([&mine] { return mine; }, 60'000);
}

/// Seconds; below zero when it did not work.
double takeOver(const QString &where)
{
    QProcess holder;
    holder.start(QCoreApplication::applicationFilePath(), {u"--hold-lease"_s, where});
    const bool held =
        QTest::qWaitFor([&holder] { return holder.readAllStandardOutput().contains("held"); }, 30'000);
    const auto heir = leaseAt(where, u"heir"_s);
    QElapsedTimer timer;
    timer.start();
    holder.kill();
    const bool taken = held && take(*heir);
    const double seconds = double(timer.elapsed()) / 1000.0;
    heir->release();
    holder.waitForFinished();
    return taken ? seconds : -1;
}

void rounds(const QString &name, const QString &where, int count)
{
    QList<double> took;
    for (int round = 0; round < count; ++round) {
        if (const double seconds = takeOver(where); seconds >= 0)
            took.append(seconds);
    }
    std::ranges::sort(took);
    if (took.size() < count)
        std::printf("lease, %s: %d of %d rounds were not taken over\n", qPrintable(name),
                    count - int(took.size()), count);
    if (!took.isEmpty())
        std::printf("lease take-over, %s, %d rounds: median %.1f s, worst %.1f s (expected ≤ 10 s)\n",
                    qPrintable(name), count, took.at(took.size() / 2), took.constLast());
}
} // namespace

int holdLease(const QString &where)
{
    const auto lease = leaseAt(where, u"holder"_s);
    if (!take(*lease))
        return 1;
    std::puts("held");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

void benchLease(int count)
{
    const QTemporaryDir folder;
    rounds(u"lock file"_s, folder.filePath(u"lease.lock"_s), count);
    test::PostgresServer server;
    if (const QString problem = server.start(); !problem.isEmpty())
        std::printf("lease, PostgreSQL: not measured, %s\n", qPrintable(problem));
    else
        rounds(u"PostgreSQL"_s, server.connection(), count);
}

} // namespace interlock::bench
