// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestApprovalMinutes = 24 * 60;

GateActs readApprovalActs(TableReader &reader)
{
    static const QStringList names{u"raise-share"_s, u"step-mode"_s, u"first-step"_s, u"full-share"_s,
                                   u"decommission"_s};
    GateActs acts;
    for (const TableReader::TextItem &item : reader.textItems(u"acts"_s)) {
        if (const std::optional<GateAct> act = gateActFromName(item.text))
            acts.insert(*act);
        else
            reader.problem(item.at,
                           u"an act must be %1, not %2%3"_s.arg(alternatives(names), quoted(item.text),
                                                                suggestion(item.text, names)));
    }
    return acts;
}

void readApproval(TableReader &root, Profile &profile)
{
    const TomlValue *table = root.table(u"approval"_s, u"[approval]"_s);
    if (!table)
        return;
    TableReader reader(*table, u"[approval]"_s, root.problems());
    if (profile.team.connection.isEmpty())
        reader.problem(reader.at(), u"[approval] needs a [team]: that is where the second person signs"_s);
    profile.approval.acts = readApprovalActs(reader); // none: only the steps that say so
    profile.approval.routes = readTargets(reader, profile);
    profile.approval.validFor =
        std::chrono::minutes(reader.integer(u"valid_minutes"_s, 1, longestApprovalMinutes)
                                 .value_or(profile.approval.validFor.count()));
    reader.finish();
}

} // namespace

void readTeam(TableReader &root, const ProfileContext &context, Profile &profile)
{
    if (const TomlValue *table = root.table(u"team"_s, u"[team]"_s)) {
        TableReader reader(*table, u"[team]"_s, root.problems());
        if (const auto connection = reader.requiredText(
                u"connection"_s, u"a connection \"host=… dbname=…\", without the password"_s)) {
            if (const QString problem = connectionProblem(*connection); !problem.isEmpty())
                reader.problem(reader.at(u"connection"_s), problem);
            profile.team.connection = *connection;
        }
        readSecret(reader, context, profile.team.secret);
        reader.finish();
    }
    readApproval(root, profile);
}

} // namespace interlock
