// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/team/team.h"
#include "tests/fakes/faketeam.h"
#include "tests/models/control/controlbench.h"

namespace interlock {

/// One console of a team of several people; the others and their database are made up. Raising a share needs
/// two people here, and a gate on the back lag is open.
class TeamBench
{
    Q_DISABLE_COPY_MOVE(TeamBench)

protected:
    TeamBench() = default;
    ~TeamBench() = default;

    void makeBench()
    {
        m_bench = std::make_unique<ControlBench>();
        m_bench->timings.teamBeat = std::chrono::milliseconds(15);
        m_bench->profile.approval.acts = {GateAct::RaiseShare};
        auto own = std::make_unique<FakeTeam>();
        m_team = own.get();
        m_bench->ports.team = std::move(own);
        GateSpec lag = readyGate(GateKind::BackLag);
        lag.threshold = 5;
        m_bench->profile.gates = {lag};
        m_bench->profile.limits.backLagSeconds = 100; // the alarm is not what locks here
    }
    /// Until the console sees its bridge, its team and an open gate.
    void start()
    {
        m_bench->start();
        QTRY_VERIFY(m_bench->isReady());
        QTRY_VERIFY(team().live());
        QTRY_VERIFY(m_bench->control->gates().results(QStringLiteral("checkout")).constFirst().passes());
    }
    [[nodiscard]] ForwardAct *act() { return m_bench->control->forward(QStringLiteral("checkout")); }
    [[nodiscard]] Team &team() { return *m_bench->control->team(); }
    void prepare(int percent)
    {
        act()->setDraft(toPercent(QStringLiteral("checkout"), percent));
        act()->prepare();
        QTRY_VERIFY(act()->state() != ForwardState::Preflight);
    }
    /// The word of the blocker that is about the second person; empty: none is.
    [[nodiscard]] QString lacks()
    {
        for (const Blocker &blocker : act()->blockers()) {
            if (blocker.kind == BlockerKind::NeedsApproval)
                return blocker.subject;
        }
        return {};
    }
    /// Asks for a signature under the draft.
    void ask()
    {
        const QFuture<Result<Approval>> asked = team().request(act()->draft());
        QTRY_VERIFY(asked.isFinished());
        QVERIFY(asked.result().has_value());
    }
    void signedByOther()
    {
        m_team->byOther(m_team->list.size() - 1, ApprovalState::Approved);
        QTRY_COMPARE(team().approvals().constLast().state, ApprovalState::Approved);
    }
    /// A draft that somebody else has signed.
    void signedFor(int percent)
    {
        act()->setDraft(toPercent(QStringLiteral("checkout"), percent));
        ask();
        signedByOther();
    }
    /// The same, and armed.
    void armSigned(int percent)
    {
        signedFor(percent);
        prepare(percent);
        QCOMPARE(act()->state(), ForwardState::Armed);
    }
    [[nodiscard]] QList<qint64> sharedNumbers() const
    {
        QList<qint64> numbers;
        for (const SharedEntry &entry : std::as_const(m_team->shared))
            numbers.append(entry.number);
        return numbers;
    }
    [[nodiscard]] QList<qint64> localNumbers() const
    {
        QFuture<Result<QList<JournalEntry>>> future = m_bench->journal->read(1000);
        future.waitForFinished();
        QList<qint64> numbers;
        for (const JournalEntry &entry : future.result().value_or(QList<JournalEntry>{}))
            numbers.append(entry.number);
        return numbers;
    }

    std::unique_ptr<ControlBench> m_bench;
    FakeTeam *m_team = nullptr;
};

} // namespace interlock
