// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/controltimings.h"
#include "models/endpoints/notifierport.h"

#include <memory>
#include <QJsonObject>
#include <QQueue>
#include <QTimer>
#include <vector>

namespace interlock {

/// What the team is told: a sentence, and the same as figures for programs.
struct Notice
{
    QString text; ///< plain, untranslated; whoever shows it takes it as it is
    QJsonObject details;
};

/// The notice as Slack and what is compatible with it take it: `text`, with the characters escaped that would
/// begin a link or a mention; beside it `interlock` with the details.
[[nodiscard]] QByteArray slackJson(const Notice &notice);

/// Tells the team through every port, in order, tried again with capped backoff. Never waited for: a dead
/// webhook delays nothing. A queue that grows too long loses its oldest notices, and what was given up is
/// counted. GUI thread.
class Notifier final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Notifier)

public:
    static constexpr int attempts = 12; ///< of one notice
    static constexpr int longestQueue = 50;

    explicit Notifier(std::vector<std::unique_ptr<NotifierPort>> ports, const ControlTimings &timings = {},
                      QObject *parent = nullptr);
    ~Notifier() override;

    void tell(const Notice &notice);
    /// Notices that are not delivered yet, over all ports.
    [[nodiscard]] int waiting() const;

Q_SIGNALS:
    /// A port did not take a notice (@p problem says why), or takes them again (it is empty).
    void portChanged(const QString &id, const QString &problem);

private:
    struct Line
    {
        std::unique_ptr<NotifierPort> port;
        QQueue<QByteArray> queue;
        QTimer retry;
        bool sending = false;
        int failures = 0;
    };

    void send(Line *line);
    void answered(Line *line, const Result<void> &result);

    ControlTimings m_timings;
    std::vector<std::unique_ptr<Line>> m_lines;
};

} // namespace interlock
