// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/approvalscommand.h"

#include "app/ctl/gatesentence.h"
#include "app/ctl/sentences.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "models/profile/profileproblems.h"

#include <algorithm>
#include <QJsonArray>
#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

QString approvalSentence(const Approval &approval)
{
    QString text = u"%1 %2: %3, asked by %4 (%5)"_s.arg(approval.id.toString(QUuid::WithoutBraces),
                                                        approvalStateName(approval.state), approval.what,
                                                        approval.actor, approval.account);
    if (!approval.reason.isEmpty())
        text += u", because "_s + approval.reason;
    if (!approval.stepActor.isEmpty())
        text += u"; %1 (%2)%3"_s.arg(approval.stepActor, approval.stepAccount,
                                     approval.detail.isEmpty() ? QString() : u": "_s + approval.detail);
    if (!isOver(approval.state))
        text += u"; good for %1 more"_s.arg(durationText(approval.left));
    return visibleText(text);
}

QJsonObject approvalJson(const Approval &approval)
{
    return {{u"id"_s, approval.id.toString(QUuid::WithoutBraces)},
            {u"route"_s, approval.routeId},
            {u"what"_s, approval.what},
            {u"reason"_s, approval.reason},
            {u"state"_s, approvalStateName(approval.state)},
            {u"account"_s, approval.account},
            {u"actor"_s, approval.actor},
            {u"requestedAt"_s, approval.requestedAt.toUTC().toString(Qt::ISODateWithMs)},
            {u"leftSeconds"_s, qint64(approval.left.count())},
            {u"stepAccount"_s, approval.stepAccount},
            {u"stepActor"_s, approval.stepActor},
            {u"detail"_s, approval.detail},
            {u"digest"_s, QString::fromLatin1(approval.digest.toHex())}};
}

ExitCode exitOfStep(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Auth:
    case ErrorKind::Refused:
    case ErrorKind::Input:
    case ErrorKind::Conflict:
        return ExitCode::Rejected;
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
        return ExitCode::Unknown;
    }
    Q_UNREACHABLE();
}

void ApprovalsCommand::run()
{
    m_team = session().control().team();
    if (!m_team)
        return fail(ExitCode::Usage, u"the profile names no [team]: requests live in the team's database"_s);
    when([this] { return m_team->known() && pictureComplete(); }, pictureLimit(), [this] { begin(); });
}

void ApprovalsCommand::begin()
{
    if (isFinished())
        return;
    if (!m_team->live())
        return fail(ExitCode::Unreachable, m_team->problem() ? errorSentence(*m_team->problem())
                                                             : u"the team's database does not answer"_s);
    const ApprovalsWish &request = invocation().approval;
    if (request.verb == ApprovalVerb::List)
        return list();
    const std::optional<Approval> approval = named();
    if (!approval)
        return;
    switch (request.verb) {
    case ApprovalVerb::List:
        return;
    case ApprovalVerb::Show:
        return show(*approval);
    case ApprovalVerb::Sign:
        return sign(*approval);
    case ApprovalVerb::Decline:
        return follow(m_team->decline(approval->id, invocation().reason));
    case ApprovalVerb::Withdraw:
        return follow(m_team->withdraw(approval->id));
    }
}

std::optional<Approval> ApprovalsCommand::named()
{
    const QString &wanted = invocation().approval.id;
    QList<Approval> found;
    for (const Approval &approval : m_team->approvals()) {
        if (approval.id.toString(QUuid::WithoutBraces).startsWith(wanted))
            found.append(approval);
    }
    if (found.size() == 1)
        return found.constFirst();
    fail(ExitCode::Usage, found.isEmpty()
                              ? u"there is no request %1: approvals lists them"_s.arg(quoted(wanted))
                              : u"%1 begins several requests: give more of it"_s.arg(quoted(wanted)));
    return std::nullopt;
}

void ApprovalsCommand::list()
{
    QJsonArray array;
    const QList<Approval> approvals = m_team->approvals();
    for (const Approval &approval : approvals) {
        output().line(approvalSentence(approval));
        array.append(approvalJson(approval));
    }
    if (approvals.isEmpty())
        output().line(u"nobody has asked for a second person"_s);
    finish(ExitCode::Done, {{u"approvals"_s, array}});
}

void ApprovalsCommand::show(const Approval &approval)
{
    const QJsonDocument evidence = QJsonDocument::fromJson(approval.evidence);
    output().line(approvalSentence(approval));
    output().line(u"the evidence that is signed:"_s);
    const QStringList lines =
        QString::fromUtf8(evidence.toJson(QJsonDocument::Indented)).trimmed().split(u'\n');
    for (const QString &line : lines)
        output().line(u"  "_s + visibleText(line));
    if (const QString drift = m_team->drift(approval); !drift.isEmpty() && !isOver(approval.state))
        output().line(u"what this machine sees is not that: "_s + visibleText(drift));
    output().line(u"digest "_s + QString::fromLatin1(approval.digest.toHex()));
    QJsonObject report = approvalJson(approval);
    report.insert(u"evidence"_s, evidence.object());
    finish(ExitCode::Done, {{u"approval"_s, report}});
}

/// Gates need a look or two before they are in the state that was signed under: waited for, like the traffic.
void ApprovalsCommand::sign(const Approval &approval)
{
    if (!QString::fromLatin1(approval.digest.toHex()).startsWith(invocation().approval.digest))
        return fail(ExitCode::Conflict,
                    u"the digest is not that of this request's evidence: approvals show %1"_s.arg(
                        approval.id.toString(QUuid::WithoutBraces)));
    when([this, approval] { return m_team->drift(approval).isEmpty(); }, figuresLimit,
         [this, approval] {
             if (isFinished())
                 return;
             const QString drift = m_team->drift(approval);
             if (!drift.isEmpty())
                 return fail(ExitCode::Blocked,
                             u"what this machine sees is not that evidence: "_s + visibleText(drift));
             follow(m_team->sign(approval));
         });
}

void ApprovalsCommand::follow(const QFuture<Result<Approval>> &step)
{
    whenDone(step, this, [this](const Result<Approval> &approval) {
        if (!approval)
            return fail(exitOfStep(approval.error()), errorSentence(approval.error()));
        output().line(approvalSentence(*approval));
        finish(ExitCode::Done, {{u"approval"_s, approvalJson(*approval)}});
    });
}

} // namespace interlock
