// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"
#include "models/profile/tomldocument.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestProfile = 1024 * 1024;
constexpr double longestSeconds = 86'400;

tl::unexpected<QList<ProfileError>> unreadable(const QString &fileName, const QString &text)
{
    return tl::unexpected(QList<ProfileError>{{fileName, 0, 0, text}});
}

void readMigration(TableReader &root, const ProfileContext &context, Profile &profile)
{
    if (!root.require(u"migration"_s, u"a table [migration] with the migration's name"_s))
        return;
    const TomlValue *table = root.table(u"migration"_s, u"[migration]"_s);
    if (!table)
        return;
    TableReader reader(*table, u"[migration]"_s, root.problems());
    profile.migration = reader.requiredId(u"name"_s).value_or(QString());
    if (profile.migration == u"." || profile.migration == u"..")
        reader.problem(reader.at(u"name"_s),
                       u"name must not be \".\" or \"..\": the state folder is called after it"_s);
    const QString runbook = reader.text(u"runbook"_s).value_or(QString());
    profile.runbook = runbook.isEmpty() || runbook.contains(u'\n') ? runbook : context.absolute(runbook);
    profile.actor = reader.text(u"actor"_s).value_or(QString());
    if (const auto folder = reader.text(u"state_folder"_s))
        profile.stateFolder = context.absolute(*folder);
    reader.finish();
}

void readEnvironment(TableReader &root, Profile &profile)
{
    static const QRegularExpression colour(u"\\A#[0-9A-Fa-f]{6}\\z"_s);
    if (!root.require(u"environment"_s, u"a table [environment] with name and colour"_s))
        return;
    const TomlValue *table = root.table(u"environment"_s, u"[environment]"_s);
    if (!table)
        return;
    TableReader reader(*table, u"[environment]"_s, root.problems());
    profile.environment.name =
        reader.requiredText(u"name"_s, u"the name of the environment, \"prod\""_s).value_or(QString());
    const auto found = reader.requiredText(u"colour"_s, u"a colour \"#rrggbb\""_s);
    if (found && !colour.match(*found).hasMatch())
        reader.problem(reader.at(u"colour"_s), u"colour must be \"#rrggbb\", not %1"_s.arg(quoted(*found)));
    profile.environment.colour = found.value_or(QString());
    reader.finish();
}

void readLimits(TableReader &root, Profile &profile)
{
    const TomlValue *table = root.table(u"limits"_s, u"[limits]"_s);
    if (!table)
        return;
    TableReader reader(*table, u"[limits]"_s, root.problems());
    Limits &limits = profile.limits;
    limits.errorRate = reader.number(u"error_rate"_s, 0, 1).value_or(limits.errorRate);
    limits.p95Seconds = reader.number(u"p95_seconds"_s, 0, longestSeconds).value_or(limits.p95Seconds);
    limits.forwardLagSeconds =
        reader.number(u"forward_lag_seconds"_s, 0, longestSeconds).value_or(limits.forwardLagSeconds);
    limits.backLagSeconds =
        reader.number(u"back_lag_seconds"_s, 0, longestSeconds).value_or(limits.backLagSeconds);
    const auto seconds = [&reader](const QString &key, int otherwise) {
        return static_cast<int>(reader.integer(key, 1, 3600).value_or(otherwise));
    };
    limits.acknowledgeSeconds = seconds(u"acknowledge_seconds"_s, limits.acknowledgeSeconds);
    limits.observeSeconds = seconds(u"observe_seconds"_s, limits.observeSeconds);
    reader.finish();
}

void readRoles(TableReader &root, Profile &profile)
{
    static const QStringList allowed{scopeName(Scope::Read), scopeName(Scope::Rollback),
                                     scopeName(Scope::Operate)};
    const TomlValue *table = root.table(u"roles"_s, u"[roles]"_s);
    if (!table)
        return;
    TableReader reader(*table, u"[roles]"_s, root.problems());
    for (const TomlMember &role : table->members) {
        QSet<Scope> scopes;
        for (const TableReader::TextItem &item : reader.textItems(role.key)) {
            if (const auto scope = scopeFromName(item.text))
                scopes.insert(*scope);
            else
                reader.problem(item.at,
                               u"scope must be %1, not %2%3"_s.arg(alternatives(allowed), quoted(item.text),
                                                                   suggestion(item.text, allowed)));
        }
        profile.roles.insert(role.key, scopes);
    }
}

RouteSpec readRoute(const TomlValue &table, UniqueIds &ids, ProfileProblems &problems)
{
    static const QStringList layers{u"url"_s, u"read"_s, u"session"_s, u"write"_s};
    TableReader reader(table, u"[[route]]"_s, problems);
    RouteSpec route;
    if (const auto id = reader.requiredId(u"id"_s)) {
        route.id = *id;
        ids.add(*id, u"route"_s, reader.at(u"id"_s), problems);
    }
    route.title = reader.text(u"title"_s).value_or(route.id);
    if (reader.require(u"layer"_s, alternatives(layers)))
        route.layer =
            reader.choice(u"layer"_s, layers, [](const QString &word) { return layerFromName(word); })
                .value_or(Layer::Read);
    reader.finish();
    return route;
}

} // namespace

QList<RouteSpec> readRoutes(TableReader &root, ProfileContext &context)
{
    if (!root.require(u"route"_s, u"at least one [[route]]"_s))
        return {};
    QList<RouteSpec> routes;
    UniqueIds ids;
    for (const TomlValue *table : root.tables(u"route"_s, u"[[route]]"_s)) {
        routes.append(readRoute(*table, ids, root.problems()));
        if (!routes.last().id.isEmpty())
            context.routeIds.append(routes.last().id);
    }
    return routes;
}

tl::expected<Profile, QList<ProfileError>> parseProfile(const QByteArray &toml, const QString &fileName)
{
    if (toml.size() > largestProfile)
        return unreadable(fileName, u"the file is larger than 1 MiB: that is no profile"_s);
    const auto document = readToml(toml);
    if (!document)
        return tl::unexpected(QList<ProfileError>{
            {fileName, document.error().at.line, document.error().at.column, document.error().text}});
    ProfileProblems problems(fileName);
    TableReader root(*document, u"the profile"_s, problems);
    ProfileContext context{QFileInfo(fileName).absolutePath(), toml, {}, {}, {}};
    Profile profile;
    profile.file = fileName;
    readMigration(root, context, profile);
    readEnvironment(root, profile);
    profile.routes = readRoutes(root, context);
    profile.endpoints = readEndpoints(root, context);
    profile.signalSpecs = readSignals(root, context);
    readLimits(root, profile);
    profile.triggers = readTriggers(root, context, profile.signalSpecs, profile.limits);
    profile.gradual = readGradual(root);
    profile.webhooks = readWebhooks(root, context);
    profile.lease = readLease(root, context);
    profile.warranty = readWarranty(root);
    profile.marks = readMarks(root);
    readPlan(root, context, profile);
    readTeam(root, context, profile);
    readGates(root, context, profile);
    checkPlanGates(root, profile);
    profile.parityDatabase = readParityDatabase(root, context);
    readRoles(root, profile);
    root.finish();
    if (!problems.empty())
        return tl::unexpected(problems.inFileOrder());
    return profile;
}

tl::expected<Profile, QList<ProfileError>> loadProfile(const QString &fileName)
{
    if (QFileInfo(fileName).isDir())
        return unreadable(fileName, u"this is a folder, not a profile"_s);
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(fileName, u"cannot be read: "_s + file.errorString());
    const QByteArray toml = file.read(largestProfile + 1);
    if (file.error() != QFileDevice::NoError)
        return unreadable(fileName, u"cannot be read: "_s + file.errorString());
    return parseProfile(toml, fileName);
}

} // namespace interlock
