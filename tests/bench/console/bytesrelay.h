// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <QByteArray>
#include <QString>
#include <thread>
#include <vector>

namespace interlock::bench {

/// Stands before a unix socket, passes everything on in both directions, and notes when a request with
/// certain words in it first came by. In a thread of its own, so that the one who is measured does not slow
/// it down.
class BytesRelay final
{
    Q_DISABLE_COPY_MOVE(BytesRelay)

public:
    using Time = std::chrono::steady_clock::time_point;

    /// @p needle comes in one piece, as a short command line does.
    BytesRelay(const QString &listenPath, const QString &targetPath, const QByteArray &needle);
    ~BytesRelay();

    [[nodiscard]] QString path() const { return m_listenPath; }
    /// Absent when no such request has come since the last reset().
    [[nodiscard]] std::optional<Time> seenAt() const;
    void reset() { m_seen = 0; }

private:
    struct Link
    {
        int client = -1;
        int target = -1;
        bool clientDone = false;
        bool targetDone = false;
    };
    void run();
    void accept();
    void pass(int from, int to, bool &done, bool isRequest);
    static void close(Link &link);

    QString m_listenPath;
    QByteArray m_targetPath;
    QByteArray m_needle;
    int m_listener = -1;
    std::atomic<bool> m_stop = false;
    std::atomic<Time::rep> m_seen = 0;
    std::vector<Link> m_links;
    std::thread m_thread;
};

} // namespace interlock::bench
