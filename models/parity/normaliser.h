// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/document.h"
#include "models/parity/rulematcher.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

/// Brings one side to the forms that the rules ask for: marks every value with the matcher's state of its
/// path, rewrites scalars, opens strings that hold JSON, marks what rules make missing. What stood there
/// (begin…end) stays. Below a path that is ignored as a whole nothing is rewritten.
class Normaliser final
{
public:
    /// @p hits: one counter a rule; may be null. All must outlive the normaliser.
    Normaliser(RuleMatcher &matcher, const DocumentLimits &limits, std::vector<qint64> *hits);
    ~Normaliser();
    Normaliser(const Normaliser &) = delete;
    Normaliser &operator=(const Normaliser &) = delete;

    /// @p document: as parsed. @p state: of its root.
    void apply(ParityDocument &document, PairSide side, std::uint32_t state);

private:
    struct Level
    {
        std::uint32_t sourceEnd = 0; ///< where the container ends in the source
        std::uint32_t target = 0;    ///< its node in the result
        std::uint32_t state = 0;
        bool object = false;
        bool ignored = false;
        int missingRule = -1; ///< makes it missing when it turns out to be empty
    };
    /// A scalar while the rules work on it.
    struct Form
    {
        JsonType type = JsonType::Null;
        bool truth = false;
        std::string text;
        bool rewritten = false; ///< text differs from what stood there
        bool absent = false;
        std::unique_ptr<ParityDocument> opened; ///< a container that the string held
        bool openedScalar = false;
        bool rewrittenBefore = false; ///< before it was opened
        int missingRule = -1;
    };

    void copy(ParityDocument &document, std::span<const JsonNode> source, std::uint32_t state, int depth,
              bool ignored);
    /// The same when no rule opens anything: every value stays where it is.
    void applyInPlace(ParityDocument &document, std::uint32_t state);
    /// The state of a value below @p parent.
    [[nodiscard]] std::uint32_t stateBelow(const Level &parent, const ParityDocument &document,
                                           const JsonNode &node);
    void closeLevels(JsonNodes &nodes, std::vector<Level> &levels, std::uint32_t upTo);
    void closeLevel(JsonNodes &nodes, const Level &level);
    void copyUntouched(std::span<const JsonNode> source, std::uint32_t index);
    void takeScalar(ParityDocument &document, JsonNode node, int depth, bool ignored);
    /// False: the rules of @p chain would leave the scalar as it is; told at a glance.
    [[nodiscard]] bool mayChange(const ParityDocument &document, const JsonNode &node,
                                 const std::vector<int> &chain) const;
    [[nodiscard]] static bool mayChange(NormaliseAs as, JsonType type, std::string_view text);
    /// What the rules of its path make of a scalar.
    [[nodiscard]] Form formOf(const ParityDocument &document, const JsonNode &node, int depth);
    void putForm(ParityDocument &document, JsonNode &node, const Form &form) const;
    void appendOpened(ParityDocument &document, const JsonNode &node, Form &form, int depth);
    void applyRule(Form &form, int rule, int depth);
    [[nodiscard]] std::optional<std::string> textForm(const Form &form, const Rule &rule) const;
    void applyText(Form &form, const Rule &rule) const;
    void applyNumber(Form &form) const;
    void applyString(Form &form) const;
    void applyTime(Form &form) const;
    void applyEnum(Form &form, const Rule &rule) const;
    void applyJson(Form &form, int depth) const;
    [[nodiscard]] std::optional<std::uint32_t> stored(ParityDocument &document, std::string_view text) const;
    [[nodiscard]] int emptyRule(std::uint32_t state) const;
    void hit(int rule);

    RuleMatcher &m_matcher;
    DocumentLimits m_limits;
    std::vector<qint64> *m_hits;
    JsonNodes m_result;
    std::size_t m_side = 0;
};

} // namespace interlock
