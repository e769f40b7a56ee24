// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Percent, falling to 0; nothing when something in the list was wrong.
QList<int> readSteps(TableReader &reader)
{
    const TomlValue *list = reader.find(u"steps"_s);
    if (!list)
        return {};
    if (list->type != TomlValue::Type::List) {
        reader.wrongType(u"steps"_s, *list, u"a list of percents that falls to 0, [75, 50, 25, 10, 0]"_s);
        return {};
    }
    QList<int> steps;
    for (const TomlValue &item : list->items) {
        if (item.type != TomlValue::Type::Integer) {
            reader.wrongType(u"steps"_s, item, u"a list of whole numbers"_s);
            return {};
        }
        if (item.integer < 0 || item.integer > 99) {
            reader.problem(item.at, u"a step must be 0 … 99, not %1"_s.arg(item.integer));
            return {};
        }
        const int percent = static_cast<int>(item.integer);
        if (!steps.isEmpty() && percent >= steps.last()) {
            reader.problem(item.at, u"steps must fall: %1 follows %2"_s.arg(percent).arg(steps.last()));
            return {};
        }
        steps.append(percent);
    }
    if (steps.isEmpty() || steps.last() != 0)
        reader.problem(list->at, u"the last step must be 0: a rollback ends with everybody on legacy"_s);
    return steps;
}

/// An address of a webhook in the open: for services whose address is no secret.
QUrl readWebhookUrl(TableReader &reader)
{
    const auto text = reader.text(u"url"_s);
    if (!text)
        return {};
    QUrl url(*text, QUrl::StrictMode);
    const bool http = url.scheme() == u"http" || url.scheme() == u"https";
    if (url.isValid() && http && !url.host().isEmpty() && url.userInfo().isEmpty())
        return url;
    reader.problem(reader.at(u"url"_s),
                   u"url must be an http:// or https:// address without user name and password"_s);
    return {};
}

WebhookSpec readWebhook(const TomlValue &table, const ProfileContext &context, UniqueIds &ids,
                        ProfileProblems &problems)
{
    TableReader reader(table, u"[[webhook]]"_s, problems);
    WebhookSpec spec;
    if (const auto id = reader.requiredId(u"id"_s)) {
        spec.id = *id;
        ids.add(*id, u"webhook"_s, reader.at(u"id"_s), problems);
    }
    const bool open = reader.find(u"url"_s) != nullptr;
    const bool secret = reader.find(u"secret"_s) != nullptr;
    if (open == secret)
        reader.problem(reader.at(), u"[[webhook]] needs either url, or secret where the address is one"_s);
    spec.url = readWebhookUrl(reader);
    readSecret(reader, context, spec.secret);
    reader.finish();
    return spec;
}

} // namespace

GradualPlan readGradual(TableReader &root)
{
    GradualPlan plan;
    const TomlValue *table = root.table(u"gradual"_s, u"[gradual]"_s);
    if (!table)
        return plan;
    TableReader reader(*table, u"[gradual]"_s, root.problems());
    if (const QList<int> steps = readSteps(reader); !steps.isEmpty())
        plan.steps = steps;
    plan.waitSeconds =
        static_cast<int>(reader.integer(u"wait_seconds"_s, 1, 86'400).value_or(plan.waitSeconds));
    reader.finish();
    return plan;
}

QList<WebhookSpec> readWebhooks(TableReader &root, const ProfileContext &context)
{
    QList<WebhookSpec> specs;
    UniqueIds ids;
    for (const TomlValue *table : root.tables(u"webhook"_s, u"[[webhook]]"_s))
        specs.append(readWebhook(*table, context, ids, root.problems()));
    return specs;
}

std::optional<WarrantySpec> readWarranty(TableReader &root)
{
    const TomlValue *table = root.table(u"warranty"_s, u"[warranty]"_s);
    if (!table)
        return std::nullopt;
    TableReader reader(*table, u"[warranty]"_s, root.problems());
    WarrantySpec spec;
    spec.dryRunEvery = std::chrono::seconds(
        reader.integer(u"dry_run_seconds"_s, 10, 3600).value_or(spec.dryRunEvery.count()));
    spec.logReachHours = reader.number(u"log_reach_hours"_s, 0, 8760).value_or(spec.logReachHours);
    spec.mostSeconds =
        static_cast<int>(reader.integer(u"most_seconds"_s, 1, 86'400).value_or(spec.mostSeconds));
    if (const auto most = reader.integer(u"most_stranded"_s, 0, 1'000'000))
        spec.mostStranded = static_cast<int>(*most);
    reader.finish();
    return spec;
}

MarkSpec readMarks(TableReader &root)
{
    MarkSpec spec;
    const TomlValue *table = root.table(u"marks"_s, u"[marks]"_s);
    if (!table)
        return spec;
    TableReader reader(*table, u"[marks]"_s, root.problems());
    spec.enabled = reader.boolean(u"enabled"_s).value_or(true);
    spec.every =
        std::chrono::seconds(reader.integer(u"every_seconds"_s, 1, 3600).value_or(spec.every.count()));
    spec.toleranceSeconds = reader.number(u"tolerance_seconds"_s, 0.1, 3600).value_or(spec.toleranceSeconds);
    reader.finish();
    return spec;
}

LeaseSpec readLease(TableReader &root, const ProfileContext &context)
{
    LeaseSpec spec;
    const TomlValue *table = root.table(u"lease"_s, u"[lease]"_s);
    if (!table)
        return spec;
    TableReader reader(*table, u"[lease]"_s, root.problems());
    if (const auto connection = reader.text(u"connection"_s)) {
        if (const QString problem = connectionProblem(*connection); !problem.isEmpty())
            reader.problem(reader.at(u"connection"_s), problem);
        spec.connection = *connection;
        reader.refuse({u"file"_s}, u"is not used with a connection: the database holds the lease"_s);
        readSecret(reader, context, spec.secret);
    } else {
        if (const auto file = reader.text(u"file"_s))
            spec.file = context.absolute(*file);
        if (!reader.find(u"connection"_s)) // a wrong one is told already
            reader.refuse({u"secret"_s}, u"needs a connection: a lock file has no password"_s);
    }
    reader.finish();
    return spec;
}

} // namespace interlock
