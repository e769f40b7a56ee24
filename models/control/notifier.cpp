// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/notifier.h"

#include "models/control/poller.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

QByteArray slackJson(const Notice &notice)
{
    QString text = visibleText(notice.text);
    text.replace(u'&', u"&amp;"_s);
    text.replace(u'<', u"&lt;"_s);
    text.replace(u'>', u"&gt;"_s);
    return QJsonDocument(QJsonObject{{u"text"_s, text}, {u"interlock"_s, notice.details}})
        .toJson(QJsonDocument::Compact);
}

Notifier::Notifier(std::vector<std::unique_ptr<NotifierPort>> ports, const ControlTimings &timings,
                   QObject *parent)
    : QObject(parent), m_timings(timings)
{
    for (auto &port : ports) {
        auto line = std::make_unique<Line>();
        line->port = std::move(port);
        line->retry.setSingleShot(true);
        connect(&line->retry, &QTimer::timeout, this, [this, here = line.get()] { send(here); });
        m_lines.push_back(std::move(line));
    }
}

Notifier::~Notifier() = default;

void Notifier::tell(const Notice &notice)
{
    const QByteArray json = slackJson(notice);
    for (const auto &line : m_lines) {
        line->queue.enqueue(json);
        if (line->queue.size() > longestQueue)
            line->queue.removeAt(line->sending ? 1 : 0);
        if (!line->sending && !line->retry.isActive())
            send(line.get());
    }
}

int Notifier::waiting() const
{
    int count = 0;
    for (const auto &line : m_lines)
        count += int(line->queue.size());
    return count;
}

void Notifier::send(Line *line)
{
    if (line->queue.isEmpty() || line->sending)
        return;
    line->sending = true;
    whenDone(line->port->send(line->queue.head()), this,
             [this, line](const Result<void> &result) { answered(line, result); });
}

void Notifier::answered(Line *line, const Result<void> &result)
{
    line->sending = false;
    if (result) {
        const bool was = std::exchange(line->failures, 0) > 0;
        line->queue.dequeue();
        if (was)
            Q_EMIT portChanged(line->port->id(), {});
        return send(line);
    }
    ++line->failures;
    Q_EMIT portChanged(line->port->id(), result.error().detail);
    if (line->failures % attempts == 0)
        line->queue.dequeue(); // the next one has its own attempts
    line->retry.start(backoff(line->failures, m_timings.notifyFirst, m_timings.notifyCap));
}

} // namespace interlock
