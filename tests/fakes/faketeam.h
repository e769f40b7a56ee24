// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/whendone.h"
#include "models/endpoints/teamport.h"

#include <algorithm>
#include <functional>

namespace interlock {

/// A team in memory, for the tests of what a console makes of it; the rules of the real one are tested at the
/// real one. Requests and steps take effect at once; nothing is refused but what the test wants refused.
class FakeTeam final : public TeamPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeTeam)

public:
    explicit FakeTeam(QObject *parent = nullptr) : TeamPort(parent) {}
    ~FakeTeam() override = default;

    bool gone = false; ///< nothing answers
    TeamPicture picture{QStringLiteral("ann"), TeamRole::Lead, {}};
    QList<TeamBeat> beats;
    QList<Approval> list;
    QList<SharedEntry> shared;
    std::function<bool(const SharedEntry &)> refuses; ///< entries that are turned down
    bool breakSeals = false;
    int recorded = 0; ///< calls of record()

    /// Another person takes a step.
    void byOther(qsizetype index, ApprovalState state, const QString &detail = {})
    {
        list[index].state = state;
        list[index].stepAccount = list[index].stepActor = QStringLiteral("ben");
        list[index].detail = detail;
        Q_EMIT approvalsMoved();
    }
    /// Another console records an entry.
    void share(SharedEntry entry)
    {
        entry.id = shared.size() + 1;
        entry.account = QStringLiteral("ben");
        entry.place = QStringLiteral("ops-2");
        entry.seal = sealOf(entry, shared.isEmpty() ? QByteArray() : shared.constLast().seal);
        if (breakSeals)
            entry.seal = sha256("somebody changed a row");
        shared.append(entry);
        Q_EMIT journalGrew();
    }

    QFuture<Result<TeamPicture>> beat(const TeamBeat &beat) override
    {
        beats.append(beat);
        return answer(picture);
    }
    QFuture<Result<QList<qint64>>> missing(const QByteArray &source, qint64 from, qint64 to,
                                           int limit) override
    {
        QList<qint64> numbers;
        for (qint64 number = from; number <= to && numbers.size() < limit; ++number) {
            if (std::ranges::none_of(std::as_const(shared), [&](const SharedEntry &one) {
                    return one.source == source && one.number == number;
                }))
                numbers.append(number);
        }
        return answer(numbers);
    }
    QFuture<Result<QList<Recording>>> record(const QList<SharedEntry> &entries) override
    {
        ++recorded;
        QList<Recording> recordings;
        for (const SharedEntry &entry : entries) {
            const bool refused = refuses && refuses(entry);
            recordings.append(refused ? Recording::Refused : Recording::Recorded);
            if (!refused && !gone)
                share(entry);
        }
        return answer(recordings);
    }
    QFuture<Result<QList<SharedEntry>>> entriesAfter(qint64 id, int limit) override
    {
        QList<SharedEntry> entries = shared.mid(id < 0 ? std::max<qsizetype>(0, shared.size() - limit) : id);
        return answer(entries.mid(0, limit));
    }
    QFuture<Result<QList<Approval>>> approvals() override { return answer(list); }
    QFuture<Result<Approval>> request(const ApprovalRequest &request) override
    {
        Approval approval;
        approval.id = QUuid::createUuid();
        approval.routeId = request.routeId;
        approval.what = request.what;
        approval.reason = request.reason;
        approval.evidence = request.evidence;
        approval.digest = sha256(request.evidence);
        approval.account = picture.account;
        approval.actor = request.actor;
        approval.left = request.validFor;
        if (!gone)
            list.append(approval);
        return answer(approval);
    }
    QFuture<Result<Approval>> step(const QUuid &approval, ApprovalStep step, const QByteArray &,
                                   const QUuid &, const QString &actor, const QString &detail) override
    {
        const auto it = std::ranges::find(list, approval, &Approval::id);
        if (gone || it == list.end())
            return answer(Approval{});
        const auto after = afterStep(it->state, step);
        if (!after)
            return ready<Result<Approval>>(fail(ErrorKind::Refused, QStringLiteral("it does not fit")));
        it->state = *after;
        it->stepAccount = picture.account;
        it->stepActor = actor;
        it->detail = detail;
        return answer(*it);
    }

private:
    template<typename T>
    [[nodiscard]] QFuture<Result<T>> answer(T value) const
    {
        if (gone)
            return ready<Result<T>>(fail(ErrorKind::Network, QStringLiteral("connection refused")));
        return ready<Result<T>>(std::move(value));
    }
};

} // namespace interlock
