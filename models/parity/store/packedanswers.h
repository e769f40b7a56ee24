// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <optional>
#include <QByteArray>

namespace interlock {

/// Both answers' bodies, already masked; nothing on a side that has none.
struct AnswerBodies
{
    std::optional<QByteArray> legacy;
    std::optional<QByteArray> newer;

    friend bool operator==(const AnswerBodies &, const AnswerBodies &) = default;
};

/// Both bodies in one Zstandard frame: the second is mostly a repetition of the first and costs little.
/// Zstandard and not zlib, because a changed rule reads every differing pair back, and it unpacks about four
/// times as fast.
[[nodiscard]] QByteArray packedAnswers(const AnswerBodies &bodies);
/// Database error when @p packed is damaged or would take more than @p maxBytes.
[[nodiscard]] Result<AnswerBodies> unpackedAnswers(const QByteArray &packed,
                                                   qsizetype maxBytes = qsizetype{128} * 1024 * 1024);

} // namespace interlock
