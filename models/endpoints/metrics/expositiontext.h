// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <functional>
#include <QByteArray>
#include <QList>
#include <QSet>
#include <string_view>

namespace interlock {

/// One sample line of the text format.
struct ExpositionSample
{
    QByteArray name;
    QList<std::pair<QByteArray, QByteArray>> labels; ///< unescaped, in the order of the line
    double value = 0;
    std::optional<qint64> timestampMs; ///< when the line says one

    [[nodiscard]] QByteArray label(QByteArrayView labelName) const;
    friend bool operator==(const ExpositionSample &, const ExpositionSample &) = default;
};

/// Reads a Prometheus text exposition (0.0.4), strictly: a Protocol error with line and column for anything
/// that is not of the format, also for a last line without its end (a truncated body). Samples of other names
/// than @p wanted (empty: all) are checked and dropped. Any thread.
[[nodiscard]] Result<QList<ExpositionSample>>
parseExposition(const QByteArray &text, const QSet<QByteArray> &wanted = {}, const QString &where = {});

} // namespace interlock
