// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rollback/rollbacktext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

#include <algorithm>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

bool isRunning(RollbackState state)
{
    switch (state) {
    case RollbackState::Latched:
    case RollbackState::Sending:
    case RollbackState::Partial:
    case RollbackState::Acknowledged:
    case RollbackState::Observed:
        return true;
    case RollbackState::Idle:
    case RollbackState::Armed:
    case RollbackState::Hold:
    case RollbackState::Safe:
        return false;
    }
    Q_UNREACHABLE();
}

QString RollbackText::readiness(const RollbackAct &act)
{
    const QList<RollbackPathStatus> paths = act.paths();
    const auto good = std::ranges::count_if(paths, [&act](const RollbackPathStatus &path) {
        return act.pathReadiness(path) == RollbackReadiness::Ready;
    });
    const QString count = u"%1/%2"_s.arg(good).arg(paths.size());
    switch (act.readiness()) {
    case RollbackReadiness::Ready:
        return tr("READY %1 paths").arg(count);
    case RollbackReadiness::Degraded:
        return tr("▲ DEGRADED %1 paths").arg(count);
    case RollbackReadiness::Blind:
        return tr("◆ BLIND %1 paths").arg(count);
    }
    Q_UNREACHABLE();
}

QString RollbackText::readinessMeaning(RollbackReadiness readiness)
{
    switch (readiness) {
    case RollbackReadiness::Ready:
        return tr(
            "Every path to the bridge answers and went through a dry run of the rollback a moment ago.");
    case RollbackReadiness::Degraded:
        return tr("Some paths to the bridge do not answer or refused the dry run of the rollback; all of "
                  "them are used, and tried again until they answer.");
    case RollbackReadiness::Blind:
        return tr("No path to the bridge answers from here. The button works all the same: "
                  "it records the order and keeps trying.");
    }
    Q_UNREACHABLE();
}

QString RollbackText::armedWords(const QStringList &titles, bool all, std::optional<qint64> orders)
{
    const QString what =
        all ? tr("Send 100 % of all %1 routes to LEGACY now.").replace(u"%1"_s, Format::count(titles.size()))
            : tr("Send 100 % of %1 to LEGACY now.").arg(visibleText(titles.join(u", "_s)));
    const QString touched = orders
                                ? Format::counted(*orders, tr("1 order in flight on NEW would be touched."),
                                                  tr("%1 orders in flight on NEW would be touched."))
                                : tr("How many orders on NEW it touches is not known.");
    return what + u' ' + touched;
}

QString RollbackText::running(const RollbackAct &act)
{
    const QString paths = u"%1/%2"_s.arg(act.acceptedPaths()).arg(act.paths().size());
    const QString taken = act.resumed() ? tr(" (taken up again after a restart)") : QString();
    switch (act.state()) {
    case RollbackState::Latched:
        return tr("LATCHED — on the local disk, sending now") + taken;
    case RollbackState::Sending:
        return tr("SENDING — accepted by %1 paths").arg(paths) + taken;
    case RollbackState::Partial:
        return tr("PARTIAL — accepted by %1 paths, trying the others again").arg(paths) + taken;
    case RollbackState::Acknowledged:
        return tr("ACKNOWLEDGED — waiting until no traffic reaches NEW") + taken;
    case RollbackState::Observed:
        return tr("OBSERVED — no traffic reaches NEW") + taken;
    case RollbackState::Safe:
        // The latch alone says nothing about the traffic: another console may have set it, or the retries
        // were stopped.
        return act.observedAt().isValid() ? tr("SAFE, latched — everything rolled back is on LEGACY")
                                          : tr("LATCHED — that no traffic reaches NEW was not observed here");
    case RollbackState::Idle:
    case RollbackState::Armed:
    case RollbackState::Hold:
        return {};
    }
    Q_UNREACHABLE();
}

QString RollbackText::path(const RollbackPathStatus &status, RollbackReadiness readiness, bool isRunning,
                           const QDateTime &now)
{
    const QString title =
        visibleText((status.path.title.isEmpty() ? status.path.id : status.path.title).left(40));
    if (isRunning) {
        if (status.acceptedAt.isValid())
            return tr("%1 ✓ accepted %2").arg(title, Format::clockMs(status.acceptedAt));
        if (status.sentAt.isValid())
            return tr("%1 … sent %2, attempt %3")
                .arg(title, Format::clockMs(status.sentAt))
                .arg(status.attempts);
        return tr("%1 … not sent yet").arg(title);
    }
    if (!status.probedAt.isValid())
        return tr("%1 ○ not tested yet").arg(title);
    switch (readiness) {
    case RollbackReadiness::Ready:
        return tr("%1 ● ready, dry run %2").arg(title, Format::relative(status.provenAt, now));
    case RollbackReadiness::Degraded:
        return status.proofProblem.isEmpty() ? tr("%1 ▲ degraded: no dry run lately").arg(title)
                                             : tr("%1 ▲ degraded: the dry run failed").arg(title);
    case RollbackReadiness::Blind:
        return tr("%1 ◆ blind: no answer, %2").arg(title, Format::relative(status.probedAt, now));
    }
    Q_UNREACHABLE();
}

QString RollbackText::clock(std::chrono::milliseconds elapsed)
{
    const double seconds = double(elapsed.count()) / 1000;
    if (seconds >= 60)
        return Format::duration(std::chrono::seconds(qint64(seconds)));
    return Format::withUnit(QLocale().toString(seconds, 'f', seconds < 10 ? 2 : 1), tr("s"));
}

QString RollbackText::marks(const RollbackAct &act)
{
    const Acknowledgement ack = act.acknowledgement();
    const QString acknowledged = tr("acknowledged %1/%2%3")
                                     .arg(ack.acknowledged)
                                     .arg(ack.total)
                                     .arg(ack.complete() ? u" ✓"_s : QString());
    const auto rate = act.newPerSecond();
    const QString observed = act.observedAt().isValid()
                                 ? tr("observed ✓ %1").arg(Format::clock(act.observedAt()))
                             : rate ? tr("%1 still reach NEW").arg(Format::perSecond(*rate))
                                    : tr("traffic on NEW not measured");
    return acknowledged + u" · "_s + observed;
}

QString RollbackText::commandLine(const QString &profileFile)
{
    const QString file = profileFile.isEmpty() ? u"FILE"_s : visibleText(profileFile);
    return u"interlockctl --profile '%1' rollback --reason '…'"_s.arg(file);
}

} // namespace interlock
