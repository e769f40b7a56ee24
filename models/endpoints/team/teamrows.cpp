// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/team/teamrows.h"

#include <algorithm>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mostDrafts = 20;
}

QByteArray teamParameter(const QString &text)
{
    return QString(text).remove(QChar(0)).toUtf8();
}

QByteArray teamParameter(const QByteArray &bytes)
{
    return "\\x" + bytes.toHex();
}

QByteArray teamParameter(const QUuid &id)
{
    return id.toByteArray(QUuid::WithoutBraces);
}

QString TeamRow::text(int column) const
{
    return QString::fromUtf8(PQgetvalue(m_result, m_row, column));
}

QByteArray TeamRow::bytes(int column) const
{
    return QByteArray::fromHex(QByteArray(PQgetvalue(m_result, m_row, column)).mid(2));
}

qint64 TeamRow::number(int column) const
{
    return QByteArray(PQgetvalue(m_result, m_row, column)).toLongLong();
}

QDateTime TeamRow::time(int column) const
{
    return QDateTime::fromMSecsSinceEpoch(number(column), Qt::UTC);
}

QUuid TeamRow::id(int column) const
{
    return QUuid::fromString(text(column));
}

QByteArray sharedEntryColumns()
{
    return "id, source, number, previous, hash, body, account, place, program, recorded_at, seal";
}

SharedEntry sharedEntryOf(const TeamRow &row)
{
    return {row.number(0), row.bytes(1), row.number(2), row.bytes(3),  row.bytes(4), row.bytes(5),
            row.text(6),   row.text(7),  row.text(8),   row.number(9), row.bytes(10)};
}

QByteArray approvalColumns()
{
    return R"sql(a.id, a.route, a.what, a.reason, a.evidence, a.digest, a.account, a.actor, a.place,
        (extract(epoch from a.requested_at) * 1000)::bigint,
        greatest(0, floor(extract(epoch from a.requested_at + make_interval(secs => a.valid_seconds)
                                  - clock_timestamp())))::bigint,
        case when coalesce(s.state, 'requested') in ('requested', 'approved')
              and clock_timestamp() >= a.requested_at + make_interval(secs => a.valid_seconds)
             then 'expired' else coalesce(s.state, 'requested') end,
        coalesce(s.account, ''), coalesce(s.actor, ''), coalesce(s.detail, ''))sql";
}

Approval approvalOf(const TeamRow &row)
{
    Approval approval;
    approval.id = row.id(0);
    approval.routeId = row.text(1);
    approval.what = row.text(2);
    approval.reason = row.text(3);
    approval.evidence = row.bytes(4);
    approval.digest = row.bytes(5);
    approval.account = row.text(6);
    approval.actor = row.text(7);
    approval.place = row.text(8);
    approval.requestedAt = row.time(9);
    approval.left = std::chrono::seconds(row.number(10));
    // a word of a newer program: whatever it means, nothing may be built on it here
    approval.state = approvalStateFromName(row.text(11)).value_or(ApprovalState::Void);
    approval.stepAccount = row.text(12);
    approval.stepActor = row.text(13);
    approval.detail = row.text(14);
    return approval;
}

QByteArray memberColumns()
{
    return "session, account, actor, role, interlock_console.role_of(account::name), place, program, "
           "(extract(epoch from since) * 1000)::bigint, drafts";
}

TeamMember memberOf(const TeamRow &row)
{
    const TeamRole claimed = teamRoleFromName(row.text(3)).value_or(TeamRole::None);
    const TeamRole granted = teamRoleFromName(row.text(4)).value_or(TeamRole::None);
    return {row.id(0),   row.text(1), row.text(2), std::min(claimed, granted),
            row.text(5), row.text(6), row.time(7), draftsFromText(row.text(8))};
}

QString draftsText(const QList<TeamDraft> &drafts)
{
    QJsonArray array;
    for (const TeamDraft &draft : drafts.first(std::min(drafts.size(), mostDrafts)))
        array.append(QJsonObject{{u"route"_s, draft.routeId},
                                 {u"what"_s, draft.what.left(300)},
                                 {u"since"_s, draft.since.toUTC().toString(Qt::ISODateWithMs)}});
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QList<TeamDraft> draftsFromText(const QString &text)
{
    QList<TeamDraft> drafts;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const auto &value : array) {
        const QString route = value["route"_L1].toString();
        if (!route.isEmpty() && drafts.size() < mostDrafts)
            drafts.append({route, value["what"_L1].toString(),
                           QDateTime::fromString(value["since"_L1].toString(), Qt::ISODateWithMs)});
    }
    return drafts;
}

} // namespace interlock
