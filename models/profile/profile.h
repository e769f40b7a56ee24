// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/endpointspec.h"
#include "models/domain/result.h"
#include "models/domain/route.h"
#include "models/domain/signal.h"
#include "models/domain/watchspec.h"
#include "models/profile/gatespec.h"
#include "models/profile/teamspec.h"

namespace interlock {

/// Where the console runs against. Colour is "#rrggbb".
struct Environment
{
    QString name; ///< shown in capitals: "prod", "staging", "rehearsal"
    QString colour;

    friend bool operator==(const Environment &, const Environment &) = default;
};

/// A route as the profile names it: its place on the board. Order of the file is the order on the screen.
struct RouteSpec
{
    QString id;
    QString title;
    Layer layer = Layer::Read;

    friend bool operator==(const RouteSpec &, const RouteSpec &) = default;
};

/// One step of the plan: a share and the day it is planned for (day 1 = first day of the migration).
struct PlanStep
{
    int percent = 0;
    int day = 0;
    std::optional<Mode> mode{}; ///< absent: the mode stays
    QStringList routes{};       ///< never with an id that is not there; empty: every route of the profile
    double soakHours = 0;       ///< how long it must have stood before the next step; 0: the soak gate's own
    QStringList gates{};        ///< ids of gates without which this step is not taken
    QStringList checklist{};    ///< each needs somebody's "go"
    QString announcement{};     ///< banner text of the day before
    QString title{};
    bool approval = false; ///< a second person signs before it is taken

    [[nodiscard]] bool concerns(const QString &routeId) const
    {
        return routes.isEmpty() || routes.contains(routeId);
    }
    friend bool operator==(const PlanStep &, const PlanStep &) = default;
};

/// Limits of this migration that raise alarms; the defaults suit a shop (docs/gates.md).
struct Limits
{
    double errorRate = 0.001; ///< 0 … 1, of the new system
    double p95Seconds = 2.0;  ///< of the new system
    double forwardLagSeconds = 5.0;
    double backLagSeconds = 5.0;
    int acknowledgeSeconds = 5; ///< acknowledged ≠ commanded for longer raises an alarm
    int observeSeconds = 60;    ///< observed ≠ acknowledged for longer raises an alarm

    friend bool operator==(const Limits &, const Limits &) = default;
};

/// The team's database behind the parity pages (`[parity]`): the migration log, shared triage, the log of
/// issues and the releases.
struct ParityDatabase
{
    QString connection; ///< libpq connection string without the password
    SecretRef secret;
    bool triage = true;   ///< decisions are shared there; false: they stay on this computer
    QString migrationLog; ///< SELECT with the contract's columns; empty: `interlock.migration_log`
    QString issues;       ///< SELECT with the contract's columns; empty: `interlock.issues`
    QString releases;     ///< SELECT that returns `at` and `title`; empty: none are known
    std::chrono::milliseconds totalTimeout{5000};

    friend bool operator==(const ParityDatabase &, const ParityDatabase &) = default;
};

/// The migration profile: one TOML file a migration. A value of it exists only when the file was right as a
/// whole.
struct Profile
{
    QString file;      ///< path it was read from; empty for one made in code
    QString migration; ///< name of the migration, "shop-cutover"
    Environment environment;
    QList<EndpointSpec> endpoints;
    QList<RouteSpec> routes;
    QList<PlanStep>
        steps; ///< ascending by percent; 2 → 15 → 50 → 100 on days 1, 2, 5, 10 when the file has none
    QDate planStart; ///< day 1 of the plan; invalid: not said
    QList<SignalSpec> signalSpecs;
    std::optional<ParityDatabase> parityDatabase; ///< absent: triage stays local, no log is read
    Limits limits;
    QList<GateSpec> gates; ///< in force, ready ones included; empty for a profile made in code
    ChangeCalendar calendar;
    QList<Evidence> evidence;
    std::chrono::minutes overrideFor{10}; ///< how long an override of a gate stands
    QList<TriggerSpec> triggers;          ///< rules of the automatic rollback, in file order
    GradualPlan gradual;
    QList<WebhookSpec> webhooks; ///< who is told of automatic acts
    LeaseSpec lease;
    std::optional<WarrantySpec> warranty; ///< absent: stated and shown, but nothing asks for it
    MarkSpec marks;
    TeamSpec team;
    ApprovalSpec approval;
    QString runbook; ///< plain text or path shown when every path of the rollback is blind
    QString actor;   ///< only for drivers without identities (HAProxy): who acts; default: the login name
    QMap<QString, QSet<Scope>> roles; ///< what this team calls the holders of which scopes; informative
    QString stateFolder;              ///< journal and rollback intent; empty: the XDG state folder

    [[nodiscard]] const EndpointSpec *endpoint(EndpointKind kind) const; ///< first of the kind, or null
    [[nodiscard]] const RouteSpec *route(QStringView id) const;

    friend bool operator==(const Profile &, const Profile &) = default;
};

/// One thing wrong in a profile. Line and column are 1-based; 0 when the file could not be read at all.
struct ProfileError
{
    QString file;
    int line = 0;
    int column = 0;
    QString text; ///< what is wrong and what was expected, untranslated plain text

    /// `FILE:LINE:COLUMN: text`
    [[nodiscard]] QString toString() const;
    friend bool operator==(const ProfileError &, const ProfileError &) = default;
};

/// Reads a profile; every error of the file at once, in file order, or the whole profile. Any thread; reads
/// no secret.
[[nodiscard]] tl::expected<Profile, QList<ProfileError>> loadProfile(const QString &fileName);
/// The same from text; @p fileName is only used in errors and to resolve relative paths.
[[nodiscard]] tl::expected<Profile, QList<ProfileError>> parseProfile(const QByteArray &toml,
                                                                      const QString &fileName);

} // namespace interlock
