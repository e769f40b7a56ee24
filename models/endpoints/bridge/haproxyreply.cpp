// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxyreply.h"

#include <algorithm>
#include <QDateTime>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
/// HAProxy's own words, short enough for a log line.
QString haProxyText(const QByteArray &block)
{
    constexpr qsizetype greatest = 200;
    return QString::fromUtf8(block.trimmed().left(greatest));
}
} // namespace

Result<QList<QByteArray>> haProxyBlocks(const QByteArray &answer, qsizetype commands)
{
    QList<QByteArray> blocks;
    QByteArray block;
    qsizetype from = 0;
    for (qsizetype end = answer.indexOf('\n'); end >= 0; end = answer.indexOf('\n', from)) {
        if (end == from)
            blocks.append(std::exchange(block, {}));
        else
            block += answer.mid(from, end - from + 1);
        from = end + 1;
    }
    if (blocks.size() != commands || from != answer.size() || !block.isEmpty()) {
        return fail(ErrorKind::Protocol,
                    u"expected %1 answers, got %2%3: %4"_s.arg(
                        QString::number(commands), QString::number(blocks.size()),
                        from != answer.size() ? u" and a cut one"_s : QString(), haProxyText(answer)));
    }
    return blocks;
}

Result<HaProxyInfo> parseHaProxyInfo(const QByteArray &block)
{
    HaProxyInfo info;
    bool hasPid = false;
    bool hasUptime = false;
    const QList<QByteArray> lines = block.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(qMax(colon, qsizetype(0)));
        const QByteArray value = line.mid(colon + 1).trimmed();
        if (name == "Pid")
            info.pid = value.toLongLong(&hasPid);
        else if (name == "Uptime_sec")
            info.uptimeSeconds = value.toLongLong(&hasUptime);
        else if (name == "Version")
            info.version = QString::fromUtf8(value);
    }
    if (!hasPid || !hasUptime)
        return fail(ErrorKind::Protocol, u"show info: no Pid or Uptime_sec in: "_s + haProxyText(block));
    return info;
}

Result<HaProxyRows> parseHaProxyMap(const QByteArray &block)
{
    HaProxyRows rows;
    const QList<QByteArray> lines = block.split('\n');
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        const qsizetype keyAt = line.indexOf(' ') + 1;
        const qsizetype valueAt = line.indexOf(' ', keyAt) + 1;
        if (!line.startsWith("0x") || keyAt == 0)
            return fail(ErrorKind::Protocol, haProxyText(line));
        if (valueAt == 0)
            rows.append({line.mid(keyAt), {}});
        else
            rows.append({line.mid(keyAt, valueAt - keyAt - 1), line.mid(valueAt)});
    }
    return rows;
}

Result<int> parseHaProxyWeight(const QByteArray &block)
{
    bool isNumber = false;
    const int weight = block.left(block.indexOf(' ')).toInt(&isNumber);
    if (!isNumber || weight < 0 || !block.contains("(initial "))
        return fail(ErrorKind::Protocol, haProxyText(block));
    return weight;
}

Result<quint64> parseHaProxyVersion(const QByteArray &block)
{
    static constexpr char words[] = "New version created: ";
    bool isNumber = false;
    const quint64 version = block.mid(qsizetype(sizeof(words)) - 1).trimmed().toULongLong(&isNumber);
    if (!block.startsWith(words) || !isNumber)
        return fail(ErrorKind::Protocol, haProxyText(block));
    return version;
}

QByteArray haProxyValue(const HaProxyRows &rows, const QByteArray &key)
{
    const auto it = std::ranges::find(rows, key, &HaProxyRow::key);
    return it == rows.end() ? QByteArray() : it->value;
}

QByteArray haProxyWord(const QString &word)
{
    QByteArray escaped;
    const QByteArray bytes = word.toUtf8();
    for (const char c : bytes) {
        if (c == ' ' || c == ';' || c == '\\')
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

} // namespace interlock
