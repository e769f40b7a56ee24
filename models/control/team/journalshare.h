// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/teamport.h"
#include "models/journal/journal.h"

#include <optional>

namespace interlock {

/// Brings the local journal into the shared one and others' entries here. The local one stays the truth for
/// every act: nothing waits for the other side, and what could not be handed over is handed over later, each
/// entry exactly once. GUI thread.
class JournalShare final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JournalShare)

public:
    /// Both outlive the share.
    JournalShare(TeamPort &port, Journal &journal, QObject *parent = nullptr);

    /// Hands over and fetches what is there; @p mayRecord: the account has a role that records at all.
    void catchUp(bool mayRecord);
    /// Local entries that the shared journal does not have yet, as far as is known.
    [[nodiscard]] qint64 waiting() const { return m_last > m_done ? m_last - m_done : 0; }
    /// Entries that the other side turned down since this program started; they stay here.
    [[nodiscard]] qint64 refused() const { return m_refused; }
    /// Why it does not go on at the moment.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// The first shared entry whose hash or seal does not fit; 0: none that was seen.
    [[nodiscard]] qint64 firstBad() const { return m_firstBad; }
    /// Whether everything of the shared journal that may still count was read at least once.
    [[nodiscard]] bool caughtUp() const { return m_caughtUp; }
    /// Entries of others that came so far, the newest 2,000 of them, oldest first.
    [[nodiscard]] const QList<JournalEntry> &others() const { return m_others; }

Q_SIGNALS:
    /// Others' entries, oldest first, with their account and place.
    void arrived(const QList<interlock::JournalEntry> &entries);
    void changed();

private:
    void handOver();
    void askMissing(const JournalBounds &bounds);
    void sendMissing(const QList<qint64> &numbers, qint64 upTo);
    void record(const QList<StoredEntry> &entries);
    void fetch();
    void askStart();
    void askNews();
    void take(const QList<SharedEntry> &entries);
    void check(const SharedEntry &entry);
    void failed(const Error &error);
    void goOn();

    TeamPort &m_port;
    Journal &m_journal;
    QByteArray m_source;
    qint64 m_last = 0; ///< of the local journal
    qint64 m_done = 0; ///< up to here everything is handed over, or was turned down
    qint64 m_refused = 0;
    qint64 m_lastId = -1; ///< of the shared journal, as far as fetched; -1: nothing yet
    QByteArray m_lastSeal;
    bool m_caughtUp = false;
    qint64 m_firstBad = 0;
    std::optional<Error> m_problem;
    QList<JournalEntry> m_others;
    bool m_mayRecord = false;
    bool m_handing = false;
    bool m_fetching = false;
    bool m_fetchAgain = false;
};

} // namespace interlock
