// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"
#include "models/parity/rulematcher.h"
#include "models/parity/values.h"

#include <QByteArray>
#include <vector>

namespace interlock {

/// Values as results show them: the JSON text as it stood, but for what a mask covers.
class ValueRenderer final
{
public:
    /// @p matcher may be null: no masks. @p hits: one counter a rule, may be null.
    ValueRenderer(const RuleMatcher *matcher, const MaskKey &key, std::vector<qint64> *hits);

    /// @p masked: a mask covers the whole value.
    [[nodiscard]] QByteArray shown(const JsonValue &value, PairSide side, bool masked) const;
    [[nodiscard]] QByteArray hashed(const JsonValue &value) const;
    /// The mask rule at the value's own path, or -1.
    [[nodiscard]] int maskAt(const JsonValue &value, PairSide side) const;

private:
    /// A part of a text and what stands there instead.
    struct Patch
    {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        QByteArray text;
    };

    void collect(const JsonValue &value, PairSide side, std::vector<Patch> &patches) const;
    void collectBelow(const JsonValue &value, PairSide side, std::vector<Patch> &patches) const;
    [[nodiscard]] bool mayHide(const JsonValue &value, PairSide side) const;
    [[nodiscard]] static QByteArray patched(const ParityDocument &document, std::uint32_t begin,
                                            std::uint32_t end, const std::vector<Patch> &patches);
    void hit(int rule) const;

    const RuleMatcher *m_matcher;
    const MaskKey &m_key;
    std::vector<qint64> *m_hits;
};

/// @p text as a JSON string: ASCII controls, quotes and backslashes escaped, UTF-8 as it is.
[[nodiscard]] QByteArray jsonQuoted(std::string_view text);

} // namespace interlock
