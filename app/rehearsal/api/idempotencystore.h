// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"
#include "models/domain/bridgestate.h"
#include "models/domain/clock.h"

#include <QHash>

namespace interlock::rehearsal {

/// Remembers what became of every key for 24 hours, so that a mutation acts once however often it is sent.
/// One thread.
class IdempotencyStore final
{
public:
    static constexpr std::chrono::hours lifetime{24};

    enum class Claim {
        Fresh,        ///< act, then call finish()
        Replay,       ///< answer() is to be given again
        OtherRequest, ///< the key belongs to another request
        InProgress    ///< the first request with this key has not ended yet
    };

    struct Record
    {
        QByteArray fingerprint;
        ActionOutcome outcome = ActionOutcome::Pending;
        std::optional<quint64> revision; ///< made, or met when rejected
        QDateTime at;
        HttpResponse answer;
        MonotonicTime since; ///< when the key came or was finished; its life counts from here
    };

    /// @p clock outlives the store.
    explicit IdempotencyStore(const Clock *clock) : m_clock(clock) {}

    /// What a claim of the key would come to; takes nothing.
    [[nodiscard]] Claim look(const QUuid &key, const QByteArray &fingerprint) const;
    [[nodiscard]] Claim claim(const QUuid &key, const QByteArray &fingerprint);
    /// Ends the act of a fresh claim. 2xx, 404, 409, 422 and 423 are remembered; after anything else the same
    /// key acts anew, and until then its outcome is Unknown.
    void finish(const QUuid &key, const HttpResponse &answer, std::optional<quint64> revision);
    /// Null when the key never arrived or is forgotten.
    [[nodiscard]] const Record *find(const QUuid &key) const;

private:
    void forgetExpired();

    const Clock *m_clock;
    QHash<QUuid, Record> m_records;
    MonotonicTime m_lastSweep{};
};

} // namespace interlock::rehearsal
