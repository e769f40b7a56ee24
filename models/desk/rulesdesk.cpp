// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesdesk.h"

#include "models/desk/rulesfile.h"
#include "models/desk/rulesnotation.h"
#include "models/domain/whendone.h"
#include "models/domain/wholefile.h"
#include "models/endpoints/answer.h"
#include "models/parity/store/enginejudge.h"

#include <algorithm>
#include <QFileInfo>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds fileLookPeriod = 2s;
constexpr std::chrono::milliseconds sharedLookPeriod = 5s;

QDate todayUtc()
{
    return QDateTime::currentDateTimeUtc().date();
}

/// Whether a lost or failed answer may hide that the set was replaced all the same.
bool mayHaveArrived(ErrorKind kind)
{
    return kind == ErrorKind::Timeout || kind == ErrorKind::Network || kind == ErrorKind::Server ||
           kind == ErrorKind::Protocol;
}

} // namespace

RulesDesk::RulesDesk(const QString &path, SharedRulesPort *shared, QObject *parent)
    : QObject(parent),
      m_path(path),
      m_port(shared),
      m_home(shared ? RulesHome::Unknown : RulesHome::Local),
      m_settled(!shared)
{
    m_options.today = todayUtc();
    m_options.maskKey = std::make_shared<const MaskKey>();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RulesDesk::look);
}

void RulesDesk::start()
{
    if (m_port)
        loadCache();
    if (m_home == RulesHome::Unknown)
        lookAtFile();
    look();
}

void RulesDesk::look()
{
    noteDay();
    if (m_home == RulesHome::Local) {
        lookAtFile();
        m_timer.start(fileLookPeriod);
    } else if (!m_saving) {
        lookAtShared();
    }
}

void RulesDesk::noteDay()
{
    const QDate today = todayUtc();
    if (today == m_options.today)
        return;
    m_options.today = today;
    m_seen.reset();
    if (m_home == RulesHome::Shared && m_rules)
        Q_EMIT rulesChanged();
}

void RulesDesk::lookAtFile()
{
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

void RulesDesk::lookAtShared()
{
    whenDone(m_port->read(), this, [this, generation = m_generation](const Result<SharedRules> &rules) {
        if (generation == m_generation && !m_saving) {
            if (rules)
                takeShared(*rules);
            else if (rules.error().kind == ErrorKind::Refused)
                noteRefused(rules.error());
            else
                setProblems(m_problems, rules.error());
        }
        m_timer.start(m_home == RulesHome::Local ? fileLookPeriod : sharedLookPeriod);
    });
}

/// The bridge has no rules to share: the file is the home. One that had some before may be another version of
/// itself by mistake, so what was read last holds until a person decides.
void RulesDesk::noteRefused(const Error &error)
{
    if (m_home != RulesHome::Shared) {
        settle(RulesHome::Local);
        return;
    }
    m_withdrawn = true;
    m_settled = true;
    setProblems(m_problems, error);
    Q_EMIT settled();
}

void RulesDesk::settle(RulesHome home)
{
    const bool isNew = !m_settled || m_home != home;
    m_home = home;
    m_settled = true;
    m_withdrawn = false;
    if (!isNew)
        return;
    Q_EMIT settled();
    Q_EMIT problemsChanged();
}

void RulesDesk::takeShared(const SharedRules &rules)
{
    m_sharedReadAt = QDateTime::currentDateTimeUtc();
    const bool isFirst = m_home != RulesHome::Shared;
    const bool isOther = isFirst || m_shared.json != rules.json || !m_rules;
    m_shared = rules;
    const Result<QByteArray> toml = RulesNotation::tomlOf(rules.json);
    if (!toml) {
        // Nothing may be recorded by rules of which masks may be missing.
        m_home = RulesHome::Shared;
        setProblems({{0, 0, u"%1: %2"_s.arg(toml.error().where, toml.error().detail)}}, {});
        return;
    }
    if (isFirst)
        m_steps.clear();
    if (isOther) {
        keepCache(rules);
        m_home = RulesHome::Shared;
        take(*toml);
    } else {
        setProblems({}, {});
    }
    settle(RulesHome::Shared);
}

void RulesDesk::loadCache()
{
    const QString path = cachePath();
    const Result<QByteArray> json = RulesFile::read(path);
    if (!json || json->isEmpty())
        return;
    const Result<QByteArray> toml = RulesNotation::tomlOf(*json);
    if (!toml)
        return;
    m_home = RulesHome::Shared;
    m_shared.json = *json; // without a revision: nothing can be replaced before the bridge was heard
    m_sharedReadAt = QFileInfo(path).lastModified().toUTC();
    take(*toml);
}

void RulesDesk::keepCache(const SharedRules &rules) const
{
    QSaveFile file(cachePath());
    static_cast<void>(
        writeWhole(file, rules.json)); // without it the next start asks the bridge first, that is all
}

QByteArray RulesDesk::unusedLocalText() const
{
    if (m_home != RulesHome::Shared)
        return {};
    const Result<QByteArray> text = RulesFile::read(m_path);
    if (!text)
        return {};
    const auto rules = RuleSet::fromToml(*text);
    return rules && !rules->isEmpty() ? *text : QByteArray();
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

bool RulesDesk::linksIds() const
{
    return m_rules &&
           std::ranges::any_of(m_rules->rules(), [](const Rule &rule) { return rule.op == RuleOp::MapId; });
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

QFuture<Result<void>> RulesDesk::save(const QByteArray &before, const QByteArray &after)
{
    return write(before, after, [this, before] { m_steps.push_back({before, m_text}); });
}

QFuture<Result<void>> RulesDesk::undo()
{
    if (m_steps.empty())
        return ready(Result<void>());
    const Step step = m_steps.back();
    return write(step.after, step.before, [this] { m_steps.pop_back(); });
}

/// Writes to the home; @p done before anybody hears of it.
QFuture<Result<void>> RulesDesk::write(const QByteArray &before, const QByteArray &after,
                                       const std::function<void()> &done)
{
    if (const Result<PairRules> right = candidate(after); !right)
        return ready(Result<void>(tl::unexpected<Error>(right.error())));
    if (m_home != RulesHome::Shared) {
        Result<void> written = RulesFile::write(m_path, before, after);
        look();
        if (written)
            done();
        return ready(std::move(written));
    }
    if (m_saving)
        return ready(Result<void>(fail(ErrorKind::Conflict, u"another change is being saved"_s)));
    if (before != m_text)
        return ready(Result<void>(fail(ErrorKind::Conflict, u"the shared rules were changed meanwhile"_s)));
    const auto answer = Answer<void>::create();
    writeShared(after, [answer, done](const Result<void> &saved) {
        if (saved)
            done();
        answer->deliver(saved);
    });
    return answer->future();
}

void RulesDesk::writeShared(const QByteArray &after, const Saved &saved)
{
    if (m_shared.revision.isEmpty()) {
        saved(fail(ErrorKind::Network, u"the bridge has not answered yet: its rules cannot be changed"_s));
        return;
    }
    const auto rules = RuleSet::fromToml(after);
    m_saving = true;
    ++m_generation;
    const auto finish = [this, saved](const Result<void> &result) {
        m_saving = false;
        saved(result);
        m_timer.start(sharedLookPeriod);
    };
    putShared({RulesNotation::jsonOf(*rules), m_shared.revision}, QUuid::createUuid(), 1, finish);
}

void RulesDesk::putShared(const SharedRules &rules, const QUuid &key, int triesLeft, const Saved &saved)
{
    whenDone(m_port->replace(rules, key), this,
             [this, rules, key, triesLeft, saved](const Result<SharedRules> &now) {
                 if (now) {
                     takeShared(*now);
                     saved({});
                 } else if (mayHaveArrived(now.error().kind) && triesLeft > 0) {
                     putShared(rules, key, triesLeft - 1, saved); // the same key: it acts once
                 } else {
                     readAfterPut(rules, now.error(), saved);
                 }
             });
}

/// What holds now, whatever became of it: theirs after a conflict, perhaps ours after a lost answer.
void RulesDesk::readAfterPut(const SharedRules &sent, const Error &error, const Saved &saved)
{
    whenDone(m_port->read(), this, [this, sent, error, saved](const Result<SharedRules> &now) {
        if (now)
            takeShared(*now);
        const Result<QByteArray> ours = RulesNotation::tomlOf(sent.json);
        const bool arrived =
            now && mayHaveArrived(error.kind) && ours && m_text == *ours && now->revision != sent.revision;
        saved(arrived ? Result<void>() : Result<void>(tl::unexpected<Error>(error)));
    });
}

} // namespace interlock
