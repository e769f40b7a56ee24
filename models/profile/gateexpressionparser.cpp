// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/gateexpression.h"
#include "models/profile/profileproblems.h"

#include <algorithm>
#include <array>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestExpression = 2000;
constexpr int deepestExpression = 40;

struct GateToken
{
    enum class Kind { Number, Name, Mark, End };

    Kind kind = Kind::End;
    qsizetype offset = 0;
    QString text;
};

bool isAsciiLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
}

bool isAsciiDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Cuts the text into words. A minus inside a name belongs to it when a letter or digit follows at once:
/// `error-rate` is a name, `a - b` is a difference.
class GateLexer final
{
public:
    explicit GateLexer(const QString &text) : m_text(text) {}

    tl::expected<QList<GateToken>, GateExpressionFault> tokens()
    {
        QList<GateToken> list;
        while (m_at < m_text.size()) {
            if (m_text[m_at].isSpace()) {
                ++m_at;
                continue;
            }
            const qsizetype start = m_at;
            const GateToken::Kind kind = isAsciiDigit(m_text[m_at])    ? takeNumber()
                                         : isAsciiLetter(m_text[m_at]) ? takeName()
                                                                       : takeMark();
            if (kind == GateToken::Kind::End)
                return tl::unexpected(GateExpressionFault{
                    start, u"%1 has no meaning here"_s.arg(quoted(m_text.mid(start, 1)))});
            list.append({kind, start, m_text.sliced(start, m_at - start)});
        }
        list.append({GateToken::Kind::End, m_text.size(), {}});
        return list;
    }

private:
    GateToken::Kind takeNumber()
    {
        const auto digits = [this] {
            while (m_at < m_text.size() && isAsciiDigit(m_text[m_at]))
                ++m_at;
        };
        digits();
        if (m_at + 1 < m_text.size() && m_text[m_at] == u'.' && isAsciiDigit(m_text[m_at + 1])) {
            ++m_at;
            digits();
        }
        return GateToken::Kind::Number;
    }

    GateToken::Kind takeName()
    {
        const auto isInside = [](QChar c) {
            return isAsciiLetter(c) || isAsciiDigit(c) || c == u'.' || c == u':';
        };
        while (m_at < m_text.size()) {
            const bool hyphen = m_text[m_at] == u'-' && m_at + 1 < m_text.size() &&
                                (isAsciiLetter(m_text[m_at + 1]) || isAsciiDigit(m_text[m_at + 1]));
            if (!hyphen && !isInside(m_text[m_at]))
                break;
            ++m_at;
        }
        return GateToken::Kind::Name;
    }

    GateToken::Kind takeMark()
    {
        static const QStringList marks{u"<="_s, u">="_s, u"=="_s, u"!="_s, u"<"_s, u">"_s, u"+"_s,
                                       u"-"_s,  u"*"_s,  u"/"_s,  u"("_s,  u")"_s, u","_s, u"%"_s};
        for (const QString &mark : marks) {
            if (!QStringView(m_text).sliced(m_at).startsWith(mark))
                continue;
            m_at += mark.size();
            return GateToken::Kind::Mark;
        }
        return GateToken::Kind::End;
    }

    const QString &m_text;
    qsizetype m_at = 0;
};

/// Recursive descent over the grammar of docs/gates.md. The first fault ends it.
class GateParser final
{
public:
    GateParser(const QString &text, QList<GateToken> tokens, const GateVocabulary &vocabulary)
        : m_tokens(std::move(tokens)), m_vocabulary(vocabulary)
    {
        m_expression.text = text;
    }

    tl::expected<GateExpression, GateExpressionFault> parse()
    {
        const Part whole = disjunction(0);
        if (!m_fault && peek().kind != GateToken::Kind::End)
            fail(peek(), u"%1 is too much here"_s.arg(quoted(peek().text)));
        condition(whole);
        if (m_fault)
            return tl::unexpected(*m_fault);
        return m_expression;
    }

private:
    using Op = GateExpression::Op;
    using Node = GateExpression::Node;

    /// A parsed part: the index of its node, and whether it is a condition or a number.
    struct Part
    {
        int node = -1;
        bool isCondition = false;
        GateToken at;
    };

    [[nodiscard]] const GateToken &peek() const { return m_tokens.at(m_at); }
    GateToken take()
    {
        GateToken token = peek();
        if (token.kind != GateToken::Kind::End)
            ++m_at;
        return token;
    }
    bool takeIf(QStringView text)
    {
        if (m_fault || peek().kind == GateToken::Kind::Number || peek().text != text)
            return false;
        ++m_at;
        return true;
    }
    void fail(const GateToken &at, const QString &text)
    {
        if (!m_fault)
            m_fault = GateExpressionFault{at.offset, text};
    }
    Part add(const Node &node, bool isCondition, const GateToken &at)
    {
        m_expression.nodes.append(node);
        return {int(m_expression.nodes.size()) - 1, isCondition, at};
    }
    static Node operation(Op op, const Part &left)
    {
        Node node;
        node.op = op;
        node.left = left.node;
        return node;
    }
    static Node operation(Op op, const Part &left, const Part &right)
    {
        Node node = operation(op, left);
        node.right = right.node;
        return node;
    }
    void condition(const Part &part)
    {
        if (!part.isCondition)
            fail(part.at, u"a condition is needed here: compare it with < <= > >= == or !="_s);
    }
    void number(const Part &part)
    {
        if (part.isCondition)
            fail(part.at, u"a number is needed here, not a condition"_s);
    }
    [[nodiscard]] bool tooDeep(int depth)
    {
        if (depth > deepestExpression)
            fail(peek(), u"parentheses and signs nest deeper than %1"_s.arg(deepestExpression));
        return m_fault.has_value();
    }

    Part disjunction(int depth)
    {
        Part left = conjunction(depth);
        while (takeIf(u"or")) {
            condition(left);
            const Part right = conjunction(depth);
            condition(right);
            left = add(operation(Op::Or, left, right), true, left.at);
        }
        return left;
    }

    Part conjunction(int depth)
    {
        Part left = negation(depth);
        while (takeIf(u"and")) {
            condition(left);
            const Part right = negation(depth);
            condition(right);
            left = add(operation(Op::And, left, right), true, left.at);
        }
        return left;
    }

    Part negation(int depth)
    {
        const GateToken at = peek();
        if (!takeIf(u"not"))
            return comparison(depth);
        if (tooDeep(depth))
            return {};
        const Part inner = negation(depth + 1);
        condition(inner);
        return add(operation(Op::Not, inner), true, at);
    }

    std::optional<Op> takeComparison()
    {
        static constexpr std::array<std::pair<QStringView, Op>, 6> table{{{u"<=", Op::LessOrEqual},
                                                                          {u">=", Op::GreaterOrEqual},
                                                                          {u"==", Op::Equal},
                                                                          {u"!=", Op::NotEqual},
                                                                          {u"<", Op::Less},
                                                                          {u">", Op::Greater}}};
        for (const auto &[mark, op] : table) {
            if (takeIf(mark))
                return op;
        }
        return {};
    }

    Part comparison(int depth)
    {
        Part left = sum(depth);
        const std::optional<Op> op = takeComparison();
        if (!op)
            return left;
        number(left);
        const Part right = sum(depth);
        number(right);
        Part whole = add(operation(*op, left, right), true, left.at);
        const GateToken next = peek();
        if (takeComparison())
            fail(next, u"comparisons do not chain: join two with \"and\""_s);
        return whole;
    }

    Part sum(int depth)
    {
        Part left = product(depth);
        while (!m_fault && (peek().text == u"+" || peek().text == u"-")) {
            const Op op = take().text == u"+" ? Op::Add : Op::Subtract;
            number(left);
            const Part right = product(depth);
            number(right);
            left = add(operation(op, left, right), false, left.at);
        }
        return left;
    }

    Part product(int depth)
    {
        Part left = unary(depth);
        while (!m_fault && (peek().text == u"*" || peek().text == u"/")) {
            const Op op = take().text == u"*" ? Op::Multiply : Op::Divide;
            number(left);
            const Part right = unary(depth);
            number(right);
            left = add(operation(op, left, right), false, left.at);
        }
        return left;
    }

    Part unary(int depth)
    {
        const GateToken at = peek();
        if (tooDeep(depth))
            return {};
        if (takeIf(u"-")) {
            const Part inner = unary(depth + 1);
            number(inner);
            return add(operation(Op::Negate, inner), false, at);
        }
        if (takeIf(u"(")) {
            Part inner = disjunction(depth + 1);
            if (!takeIf(u")"))
                fail(peek(), u"a ) is missing"_s);
            inner.at = at;
            return inner;
        }
        if (at.kind == GateToken::Kind::Number)
            return figure();
        if (at.kind == GateToken::Kind::Name)
            return signal();
        fail(at, at.kind == GateToken::Kind::End
                     ? u"the condition ends too early"_s
                     : u"a number or a signal is needed, not %1"_s.arg(quoted(at.text)));
        return {};
    }

    /// A number with its unit: shares become fractions and times seconds, as signals have them.
    Part figure()
    {
        static constexpr std::array<std::pair<QStringView, double>, 6> units{
            {{u"%", 0.01}, {u"ms", 0.001}, {u"s", 1.0}, {u"min", 60.0}, {u"h", 3600.0}, {u"d", 86'400.0}}};
        const GateToken at = take();
        Node node;
        node.number = at.text.toDouble();
        for (const auto &[unit, factor] : units) {
            if (takeIf(unit)) {
                node.number *= factor;
                return add(node, false, at);
            }
        }
        const GateToken next = peek();
        if (next.kind == GateToken::Kind::Name && next.text != u"and" && next.text != u"or" &&
            next.text != u"not")
            fail(next, u"%1 is no unit: %, ms, s, min, h or d"_s.arg(quoted(next.text)));
        return add(node, false, at);
    }

    [[nodiscard]] const SignalSpec *known(const QString &id) const
    {
        const auto it = std::ranges::find(m_vocabulary.signalSpecs, id, &SignalSpec::id);
        return it == m_vocabulary.signalSpecs.cend() ? nullptr : &*it;
    }

    void unknownSignal(const GateToken &at)
    {
        QStringList ids;
        for (const SignalSpec &spec : m_vocabulary.signalSpecs)
            ids.append(spec.id);
        QString hint = suggestion(at.text, ids);
        const qsizetype hyphen = at.text.indexOf(u'-');
        if (hint.isEmpty() && hyphen > 0 && ids.contains(at.text.first(hyphen)))
            hint = u"; a difference needs spaces around the minus"_s;
        if (hint.isEmpty())
            hint = ids.isEmpty() ? u" (the file has no [[signal]])"_s : u"; signals: "_s + ids.join(u", ");
        fail(at, u"there is no signal %1%2"_s.arg(quoted(at.text), hint));
    }

    Part signal()
    {
        const GateToken at = take();
        const SignalSpec *spec = known(at.text);
        if (!spec)
            unknownSignal(at);
        Node node;
        node.op = Op::Signal;
        node.signal = at.text;
        if (takeIf(u"("))
            arguments(node, spec);
        if (spec && !spec->sideLabel.isEmpty() && !node.side)
            fail(at, u"%1 is split by side: say %1(legacy), %1(new) or %1(both)"_s.arg(at.text));
        return add(node, false, at);
    }

    void arguments(Node &node, const SignalSpec *spec)
    {
        do {
            const GateToken at = take();
            if (at.kind != GateToken::Kind::Name)
                return fail(at, u"a route, legacy, new or both is needed here"_s);
            argument(node, spec, at);
        } while (takeIf(u","));
        if (!takeIf(u")"))
            fail(peek(), u"a ) is missing"_s);
    }

    void argument(Node &node, const SignalSpec *spec, const GateToken &at)
    {
        static constexpr std::array<std::pair<QStringView, SideReached>, 3> sides{
            {{u"legacy", SideReached::Legacy}, {u"new", SideReached::New}, {u"both", SideReached::Both}}};
        for (const auto &[word, side] : sides) {
            if (at.text != word)
                continue;
            if (node.side)
                fail(at, u"a second side"_s);
            if (spec && spec->sideLabel.isEmpty())
                fail(at, u"%1 is not split by side: it has no side_label"_s.arg(spec->id));
            node.side = side;
            return;
        }
        if (!m_vocabulary.routes.contains(at.text))
            return fail(at, u"there is no route %1%2"_s.arg(quoted(at.text),
                                                            suggestion(at.text, m_vocabulary.routes)));
        if (!node.route.isEmpty())
            fail(at, u"a second route"_s);
        if (spec && spec->routeLabel.isEmpty())
            fail(at, u"%1 is not split by route: it has no route_label"_s.arg(spec->id));
        node.route = at.text;
    }

    QList<GateToken> m_tokens;
    const GateVocabulary &m_vocabulary;
    GateExpression m_expression;
    qsizetype m_at = 0;
    std::optional<GateExpressionFault> m_fault;
};

} // namespace

tl::expected<GateExpression, GateExpressionFault> parseGateExpression(const QString &text,
                                                                      const GateVocabulary &vocabulary)
{
    if (text.size() > longestExpression)
        return tl::unexpected(
            GateExpressionFault{0, u"the condition is longer than %1 characters"_s.arg(longestExpression)});
    auto tokens = GateLexer(text).tokens();
    if (!tokens)
        return tl::unexpected(tokens.error());
    return GateParser(text, std::move(*tokens), vocabulary).parse();
}

} // namespace interlock
