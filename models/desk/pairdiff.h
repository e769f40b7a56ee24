// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/document.h"
#include "models/parity/outcome.h"
#include "models/parity/values.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace interlock {

/// One line of two documents beside each other. Plain numbers; texts are made when a line is shown.
struct DiffRow
{
    enum class Kind : quint8 {
        Value,     ///< a scalar
        Collapsed, ///< an object or array in one line
        Open,      ///< its first line …
        Close,     ///< … and its last
        Fold,      ///< a run of equal neighbours
        Text       ///< a line of a body that is no JSON
    };
    enum class State : quint8 { Same, Changed, LegacyOnly, NewOnly };

    static constexpr qint32 none = -1;

    qint32 legacy = none; ///< node (Text: line) of legacy's document; a Fold's index among the folds
    qint32 newer = none;  ///< likewise of new's; unused by a Fold
    quint32 level = 0;    ///< the container it stands in, index into the diff's levels
    quint16 depth = 0;
    Kind kind = Kind::Value;
    State state = State::Same;
    bool hidden = false; ///< differs, and the rules say that it does not count
};

/// Two answers line by line, aligned by structure: members by name, array elements as the engine aligns them.
/// What is equal is folded until somebody asks for it, so that a large pair costs what differs in it. Lines
/// are not thread-safe; make it on any thread, then use it on one.
class PairDiff final
{
public:
    /// Lines of @p legacy and @p newer; a body that does not parse within @p limits makes both plain text.
    PairDiff(std::optional<QByteArray> legacy, std::optional<QByteArray> newer, const DocumentLimits &limits,
             bool foldEqual);
    ~PairDiff();
    PairDiff(const PairDiff &) = delete;
    PairDiff &operator=(const PairDiff &) = delete;

    [[nodiscard]] const std::vector<DiffRow> &rows() const { return m_rows; }
    [[nodiscard]] bool isText() const { return m_isText; }

    /// Lines that differ only where the rules allow it become hidden: all but those at, above or below one of
    /// @p differences.
    void applyRules(const std::vector<Difference> &differences);
    /// The same, by what applyRules() found out in @p judged, a diff of the same bodies and folds: at no cost
    /// worth naming.
    void takeRules(const PairDiff &judged);

    [[nodiscard]] bool canUnfold(std::size_t row) const;
    /// What a folded or collapsed line opens into; it takes the line's place with setUnfolded(). A container
    /// opens one level.
    [[nodiscard]] std::vector<DiffRow> unfolded(std::size_t row);
    void setUnfolded(std::size_t row, const std::vector<DiffRow> &into);

    /// The key (`"price"`) of a line; empty for array elements, closing lines and the root.
    [[nodiscard]] std::string_view key(const DiffRow &row, PairSide side) const;
    /// The JSON text of a line's value as it stood, at most @p most bytes; brackets alone of Open and Close.
    [[nodiscard]] QByteArray value(const DiffRow &row, PairSide side, std::size_t most) const;
    /// How many equal neighbours a Fold holds, or members and elements a container.
    [[nodiscard]] int count(const DiffRow &row) const;
    /// JSON Pointer, as results name it; of legacy, and of new where only that has it.
    [[nodiscard]] QByteArray path(const DiffRow &row) const;
    /// Whether the value of a line, or anything in it, has @p text (upper and lower case alike).
    [[nodiscard]] bool contains(const DiffRow &row, const QByteArray &text) const;
    [[nodiscard]] bool has(const DiffRow &row, PairSide side) const
    {
        return (side == PairSide::Legacy ? row.legacy : row.newer) != DiffRow::none ||
               row.kind == DiffRow::Kind::Fold;
    }

private:
    /// Values beside each other; none where a side lacks it.
    struct Twin
    {
        qint32 legacy = DiffRow::none;
        qint32 newer = DiffRow::none;
    };
    using Twins = std::vector<Twin>;
    /// A container and the level it stands in.
    struct Level
    {
        Twin container;
        quint32 above = 0;
    };
    struct Sink
    {
        std::vector<DiffRow> rows;
        bool deep = true; ///< also what differs further down is opened
    };

    void makeText(const std::optional<QByteArray> &legacy, const std::optional<QByteArray> &newer);
    void emitTwins(const Twins &twins, quint32 level, quint16 depth, Sink &sink);
    void emitTwin(const Twin &twin, quint32 level, quint16 depth, Sink &sink);
    void emitOpened(const Twin &twin, DiffRow row, Sink &sink);
    [[nodiscard]] Twins twinsIn(const Twin &container) const;
    [[nodiscard]] Twins membersOf(const std::vector<JsonValue> &legacy,
                                  const std::vector<JsonValue> &newer) const;
    [[nodiscard]] Twins elementsOf(const std::vector<JsonValue> &legacy,
                                   const std::vector<JsonValue> &newer) const;
    [[nodiscard]] bool same(const Twin &twin) const;
    [[nodiscard]] JsonValue node(const Twin &twin, PairSide side) const;
    [[nodiscard]] const ParityDocument &document(PairSide side) const
    {
        return side == PairSide::Legacy ? m_legacy : m_newer;
    }
    [[nodiscard]] std::vector<std::string> pathsTo(const DiffRow &row, PairSide side) const;
    [[nodiscard]] std::string segment(const Twin &twin, PairSide side) const;
    [[nodiscard]] bool counts(const DiffRow &row) const;
    void hideLines();

    ParityDocument m_legacy;
    ParityDocument m_newer;
    std::vector<QByteArray> m_legacyLines;
    std::vector<QByteArray> m_newerLines;
    bool m_isText = false;
    bool m_foldEqual;
    std::vector<Level> m_levels;
    std::vector<Twins> m_folds;
    std::vector<DiffRow> m_rows;
    bool m_unfolded = false; ///< lines are not those of the beginning any more
    std::shared_ptr<const std::vector<std::string>> m_counting; ///< paths that count, sorted; null: no rules
};

} // namespace interlock
