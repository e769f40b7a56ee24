// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"
#include "models/domain/whendone.h"
#include "models/endpoints/database/localtriage.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace interlock {

/// A parity desk with files in a folder of its own; its traffic is a list that may grow while it runs.
class DeskBench
{
    Q_DISABLE_COPY_MOVE(DeskBench)

protected:
    DeskBench() = default;
    ~DeskBench() = default;

    void makeFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_traffic.clear();
    }
    /// @p parts has what is special about the desk; files and traffic are added to it.
    void openDesk(ParityParts parts = {})
    {
        parts.pairsFile = path(QStringLiteral("pairs.sqlite"));
        parts.rulesFile = path(QStringLiteral("rules.toml"));
        parts.triage = std::make_unique<LocalTriage>(path(QStringLiteral("triage.sqlite")));
        parts.actor = QStringLiteral("ann");
        parts.timings.period = std::chrono::milliseconds(20);
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
    void close()
    {
        m_desk.reset();
        m_folder.reset();
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    /// As another hand would.
    void writeRules(const QByteArray &toml) const
    {
        QFile file(path(QStringLiteral("rules.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(toml), toml.size());
    }
    [[nodiscard]] static TrafficPair trafficPair(int number, const QString &route, const QByteArray &legacy,
                                                 const QByteArray &newer)
    {
        TrafficPair pair;
        pair.id = QString::number(number);
        pair.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(number);
        pair.route = route;
        pair.method = "GET";
        pair.path = '/' + route.toUtf8() + '/' + QByteArray::number(number);
        pair.legacy = {200, legacy, 5, false, false};
        pair.newer = {200, newer, 6, false, false};
        return pair;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QList<TrafficPair> m_traffic;
    std::unique_ptr<ParityDesk> m_desk;
};

} // namespace interlock
