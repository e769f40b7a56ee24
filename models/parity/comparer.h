// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/document.h"
#include "models/parity/outcome.h"
#include "models/parity/rules.h"

#include <memory>
#include <optional>
#include <QByteArray>
#include <QDate>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

/// One side of a pair as it was captured. Views must outlive the call.
struct AnswerView
{
    std::optional<std::string_view> body; ///< nothing = this side is absent
    bool timedOut = false;
    bool truncated = false; ///< the capture was cut
    std::optional<int> status;
    std::vector<std::pair<std::string_view, std::string_view>> headers; ///< those to compare
};

/// What rules are scoped by. An empty route or method is not known: rules that name one do not apply then.
struct PairScope
{
    QByteArray route;
    QByteArray method;
};

/// Which legacy and new ids are the same thing. Called from the comparing thread.
class IdMap
{
public:
    IdMap() = default;
    virtual ~IdMap() = default;
    IdMap(const IdMap &) = delete;
    IdMap &operator=(const IdMap &) = delete;

    /// Ids are the text of strings, or canonical decimals of numbers.
    [[nodiscard]] virtual bool linked(std::string_view entity, std::string_view legacyId,
                                      std::string_view newId) const = 0;
};

/// The secret behind masked values: made anew for each run, so that hashes of two runs cannot be put
/// together.
class MaskKey final
{
public:
    /// Random.
    MaskKey();
    /// The JSON string that stands for @p value, the same for equal values under this key.
    [[nodiscard]] QByteArray hashed(std::string_view value) const;

private:
    QByteArray m_key;
};

struct CompareOptions
{
    DocumentLimits limits;
    qsizetype maxDifferences = 1000;        ///< kept of one pair; the count goes on
    QDate today;                            ///< UTC; invalid = the day of construction
    std::shared_ptr<const MaskKey> maskKey; ///< shared by the comparers of a run; made when empty
    std::shared_ptr<const IdMap> idMap;     ///< may be empty: nothing is linked
};

/// Compares pairs, one after the other; one a thread, results do not depend on what was compared before.
/// Keeps its memory from pair to pair. The rules are asked only about pairs that differ without them.
class Comparer final
{
public:
    explicit Comparer(std::shared_ptr<const RuleSet> rules = {}, CompareOptions options = {});
    ~Comparer();
    Comparer(const Comparer &) = delete;
    Comparer &operator=(const Comparer &) = delete;

    [[nodiscard]] PairResult compare(std::string_view legacy, std::string_view newer,
                                     const PairScope &scope = {});
    [[nodiscard]] PairResult compare(const AnswerView &legacy, const AnswerView &newer,
                                     const PairScope &scope);

    /// The text with everything that masks of @p scope cover replaced, for storing or exporting an answer's
    /// body of @p side; nothing when it does not parse while masks could apply (then it must not be kept).
    [[nodiscard]] std::optional<QByteArray> masked(std::string_view body, PairSide side,
                                                   const PairScope &scope);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace interlock
