// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/team/postgresteamworker.h"

#include "models/endpoints/team/teamrows.h"
#include "models/endpoints/team/teamschema.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds teamConnectLimit{2000};
constexpr std::chrono::milliseconds teamLimit{5000};
/// A console beats every 5 s; three beats missed and it is gone.
constexpr auto presentFor = "interval '15 seconds'";
constexpr int closedApprovals = 50;
} // namespace

PostgresTeamWorker::PostgresTeamWorker(const QString &connection, const QString &password,
                                       const TeamSelf &self)
    : m_connection(connection, password), m_self(self)
{
}

PostgresTeamWorker::~PostgresTeamWorker() = default;

void PostgresTeamWorker::leave()
{
    if (m_connection.isOpen()) {
        m_deadline.setRemainingTime(std::chrono::milliseconds(500));
        static_cast<void>(m_connection.query("select interlock_console.gone($1)",
                                             Parameters{teamParameter(m_self.session)}, m_deadline));
    }
    m_notifier.reset();
    m_connection.close();
}

/// Opened when it is needed; after a failure not sooner than a growing pause lets it.
Result<void> PostgresTeamWorker::open()
{
    m_deadline.setRemainingTime(teamLimit);
    if (m_connection.isOpen())
        return {};
    m_notifier.reset();
    if (const std::optional<Error> notYet = m_pause.reason())
        return tl::unexpected<Error>(*notYet);
    Result<void> opened = m_connection.open(teamConnectLimit);
    for (const char *setting :
         {"set client_min_messages = warning", "set default_transaction_read_only = off",
          "set statement_timeout = '4s'", "set tcp_keepalives_idle = 3", "set tcp_keepalives_interval = 1",
          "set tcp_keepalives_count = 3", "listen interlock_console"}) {
        if (opened)
            opened = m_connection.query(setting, m_deadline).map([](const PostgresResult &) {});
    }
    if (opened)
        watchSocket();
    else
        m_connection.close();
    return m_pause.after(opened, u"team"_s);
}

/// Notices come while nothing is asked; the socket tells.
void PostgresTeamWorker::watchSocket()
{
    m_notifier = std::make_unique<QSocketNotifier>(m_connection.socket(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &PostgresTeamWorker::takeNotices);
}

void PostgresTeamWorker::takeNotices()
{
    const QByteArrayList notices = m_connection.takeNotifications();
    if (!m_connection.isOpen())
        m_notifier.reset(); // the next beat opens it anew, and asks for what was missed
    const auto some = [&notices](const char *what) {
        return std::ranges::any_of(notices, [what](const QByteArray &one) { return one.startsWith(what); });
    };
    if (some("journal"))
        Q_EMIT journalGrew();
    if (some("team"))
        Q_EMIT teamMoved();
    if (some("approval"))
        Q_EMIT approvalsMoved();
}

Result<PostgresResult> PostgresTeamWorker::ask(const QByteArray &sql, const Parameters &parameters)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    Result<PostgresResult> result = m_connection.query(sql, parameters, m_deadline);
    if (m_connection.isOpen())
        takeNotices();
    else
        m_notifier.reset();
    if (!result && result.error().where.isEmpty())
        result.error().where = u"team"_s;
    return result;
}

Result<TeamPicture> PostgresTeamWorker::beat(const TeamBeat &beat)
{
    const auto said =
        ask("select interlock_console.here($1, $2, $3, $4, $5, $6, $7)",
            {teamParameter(m_self.migration), teamParameter(m_self.session), teamParameter(beat.actor),
             teamParameter(teamRoleName(beat.role)), teamParameter(m_self.place),
             teamParameter(m_self.program), teamParameter(draftsText(beat.drafts))});
    if (!said)
        return tl::unexpected<Error>(said.error());
    const auto own = ask("select session_user, interlock_console.role_of(session_user)", {});
    if (!own)
        return tl::unexpected<Error>(own.error());
    const auto rows =
        ask("select " + memberColumns() +
                " from interlock_console.presence where migration = $1 and beat_at > clock_timestamp() - " +
                presentFor + " order by since, session limit 200",
            {teamParameter(m_self.migration)});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    const TeamRow mine(own->get(), 0);
    TeamPicture picture{mine.text(0), teamRoleFromName(mine.text(1)).value_or(TeamRole::None), {}};
    for (int row = 0; row < PQntuples(rows->get()); ++row)
        picture.members.append(memberOf(TeamRow(rows->get(), row)));
    return picture;
}

Result<QList<qint64>> PostgresTeamWorker::missing(const QByteArray &source, qint64 from, qint64 to, int limit)
{
    const auto rows =
        ask("select n from generate_series($3::bigint, $4::bigint) n where not exists (select from "
            "interlock_console.journal j where j.migration = $1 and j.source = $2 and j.number = n) "
            "order by n limit $5",
            {teamParameter(m_self.migration), teamParameter(source), QByteArray::number(from),
             QByteArray::number(to), QByteArray::number(limit)});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    QList<qint64> numbers;
    for (int row = 0; row < PQntuples(rows->get()); ++row)
        numbers.append(TeamRow(rows->get(), row).number(0));
    return numbers;
}

/// Source and number are unique at the server: a second attempt of what was recorded inserts nothing.
Result<Recording> PostgresTeamWorker::recordOne(const SharedEntry &entry)
{
    const Parameters key{teamParameter(m_self.migration), teamParameter(entry.source),
                         QByteArray::number(entry.number)};
    const auto inserted = ask(
        "insert into interlock_console.journal (migration, source, number, previous, hash, body, place, "
        "program) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (migration, source, number) do "
        "nothing returning id",
        key + Parameters{teamParameter(entry.previous), teamParameter(entry.hash), teamParameter(entry.body),
                         teamParameter(m_self.place), teamParameter(m_self.program)});
    if (!inserted) {
        const ErrorKind kind = inserted.error().kind;
        // A server that does not let us in again has not judged the entry.
        if (m_connection.isOpen() && (kind == ErrorKind::Auth || kind == ErrorKind::Refused))
            return Recording::Refused;
        return tl::unexpected<Error>(inserted.error());
    }
    if (PQntuples(inserted->get()) == 1)
        return Recording::Recorded;
    const auto there = ask("select hash from interlock_console.journal where migration = $1 and source = $2 "
                           "and number = $3",
                           key);
    if (!there)
        return tl::unexpected<Error>(there.error());
    const bool same = PQntuples(there->get()) == 1 && TeamRow(there->get(), 0).bytes(0) == entry.hash;
    return same ? Recording::Known : Recording::Refused;
}

Result<QList<Recording>> PostgresTeamWorker::record(const QList<SharedEntry> &entries)
{
    QList<Recording> recordings;
    for (const SharedEntry &entry : entries) {
        const Result<Recording> one = recordOne(entry);
        if (!one)
            return tl::unexpected<Error>(one.error());
        recordings.append(*one);
    }
    return recordings;
}

Result<QList<SharedEntry>> PostgresTeamWorker::entriesAfter(qint64 id, int limit)
{
    const QByteArray all = "select " + sharedEntryColumns() + " from interlock_console.journal";
    const QByteArray newest =
        "select * from (" + all + " where migration = $1 order by id desc limit $2) n order by id";
    const QByteArray after = all + " where migration = $1 and id > $3 order by id limit $2";
    Parameters parameters{teamParameter(m_self.migration), QByteArray::number(limit)};
    if (id >= 0)
        parameters.append(QByteArray::number(id));
    const auto rows = ask(id < 0 ? newest : after, parameters);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    QList<SharedEntry> entries;
    for (int row = 0; row < PQntuples(rows->get()); ++row)
        entries.append(sharedEntryOf(TeamRow(rows->get(), row)));
    return entries;
}

namespace {
QByteArray approvalQuery(const QByteArray &where)
{
    return "select " + approvalColumns() +
           " from interlock_console.approval a left join lateral (select * from "
           "interlock_console.approval_step o where o.approval = a.id order by o.ordinal desc limit 1) s on "
           "true where a.migration = $1 and " +
           where;
}
} // namespace

Result<QList<Approval>> PostgresTeamWorker::approvals()
{
    const auto rows = ask(approvalQuery("true order by a.requested_at desc, a.id limit $2"),
                          {teamParameter(m_self.migration), QByteArray::number(closedApprovals)});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    QList<Approval> approvals;
    for (int row = 0; row < PQntuples(rows->get()); ++row)
        approvals.prepend(approvalOf(TeamRow(rows->get(), row)));
    return approvals;
}

Result<Approval> PostgresTeamWorker::oneApproval(const QUuid &id)
{
    const auto rows = ask(approvalQuery("a.id = $2"), {teamParameter(m_self.migration), teamParameter(id)});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    if (PQntuples(rows->get()) != 1)
        return fail(ErrorKind::Refused, u"there is no such request"_s, u"team"_s);
    return approvalOf(TeamRow(rows->get(), 0));
}

Result<Approval> PostgresTeamWorker::request(const ApprovalRequest &request)
{
    const QUuid id = QUuid::createUuid();
    const auto made =
        ask("insert into interlock_console.approval (id, migration, route, what, reason, evidence, digest, "
            "valid_seconds, actor, place) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            {teamParameter(id), teamParameter(m_self.migration), teamParameter(request.routeId),
             teamParameter(request.what), teamParameter(request.reason), teamParameter(request.evidence),
             teamParameter(sha256(request.evidence)), QByteArray::number(qint64(request.validFor.count())),
             teamParameter(request.actor), teamParameter(m_self.place)});
    if (!made)
        return tl::unexpected<Error>(made.error());
    return oneApproval(id);
}

Result<Approval> PostgresTeamWorker::step(const QUuid &approval, ApprovalStep step, const QByteArray &digest,
                                          const QUuid &act, const QString &actor, const QString &detail)
{
    Parameters parameters{teamParameter(approval), teamParameter(approvalStateName(stateOfStep(step))),
                          teamParameter(actor), teamParameter(m_self.place), teamParameter(detail)};
    parameters.append(digest.isEmpty() ? std::nullopt : std::optional(teamParameter(digest)));
    parameters.append(act.isNull() ? std::nullopt : std::optional(teamParameter(act)));
    const auto taken = ask("insert into interlock_console.approval_step (approval, state, actor, place, "
                           "detail, digest, act) values ($1, $2, $3, $4, $5, $6, $7)",
                           parameters);
    if (!taken)
        return tl::unexpected<Error>(taken.error());
    return oneApproval(approval);
}

} // namespace interlock
