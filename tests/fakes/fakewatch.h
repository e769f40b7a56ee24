// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/leaseport.h"
#include "models/endpoints/notifierport.h"
#include "tests/fakes/answerscript.h"

namespace interlock {

/// What the leases of several engines have in common: at most one holder.
struct FakeLeaseRoom
{
    std::optional<LeaseHolder> holder;
    const void *owner = nullptr;
    quint64 epoch = 0;
};

/// A lease in memory, shared by the engines that were given the same room.
class FakeLease final : public LeasePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeLease)

public:
    FakeLease(FakeLeaseRoom &room, const QString &who, QObject *parent = nullptr)
        : LeasePort(parent), m_room(room), m_who(who)
    {
    }
    ~FakeLease() override { letGo(); }

    AnswerScript<LeaseStatus> renewals;

    [[nodiscard]] QFuture<Result<LeaseStatus>> renew(bool want) override
    {
        return renewals.run([this, want]() -> Result<LeaseStatus> {
            if (!want)
                letGo();
            if (want && !m_room.owner) {
                m_room.owner = this;
                m_room.holder = LeaseHolder{{m_who, QStringLiteral("host"), QStringLiteral("watch")},
                                            QDateTime::currentDateTimeUtc(),
                                            QDateTime::currentDateTimeUtc(),
                                            ++m_room.epoch};
            }
            return LeaseStatus{m_room.owner == this, m_room.holder};
        });
    }
    void release() override { letGo(); }

private:
    void letGo()
    {
        if (m_room.owner != this)
            return;
        m_room.owner = nullptr;
        m_room.holder.reset();
    }

    FakeLeaseRoom &m_room;
    QString m_who;
};

/// Keeps what it was told; failures are scripted.
class FakeNotifier final : public NotifierPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeNotifier)

public:
    explicit FakeNotifier(QList<QByteArray> &told, QObject *parent = nullptr)
        : NotifierPort(parent), m_told(told)
    {
    }
    ~FakeNotifier() override = default;

    AnswerScript<void> sends;

    [[nodiscard]] QString id() const override { return QStringLiteral("team"); }
    [[nodiscard]] QFuture<Result<void>> send(const QByteArray &json) override
    {
        return sends.run([this, json]() -> Result<void> {
            m_told.append(json);
            return {};
        });
    }

private:
    QList<QByteArray> &m_told;
};

} // namespace interlock
