// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/paritydesk.h"

#include "models/domain/whendone.h"

#include <QtConcurrent/QtConcurrentRun>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds tellAfter = 200ms; ///< several changes are told as one
constexpr size_t mostUntold = 10'000;                 ///< groups that occurred before the decisions were read
constexpr std::chrono::milliseconds noisePeriod = 3s; ///< of pages that come

bool isHuge(const PairWithBodies &pair)
{
    const auto size = [](const std::optional<QByteArray> &body) { return body ? body->size() : 0; };
    return pair.bodies && size(pair.bodies->legacy) + size(pair.bodies->newer) > largestOpenedAtOnce;
}

QString signatureTitle(const GroupSignature &group)
{
    const QByteArray tags = group.legacyTag.isEmpty() && group.newerTag.isEmpty()
                                ? QByteArray()
                                : ' ' + group.legacyTag + " -> " + group.newerTag;
    return QString::fromUtf8(group.route + ' ' + group.path + ' ' + differenceKindName(group.kind) + tags);
}

} // namespace

ParityDesk::ParityDesk(ParityParts parts, QObject *parent)
    : QObject(parent),
      m_parts(std::move(parts)),
      m_rules(m_parts.rulesFile, m_parts.sharedRules.get()),
      m_data(std::move(m_parts.data))
{
    m_changeTimer.setSingleShot(true);
    m_changeTimer.setInterval(tellAfter);
    connect(&m_changeTimer, &QTimer::timeout, this, &ParityDesk::changed);
    m_triageTimer.setSingleShot(true);
    m_triageTimer.setInterval(m_parts.retryPeriod);
    connect(&m_triageTimer, &QTimer::timeout, this, &ParityDesk::readTriage);
    m_noiseTimer.setSingleShot(true);
    m_noiseTimer.setInterval(noisePeriod);
    connect(&m_noiseTimer, &QTimer::timeout, this, &ParityDesk::readNoise);
    m_linkTimer.setSingleShot(true);
    m_linkTimer.setInterval(m_parts.retryPeriod);
    connect(&m_linkTimer, &QTimer::timeout, this, &ParityDesk::linkIds);
    if (m_parts.idMap) {
        m_links = std::make_unique<IdLinkReader>(
            [map = m_parts.idMap.get()](const QString &cursor, int limit) {
                return map->page(cursor, limit);
            },
            std::make_shared<IdLinks>());
        m_rules.setIdMap(m_links->links());
        if (m_parts.source)
            m_parts.source =
                afterLinks(std::move(m_parts.source), m_links.get(), [this] { return m_rules.linksIds(); });
    }
    connect(&m_fixes, &GateFixes::told, this, &ParityDesk::readGates);
    connect(&m_rules, &RulesDesk::rulesChanged, this, &ParityDesk::linkIds);
    connect(&m_rules, &RulesDesk::settled, this, &ParityDesk::startRecorder);
    connect(&m_rules, &RulesDesk::problemsChanged, this, &ParityDesk::noteChange);
}

ParityDesk::~ParityDesk()
{
    m_recorder.reset();
    m_feed.reset();
    m_archive.reset();
}

void ParityDesk::start()
{
    m_rules.start();
    m_data.start();
    readTriage();
}

void ParityDesk::linkIds()
{
    m_inForce = false;
    const int turn = ++m_turn;
    noteChange();
    if (!m_links || !m_rules.linksIds()) {
        putInForce();
        return;
    }
    whenDone(m_links->bringUpToDate(), this, [this, turn](const Result<void> &read) {
        if (turn != m_turn)
            return;
        if (read)
            putInForce();
        else
            noteNotInForce(read.error()); // nothing is judged as if its ids were not linked
    });
}

void ParityDesk::putInForce()
{
    if (!m_archive) {
        openArchive();
        return;
    }
    whenDone(m_archive->setRules(m_rules.pairRules()), this,
             [this, turn = m_turn](const Result<RescoreReport> &report) {
                 if (turn != m_turn)
                     return;
                 if (report)
                     confirmRules(turn);
                 else
                     noteNotInForce(report.error());
             });
}

void ParityDesk::openArchive()
{
    m_archive = std::make_unique<PairArchive>(m_parts.pairsFile, PairStoreLimits{}, m_rules.pairRules(),
                                              GateSettings{});
    m_feed = std::make_unique<ParityFeed>(*m_archive, m_pairs, m_groups);
    connect(m_feed.get(), &ParityFeed::reloaded, this, [this] {
        m_spells.clear();
        m_spellRows = 0;
    });
    connect(m_feed.get(), &ParityFeed::changed, this, [this] {
        m_tablesProblem.reset();
        m_spells.take(m_pairs.columns(), m_spellRows);
        m_spellRows = PairColumns::Row(m_pairs.columns().size());
        tellFixes();
        noteChange();
    });
    connect(m_feed.get(), &ParityFeed::failed, this, [this](const Error &error) {
        m_tablesProblem = error;
        noteChange();
    });
    connect(m_archive.get(), &PairArchive::recorded, this, &ParityDesk::noteRecorded);
    // The file may have changed while nobody looked. An empty page makes the archive judge what is stored by
    // the rules of now, before anything is shown.
    whenDone(m_archive->state(), this, [this, turn = m_turn](const Result<PairStoreState> &state) {
        if (turn != m_turn)
            return; // other rules are put in force
        if (!state) {
            noteNotInForce(state.error());
            return;
        }
        whenDone(m_archive->record({state->cursor, {}}), this,
                 [this, turn](const Result<RecordReport> &report) {
                     if (turn != m_turn)
                         return;
                     if (!report) {
                         noteNotInForce(report.error());
                         return;
                     }
                     m_feed->reload();
                     confirmRules(turn);
                 });
    });
}

/// The archive is judged by the rules of @p turn. Their gates are read before anybody is told.
void ParityDesk::confirmRules(int turn)
{
    whenDone(m_archive->gates(), this, [this, turn](const Result<std::map<QString, GateVerdict>> &gates) {
        if (turn != m_turn)
            return;
        if (!gates) {
            noteNotInForce(gates.error());
            return;
        }
        m_gates = *gates;
        m_inForce = true;
        m_rulesProblem.reset();
        readStore();
        readNoise();
        countHits();
        startRecorder();
        noteChange();
    });
}

/// Tried again until they are. Nothing is recorded meanwhile: a mask may be among them.
void ParityDesk::noteNotInForce(const Error &error)
{
    m_inForce = false;
    m_rulesProblem = error;
    if (m_recorder)
        m_recorder->stop();
    m_linkTimer.start();
    noteChange();
}

void ParityDesk::startRecorder()
{
    if (!m_parts.source || !m_inForce || !m_rules.isSettled())
        return;
    if (!m_recorder) {
        m_recorder = std::make_unique<PairRecorder>(m_parts.source, m_archive.get(), m_parts.timings);
        connect(m_recorder.get(), &PairRecorder::healthChanged, this, [this] {
            m_sourceProblem = m_recorder->problem();
            noteChange();
        });
    }
    m_recorder->start();
}

void ParityDesk::noteRecorded(const RecordReport &report)
{
    for (const auto &[route, verdict] : report.gates)
        m_gates.insert_or_assign(route, verdict);
    if (m_ruleHits) {
        for (const auto &[rule, hits] : report.ruleHits)
            (*m_ruleHits)[rule] += hits;
    }
    for (const auto &[route, times] : report.times)
        m_spells.add(route, times);
    if (m_store && report.stored.stored > 0)
        readStore();
    if (!report.routes.empty() && !m_noiseTimer.isActive())
        m_noiseTimer.start();
    reopen(report);
    noteChange();
}

void ParityDesk::reopen(const RecordReport &report)
{
    for (const auto &[group, at] : report.groups) {
        const QByteArray key = signatureKey(group);
        if (m_isBookRead ? !m_book.reopens(key, at) : m_again.size() >= mostUntold)
            continue;
        const auto [it, isNew] = m_again.try_emplace(key, at);
        it->second = std::max(it->second, at);
        if (isNew && m_isBookRead)
            tellAgain(key, at);
    }
}

/// What cannot be told stays in m_again, and is told after the next reading.
void ParityDesk::tellAgain(const QByteArray &group, const QDateTime &at)
{
    if (m_telling.contains(group))
        return;
    m_telling.insert(group);
    whenDone(m_parts.triage->reopen({group}, at), this,
             [this, group](const Result<QList<TriageEntry>> &entries) {
                 m_telling.remove(group);
                 if (!entries) {
                     m_triageProblem = entries.error();
                     Q_EMIT triageChanged();
                     return;
                 }
                 m_again.erase(group);
                 for (const TriageEntry &entry : *entries)
                     m_book.put(entry);
                 if (!entries->isEmpty())
                     setBook(m_book.entries());
             });
}

void ParityDesk::tellFixes()
{
    if (m_archive && m_feed->isLoaded())
        m_fixes.tell(*m_archive, m_groups.columns());
}

void ParityDesk::readGates()
{
    whenDone(m_archive->gates(), this, [this](const Result<std::map<QString, GateVerdict>> &gates) {
        if (gates)
            m_gates = *gates;
        noteChange();
    });
}

void ParityDesk::readStore()
{
    whenDone(m_archive->state(), this, [this](const Result<PairStoreState> &state) {
        if (!state)
            return;
        const bool isOther = m_ruleSets.empty() || m_ruleSets.back().version != state->rules.version;
        m_store = *state;
        noteChange();
        if (!isOther)
            return;
        whenDone(m_archive->ruleSets(), this, [this](const Result<std::vector<StoredRuleSet>> &sets) {
            if (sets)
                m_ruleSets = *sets;
            noteChange();
        });
    });
}

void ParityDesk::readNoise()
{
    whenDone(m_archive->noise(), this, [this](const Result<std::vector<NoiseSuggestion>> &noise) {
        if (noise)
            m_noise = *noise;
        noteChange();
    });
}

void ParityDesk::countHits()
{
    whenDone(m_archive->hits(), this, [this](const Result<RescoreReport> &report) {
        if (report)
            m_ruleHits = report->ruleHits;
        noteChange();
    });
}

QFuture<Result<PairViewPtr>> ParityDesk::open(qint64 number, bool foldEqual)
{
    if (!m_archive)
        return ready(Result<PairViewPtr>(fail(ErrorKind::Input, u"no pairs are kept yet"_s)));
    auto promise = std::make_shared<QPromise<Result<PairViewPtr>>>();
    promise->start();
    const auto show = [promise, foldEqual, rules = m_rules.rules(),
                       options = m_rules.options()](const Result<PairWithBodies> &pair) {
        const auto view = [&] {
            const auto make = isHuge(*pair) ? firstPairView : makePairView;
            return std::make_shared<PairView>(make(*pair, rules, options, foldEqual));
        };
        promise->addResult(pair ? Result<PairViewPtr>(view()) : tl::unexpected<Error>(pair.error()));
        promise->finish();
    };
    whenDone(m_archive->pair(number), this, [show](const Result<PairWithBodies> &pair) {
        static_cast<void>(QtConcurrent::run([show, pair] { show(pair); }));
    });
    return promise->future();
}

QFuture<PairViewPtr> ParityDesk::complete(const PairView &view, bool foldEqual)
{
    return QtConcurrent::run(
        [pair = PairWithBodies{view.pair, view.bodies}, rules = view.ruleSet, options = m_rules.options(),
         foldEqual] { return std::make_shared<PairView>(makePairView(pair, rules, options, foldEqual)); });
}

QFuture<Result<RescoreReport>> ParityDesk::preview(const QByteArray &text)
{
    const Result<PairRules> rules = m_rules.candidate(text);
    if (!rules)
        return ready(Result<RescoreReport>(tl::unexpected<Error>(rules.error())));
    if (!m_archive)
        return ready(Result<RescoreReport>(RescoreReport()));
    return m_archive->preview(*rules);
}

QFuture<Result<QList<TriageComment>>> ParityDesk::comments(const QByteArray &group)
{
    return m_parts.triage->comments(group);
}

QFuture<Result<TriageEntry>> ParityDesk::decide(const GroupSignature &group, TriageState state,
                                                const QString &ticket, const QString &comment)
{
    TriageChange change;
    change.group = signatureKey(group);
    change.title = signatureTitle(group);
    change.revision = m_book.entry(change.group).revision;
    change.state = state;
    change.ticket = ticket;
    change.comment = comment;
    change.actor = m_parts.actor;
    change.at = QDateTime::currentDateTimeUtc();
    QFuture<Result<TriageEntry>> future = m_parts.triage->change(change);
    whenDone(future, this, [this, group, at = change.at](const Result<TriageEntry> &entry) {
        if (!entry) {
            readTriage(); // somebody else may have been first
            return;
        }
        m_book.put(*entry);
        setBook(m_book.entries());
        if (entry->state == TriageState::Fixed)
            m_fixes.add(group, at);
        tellFixes();
    });
    return future;
}

void ParityDesk::readTriage()
{
    m_triageTimer.stop();
    whenDone(m_parts.triage->entries(), this, [this](const Result<QList<TriageEntry>> &entries) {
        m_triageProblem = entries ? std::optional<Error>() : entries.error();
        if (entries) {
            m_isBookRead = true;
            // another console may have fixed a group that a gate here counted
            m_fixes.addNew(m_book, *entries);
            setBook(*entries);
            const std::map<QByteArray, QDateTime> untold = m_again;
            for (const auto &[group, at] : untold) {
                if (m_book.reopens(group, at))
                    tellAgain(group, at);
                else
                    m_again.erase(group);
            }
        } else {
            Q_EMIT triageChanged();
        }
        tellFixes();
        m_triageTimer.start();
    });
}

void ParityDesk::setBook(const QList<TriageEntry> &entries)
{
    m_book.replace(entries);
    m_groups.setTriage(m_book);
    Q_EMIT triageChanged();
    noteChange();
}

SourceFindings ParityDesk::findings() const
{
    return m_recorder ? m_recorder->findings() : SourceFindings();
}

MonotonicTime ParityDesk::heardAt() const
{
    return m_recorder ? m_recorder->heardAt() : MonotonicTime{};
}

Reading<GateVerdict> ParityDesk::gateReading(const QString &route) const
{
    Reading<GateVerdict> reading;
    const auto it = m_gates.find(route);
    reading.value = it == m_gates.end() ? ParityGate().verdict() : it->second;
    reading.sourceTime = reading.value.lastPairAt;
    reading.receivedAt = heardAt();
    reading.quality = reading.receivedAt == MonotonicTime{} ? Quality::Never : Quality::Live;
    const bool isBad = !m_inForce || m_fixes.concerns(route);
    if (isBad && reading.quality == Quality::Live)
        reading.quality = Quality::Bad;
    if (problem())
        reading.problem = problem()->detail;
    else if (isBad)
        reading.problem =
            !m_inForce ? u"the rules of now are not in force yet"_s : u"the gate was not yet told of a fix"_s;
    return reading;
}

const std::optional<Error> &ParityDesk::problem() const
{
    if (m_rulesProblem)
        return m_rulesProblem;
    if (m_fixes.problem())
        return m_fixes.problem();
    return m_sourceProblem ? m_sourceProblem : m_tablesProblem;
}

void ParityDesk::noteChange()
{
    if (!m_changeTimer.isActive())
        m_changeTimer.start();
}

} // namespace interlock
