// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/tablereader.h"

namespace interlock {

/// What the sections of a profile need to know of each other while they are read.
struct ProfileContext
{
    QString folder;    ///< of the profile: relative paths start here
    QByteArray source; ///< the file's text, for places inside of values
    /// Every endpoint id of the file, also of endpoints that had other errors; null where kind or driver was
    /// wrong.
    QMap<QString, std::optional<EndpointKind>> endpointKinds;
    QMap<QString, std::optional<Driver>> endpointDrivers;
    QStringList routeIds;

    /// @p path made absolute; "~/" is the home folder.
    [[nodiscard]] QString absolute(const QString &path) const;
    /// Where character @p offset of the text that begins at @p at stands in the file.
    [[nodiscard]] TomlPosition placeInText(const TomlPosition &at, qsizetype offset) const;
};

/// Notes ids that occur twice among the sections of one kind.
class UniqueIds final
{
public:
    /// Notes an error at @p at when @p id was there before.
    void add(const QString &id, const QString &what, const TomlPosition &at, ProfileProblems &problems);

private:
    QMap<QString, int> m_lines;
};

/// Each reads the sections of its kind from the document and notes what is wrong; the order of the calls is
/// that of the dependencies: routes, endpoints, signals.
[[nodiscard]] QList<RouteSpec> readRoutes(TableReader &root, ProfileContext &context);
[[nodiscard]] QList<EndpointSpec> readEndpoints(TableReader &root, ProfileContext &context);
[[nodiscard]] QList<SignalSpec> readSignals(TableReader &root, const ProfileContext &context);

/// `[calendar]`, `[[window]]`, `[[freeze]]`, `[[evidence]]`, `[[gate]]` and `[gates]` into @p profile, whose
/// routes, endpoints, signals, limits and plan are read already. Adds the gates that need no naming.
void readGates(TableReader &root, const ProfileContext &context, Profile &profile);
/// `[plan]` into @p profile, whose routes are read already.
void readPlan(TableReader &root, const ProfileContext &context, Profile &profile);
/// Ids of gates that steps of the plan name must be in force.
void checkPlanGates(TableReader &root, const Profile &profile);

/// The routes that `routes` and `layers` of a table name; empty when it has neither, or when they are wrong.
[[nodiscard]] QStringList readTargets(TableReader &reader, const Profile &profile);

/// The rules of the automatic rollback; @p limits gives the thresholds that a rule leaves out.
[[nodiscard]] QList<TriggerSpec> readTriggers(TableReader &root, const ProfileContext &context,
                                              const QList<SignalSpec> &signalSpecs, const Limits &limits);
[[nodiscard]] GradualPlan readGradual(TableReader &root);
[[nodiscard]] QList<WebhookSpec> readWebhooks(TableReader &root, const ProfileContext &context);
/// `[warranty]`; absent when the file has none.
[[nodiscard]] std::optional<WarrantySpec> readWarranty(TableReader &root);
[[nodiscard]] MarkSpec readMarks(TableReader &root);
/// `[team]` and `[approval]` into @p profile, whose routes and plan are read already.
void readTeam(TableReader &root, const ProfileContext &context, Profile &profile);
[[nodiscard]] LeaseSpec readLease(TableReader &root, const ProfileContext &context);
/// `[parity]`; absent when the file has none.
[[nodiscard]] std::optional<ParityDatabase> readParityDatabase(TableReader &root,
                                                               const ProfileContext &context);

/// `secret = { env = … }`, `{ file = … }` or `{ keychain = … }`, into @p secret; it may be absent.
void readSecret(TableReader &reader, const ProfileContext &context, SecretRef &secret);
/// Why the text is no libpq connection string without a password; empty when it is one.
[[nodiscard]] QString connectionProblem(const QString &connection);
/// Why the text is no query; empty when it is a SELECT.
[[nodiscard]] QString queryProblem(const QString &key, const QString &query);
/// The keys of a HAProxy bridge, into @p spec.
void readHaProxyKeys(TableReader &reader, const ProfileContext &context, EndpointSpec &spec);
/// The keys of a PostgreSQL endpoint, into @p spec.
void readPostgresKeys(TableReader &reader, EndpointSpec &spec);

} // namespace interlock
