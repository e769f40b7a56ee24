// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>

namespace interlock {

/// One row of a map, as raw bytes: rows that are not ours are written back exactly as they were.
struct HaProxyRow
{
    QByteArray key;
    QByteArray value;

    friend bool operator==(const HaProxyRow &, const HaProxyRow &) = default;
};
using HaProxyRows = QList<HaProxyRow>;

/// What of `show info` tells one worker from the next.
struct HaProxyInfo
{
    qint64 pid = 0;
    qint64 uptimeSeconds = 0;
    QString version;

    friend bool operator==(const HaProxyInfo &, const HaProxyInfo &) = default;
};

/// One instance, read in one connection. Maps by file name, weights by "backend/server".
struct HaProxySnapshot
{
    HaProxyInfo info;
    QMap<QString, HaProxyRows> maps;
    QMap<QString, int> weights;

    friend bool operator==(const HaProxySnapshot &, const HaProxySnapshot &) = default;
};

/// Splits the answer to chained commands into one block a command. HAProxy says nothing about which command a
/// block belongs to, so a count that differs from @p commands is a Protocol error, also for a truncated
/// answer.
[[nodiscard]] Result<QList<QByteArray>> haProxyBlocks(const QByteArray &answer, qsizetype commands);
[[nodiscard]] Result<HaProxyInfo> parseHaProxyInfo(const QByteArray &block);
/// Rows of `show map`, in order. Error texts of HAProxy ("Unknown map identifier. …") become the error's
/// detail.
[[nodiscard]] Result<HaProxyRows> parseHaProxyMap(const QByteArray &block);
/// The current weight in "25 (initial 0)".
[[nodiscard]] Result<int> parseHaProxyWeight(const QByteArray &block);
/// The number in "New version created: 7".
[[nodiscard]] Result<quint64> parseHaProxyVersion(const QByteArray &block);

/// The value of the first row with @p key, which is the one HAProxy uses; null when there is none.
[[nodiscard]] QByteArray haProxyValue(const HaProxyRows &rows, const QByteArray &key);
/// A word of a command with what the command line would split or cut escaped.
[[nodiscard]] QByteArray haProxyWord(const QString &word);

} // namespace interlock
