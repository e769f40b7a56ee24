// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesdesk.h"

#include "models/desk/rulesfile.h"
#include "models/parity/store/enginejudge.h"

namespace interlock {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds lookPeriod = 2s;

QDate todayUtc()
{
    return QDateTime::currentDateTimeUtc().date();
}

} // namespace

RulesDesk::RulesDesk(const QString &path, QObject *parent) : QObject(parent), m_path(path)
{
    m_options.today = todayUtc();
    m_options.maskKey = std::make_shared<const MaskKey>();
    m_timer.setInterval(lookPeriod);
    connect(&m_timer, &QTimer::timeout, this, &RulesDesk::look);
}

void RulesDesk::start()
{
    look();
    m_timer.start();
}

void RulesDesk::look()
{
    if (const QDate today = todayUtc(); today != m_options.today) {
        m_options.today = today;
        m_seen.reset();
    }
    const Result<QByteArray> text = RulesFile::read(m_path);
    if (!text) {
        m_seen.reset();
        setProblems({}, text.error());
        return;
    }
    if (m_seen == *text)
        return;
    m_seen = *text;
    take(*text);
}

void RulesDesk::take(const QByteArray &text)
{
    auto rules = RuleSet::fromToml(text);
    if (!rules) {
        setProblems(std::move(rules.error()), {});
        return;
    }
    m_rules = std::make_shared<const RuleSet>(std::move(*rules));
    m_text = text;
    setProblems({}, {});
    Q_EMIT rulesChanged();
}

void RulesDesk::setProblems(std::vector<RuleProblem> problems, const std::optional<Error> &unreadable)
{
    if (m_problems == problems && m_unreadable == unreadable)
        return;
    m_problems = std::move(problems);
    m_unreadable = unreadable;
    Q_EMIT problemsChanged();
}

PairRules RulesDesk::pairRules() const
{
    return interlock::pairRules(m_rules, m_text, m_options);
}

Result<PairRules> RulesDesk::candidate(const QByteArray &text) const
{
    auto rules = RuleSet::fromToml(text);
    if (!rules)
        return fail(ErrorKind::Input, rules.error().front().describe(m_path), m_path);
    return interlock::pairRules(std::make_shared<const RuleSet>(std::move(*rules)), text, m_options);
}

Result<void> RulesDesk::save(const QByteArray &before, const QByteArray &after)
{
    if (const Result<PairRules> right = candidate(after); !right)
        return tl::unexpected<Error>(right.error());
    if (Result<void> written = RulesFile::write(m_path, before, after); !written) {
        look();
        return written;
    }
    m_steps.push_back({before, after});
    look();
    return {};
}

bool RulesDesk::canUndo() const
{
    return !m_steps.empty();
}

Result<void> RulesDesk::undo()
{
    if (m_steps.empty())
        return {};
    const Step step = m_steps.back();
    Result<void> written = RulesFile::write(m_path, step.after, step.before);
    if (written)
        m_steps.pop_back();
    look();
    return written;
}

} // namespace interlock
