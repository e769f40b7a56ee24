// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxytransaction.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype greatestHaProxyBatch = 8 * 1024; // tune.bufsize is 16 KiB; more is dropped without a word

tl::unexpected<Error> haProxyErrorAt(const HaProxyChannel &channel, Error error, const QByteArray &command)
{
    error.detail = QString::fromUtf8(command.left(80)) + u": "_s + error.detail;
    error.where = channel.address.instance;
    return tl::unexpected<Error>(error);
}
} // namespace

QList<QByteArray> haProxyReadCommands(const HaProxyConvention &convention)
{
    QList<QByteArray> commands{"show info"};
    for (const QString &map : convention.maps())
        commands.append("show map " + haProxyWord(map));
    for (const QString &server : convention.servers())
        commands.append("get weight " + haProxyWord(server));
    return commands;
}

Result<HaProxySnapshot> haProxySnapshot(const HaProxyConvention &convention, const QList<QByteArray> &blocks,
                                        qsizetype from)
{
    HaProxySnapshot snapshot;
    qsizetype at = from;
    const Result<HaProxyInfo> info = parseHaProxyInfo(blocks.at(at++));
    if (!info)
        return tl::unexpected<Error>(info.error());
    snapshot.info = *info;
    for (const QString &map : convention.maps()) {
        const Result<HaProxyRows> rows = parseHaProxyMap(blocks.at(at++));
        if (!rows)
            return fail(ErrorKind::Protocol, u"map %1: %2"_s.arg(map, rows.error().detail));
        snapshot.maps.insert(map, *rows);
    }
    for (const QString &server : convention.servers()) {
        const Result<int> weight = parseHaProxyWeight(blocks.at(at++));
        if (!weight)
            return fail(ErrorKind::Protocol, u"server %1: %2"_s.arg(server, weight.error().detail));
        snapshot.weights.insert(server, *weight);
    }
    return snapshot;
}

HaProxyTransaction::HaProxyTransaction(const HaProxyChannel &channel, Target target, Done done,
                                       QObject *parent)
    : QObject(parent),
      m_channel(channel),
      m_target(std::move(target)),
      m_done(std::move(done)),
      m_deadline(channel.limits.total)
{
    QList<QByteArray> commands = haProxyReadCommands(*m_channel.convention);
    const QStringList &maps = m_channel.convention->maps();
    for (qsizetype i = maps.size(); i > 0; --i)
        commands.prepend("prepare map " + haProxyWord(maps.at(i - 1)));
    ask(commands, [this](const QList<QByteArray> &blocks) { prepared(blocks); });
}

void HaProxyTransaction::ask(const QList<QByteArray> &commands, Blocks then)
{
    const auto left = std::chrono::milliseconds(qMax(qint64(1), m_deadline.remainingTime()));
    const HaProxyCall::Limits limits{std::min(m_channel.limits.connect, left), left};
    new HaProxyCall(
        m_channel.address, commands.join("; ") + '\n', limits,
        [this, commands, then = std::move(then)](const Result<QByteArray> &answer) {
            if (!answer) {
                finish(tl::unexpected<Error>(answer.error()));
                return;
            }
            const Result<QList<QByteArray>> blocks = haProxyBlocks(*answer, commands.size());
            if (blocks)
                then(*blocks);
            else
                finish(haProxyErrorAt(m_channel, blocks.error(), commands.constFirst()));
        },
        this);
}

void HaProxyTransaction::prepared(const QList<QByteArray> &blocks)
{
    const HaProxyConvention &convention = *m_channel.convention;
    qsizetype block = 0;
    for (const QString &map : convention.maps()) {
        const Result<quint64> version = parseHaProxyVersion(blocks.at(block++));
        if (!version) {
            finish(haProxyErrorAt(m_channel, version.error(), "prepare map " + map.toUtf8()));
            return;
        }
        m_versions.insert(map, *version);
    }
    const Result<HaProxySnapshot> current = haProxySnapshot(convention, blocks, block);
    if (!current) {
        finish(haProxyErrorAt(m_channel, current.error(), "read"));
        return;
    }
    const Result<HaProxyBoard> target = m_target(convention.board(*current), *current);
    if (!target) {
        finish(tl::unexpected<Error>(target.error()));
        return;
    }
    m_weights = convention.weights(*target);
    makeBatches(convention.rows(*target, *current));
    sendNextBatch();
}

void HaProxyTransaction::makeBatches(const QMap<QString, HaProxyRows> &maps)
{
    for (const QString &map : m_channel.convention->maps()) {
        const QByteArray head =
            "add map @" + QByteArray::number(m_versions.value(map)) + ' ' + haProxyWord(map) + " <<\n";
        QByteArray batch = head;
        const HaProxyRows rows = maps.value(map);
        for (const HaProxyRow &row : rows) {
            if (batch.size() + row.key.size() + row.value.size() > greatestHaProxyBatch)
                m_batches.append(std::exchange(batch, head));
            batch += row.key + ' ' + row.value + '\n';
        }
        if (batch.size() > head.size())
            m_batches.append(batch);
    }
}

void HaProxyTransaction::sendNextBatch()
{
    if (m_batches.isEmpty()) {
        commit();
        return;
    }
    ask({m_batches.takeFirst()}, [this](const QList<QByteArray> &blocks) {
        if (blocks.constFirst().isEmpty())
            sendNextBatch();
        else
            finish(fail(ErrorKind::Refused, u"add map: "_s + QString::fromUtf8(blocks.constFirst().trimmed()),
                        m_channel.address.instance));
    });
}

void HaProxyTransaction::commit()
{
    QList<QByteArray> commands;
    for (const QString &map : m_channel.convention->maps())
        commands.append("commit map @" + QByteArray::number(m_versions.value(map)) + ' ' + haProxyWord(map));
    for (const auto &[server, weight] : std::as_const(m_weights))
        commands.append("set server " + haProxyWord(server) + " weight " + QByteArray::number(weight));
    const qsizetype writes = commands.size();
    commands += haProxyReadCommands(*m_channel.convention);
    ask(commands, [this, writes](const QList<QByteArray> &blocks) { committed(blocks, writes); });
}

void HaProxyTransaction::committed(const QList<QByteArray> &blocks, qsizetype writes)
{
    for (qsizetype i = 0; i < writes; ++i) {
        const QByteArray &block = blocks.at(i);
        if (block.isEmpty())
            continue;
        const bool overtaken = block.startsWith("Version number");
        finish(fail(overtaken ? ErrorKind::Conflict : ErrorKind::Protocol,
                    u"the write was answered: "_s + QString::fromUtf8(block.trimmed().left(200)),
                    m_channel.address.instance));
        return;
    }
    const Result<HaProxySnapshot> snapshot = haProxySnapshot(*m_channel.convention, blocks, writes);
    if (snapshot)
        finish(*snapshot);
    else
        finish(haProxyErrorAt(m_channel, snapshot.error(), "read back"));
}

void HaProxyTransaction::finish(Result<HaProxySnapshot> result)
{
    deleteLater();
    if (const Done done = std::exchange(m_done, nullptr))
        done(std::move(result));
}

} // namespace interlock
