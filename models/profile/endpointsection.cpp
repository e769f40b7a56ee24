// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include "models/domain/namedenum.h"

#include <QDir>
#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumNames<EndpointKind, 5> endpointKindNames{{{EndpointKind::Bridge, u"bridge"},
                                                        {EndpointKind::Sync, u"sync"},
                                                        {EndpointKind::Metrics, u"metrics"},
                                                        {EndpointKind::Orders, u"orders"},
                                                        {EndpointKind::Parity, u"parity"}}};
constexpr EnumNames<Driver, 5> driverNames{{{Driver::ControlApi, u"control-api"},
                                            {Driver::HaProxy, u"haproxy"},
                                            {Driver::Prometheus, u"prometheus"},
                                            {Driver::Exposition, u"exposition"},
                                            {Driver::PostgreSql, u"postgresql"}}};

template<typename Names>
QStringList allNames(const Names &names)
{
    QStringList words;
    for (const auto &entry : names)
        words.append(entry.second.toString());
    return words;
}

QStringList driversOf(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Bridge:
        return {u"control-api"_s, u"haproxy"_s};
    case EndpointKind::Sync:
    case EndpointKind::Parity:
        return {u"control-api"_s};
    case EndpointKind::Metrics:
        return {u"prometheus"_s, u"exposition"_s};
    case EndpointKind::Orders:
        return {u"postgresql"_s};
    }
    return {};
}

const QStringList &keysOf(Driver driver)
{
    static const QStringList http{u"urls"_s};
    static const QStringList haProxy{u"sockets"_s, u"share_map"_s, u"control_map"_s, u"rule_map"_s,
                                     u"routes"_s};
    static const QStringList postgres{u"connection"_s, u"query"_s};
    switch (driver) {
    case Driver::HaProxy:
        return haProxy;
    case Driver::PostgreSql:
        return postgres;
    case Driver::ControlApi:
    case Driver::Prometheus:
    case Driver::Exposition:
        break;
    }
    return http;
}

/// Why the text is no base URL, or nothing. Never repeats what may be a password.
std::optional<QString> urlFault(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.userInfo().isEmpty() || text.contains(u'@'))
        return u"must not hold a user name or password: "_s + secretAdvice();
    if (url.hasQuery() || url.hasFragment())
        return u"must be a base URL, without ? and #"_s;
    const bool http = url.scheme() == u"http" || url.scheme() == u"https";
    if (!url.isValid() || !http || url.host().isEmpty())
        return u"must be an http:// or https:// URL, not "_s + quoted(text);
    return {};
}

void readUrls(TableReader &reader, EndpointSpec &spec)
{
    if (!reader.require(u"urls"_s, u"a list of http:// or https:// base URLs"_s))
        return;
    const QList<TableReader::TextItem> items = reader.textItems(u"urls"_s);
    for (const TableReader::TextItem &item : items) {
        if (const auto fault = urlFault(item.text)) {
            reader.problem(item.at, u"urls "_s + *fault);
        } else if (const QUrl url(item.text, QUrl::StrictMode); spec.urls.contains(url)) {
            reader.problem(item.at,
                           u"urls names %1 twice: each must be a way of its own"_s.arg(quoted(item.text)));
        } else {
            spec.urls.append(url);
        }
    }
    const TomlValue *list = reader.find(u"urls"_s);
    if (list->type == TomlValue::Type::List && list->items.empty())
        reader.problem(list->at, u"urls must name at least one URL"_s);
}

std::optional<SecretRef> secretFrom(const TableReader::TextMember &member, const ProfileContext &context,
                                    ProfileProblems &problems)
{
    static const QRegularExpression variable(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    if (member.key == u"env") {
        if (variable.match(member.text).hasMatch())
            return SecretRef{SecretSource::Environment, member.text};
        problems.add(member.at, u"secret.env must be the name of an environment variable (A-Z a-z 0-9 _)"_s);
    } else if (member.key == u"file") {
        if (!member.text.trimmed().isEmpty())
            return SecretRef{SecretSource::File, context.absolute(member.text)};
        problems.add(member.at, u"secret.file must not be empty"_s);
    } else if (member.key == u"keychain") {
        const qsizetype slash = member.text.indexOf(u'/');
        if (slash > 0 && slash + 1 < member.text.size())
            return SecretRef{SecretSource::Keychain, member.text};
        problems.add(member.at, u"secret.keychain must be \"service/key\""_s);
    } else {
        problems.add(
            member.keyAt,
            u"unknown key %1 in secret: one of env, file or keychain is expected"_s.arg(quoted(member.key)));
    }
    return {};
}

} // namespace

void readSecret(TableReader &reader, const ProfileContext &context, SecretRef &secret)
{
    const TomlValue *value = reader.find(u"secret"_s);
    if (!value)
        return;
    if (value->type != TomlValue::Type::Table) {
        reader.problem(value->at, u"secret must be a reference, not %1: "_s.arg(tomlTypeName(value->type)) +
                                      secretAdvice());
        return;
    }
    if (value->members.size() != 1) {
        reader.problem(value->at, u"secret must have exactly one of env, file or keychain"_s);
        return;
    }
    for (const TableReader::TextMember &member : reader.textMembers(u"secret"_s))
        secret = secretFrom(member, context, reader.problems()).value_or(SecretRef{});
}

namespace {

void readTimes(TableReader &reader, EndpointSpec &spec)
{
    const qint64 shortest = spec.kind == EndpointKind::Orders ? 1000 : 200;
    const auto take = [](std::chrono::milliseconds &to, std::optional<qint64> from) {
        if (from)
            to = std::chrono::milliseconds(*from);
    };
    take(spec.period, reader.integer(u"period_ms"_s, shortest, 3000));
    take(spec.connectTimeout, reader.integer(u"connect_timeout_ms"_s, 100, 30'000));
    take(spec.totalTimeout, reader.integer(u"total_timeout_ms"_s, 100, 30'000));
    if (spec.totalTimeout >= spec.connectTimeout)
        return;
    const QString key = reader.find(u"total_timeout_ms"_s) ? u"total_timeout_ms"_s : u"connect_timeout_ms"_s;
    reader.problem(reader.at(key), u"total_timeout_ms (%1) must not be less than connect_timeout_ms (%2)"_s
                                       .arg(spec.totalTimeout.count())
                                       .arg(spec.connectTimeout.count()));
}

/// The driver, when it is known and fits the kind.
std::optional<Driver> readDriver(TableReader &reader, std::optional<EndpointKind> kind)
{
    if (!reader.require(u"driver"_s, alternatives(kind ? driversOf(*kind) : allNames(driverNames))))
        return {};
    const std::optional<Driver> driver =
        reader.choice(u"driver"_s, allNames(driverNames),
                      [](const QString &word) { return enumFromName(driverNames, word); });
    if (!driver || !kind)
        return driver;
    const QStringList fitting = driversOf(*kind);
    if (fitting.contains(enumName(driverNames, *driver)))
        return driver;
    reader.problem(reader.at(u"driver"_s), u"driver %1 does not fit kind %2: it must be %3"_s.arg(
                                               enumName(driverNames, *driver),
                                               enumName(endpointKindNames, *kind), alternatives(fitting)));
    return {};
}

void refuseOthersKeys(TableReader &reader, Driver driver)
{
    const QStringList &own = keysOf(driver);
    for (const Driver other : {Driver::ControlApi, Driver::HaProxy, Driver::PostgreSql}) {
        if (keysOf(other) != own)
            reader.refuse(keysOf(other), u"is not used by driver %1 (it has %2)"_s.arg(
                                             enumName(driverNames, driver), own.join(u", ")));
    }
}

void readDriverKeys(TableReader &reader, const ProfileContext &context, EndpointSpec &spec)
{
    refuseOthersKeys(reader, spec.driver);
    switch (spec.driver) {
    case Driver::HaProxy:
        readHaProxyKeys(reader, context, spec);
        reader.refuse({u"secret"_s}, u"is not used by driver haproxy: its sockets have no password"_s);
        return;
    case Driver::PostgreSql:
        readPostgresKeys(reader, spec);
        break;
    case Driver::ControlApi:
    case Driver::Prometheus:
    case Driver::Exposition:
        readUrls(reader, spec);
        break;
    }
    readSecret(reader, context, spec.secret);
}

/// The kind one endpoint says it has, and where.
struct KindOfEndpoint
{
    std::optional<EndpointKind> kind;
    TomlPosition at;
};

EndpointSpec readEndpoint(const TomlValue &table, ProfileContext &context, UniqueIds &ids,
                          QList<KindOfEndpoint> &kinds, ProfileProblems &problems)
{
    TableReader reader(table, u"[[endpoint]]"_s, problems);
    EndpointSpec spec;
    const std::optional<QString> id = reader.requiredId(u"id"_s);
    std::optional<EndpointKind> kind;
    if (reader.require(u"kind"_s, alternatives(allNames(endpointKindNames))))
        kind = reader.choice(u"kind"_s, allNames(endpointKindNames),
                             [](const QString &word) { return enumFromName(endpointKindNames, word); });
    kinds.append({kind, reader.at(u"kind"_s)});
    const std::optional<Driver> driver = readDriver(reader, kind);
    spec.id = id.value_or(QString());
    spec.kind = kind.value_or(EndpointKind::Bridge);
    spec.driver = driver.value_or(Driver::ControlApi);
    spec.title = reader.text(u"title"_s).value_or(spec.id);
    readTimes(reader, spec);
    if (driver) {
        readDriverKeys(reader, context, spec);
        reader.finish();
    } // which keys are right is not known without a driver
    if (id) {
        ids.add(*id, u"endpoint"_s, reader.at(u"id"_s), problems);
        context.endpointKinds.insert(*id, kind);
        context.endpointDrivers.insert(*id, driver);
    }
    return spec;
}

/// Exactly one bridge; at most one of sync, orders and parity. An unreadable kind says nothing about the
/// number.
void checkNumbers(TableReader &root, const QList<KindOfEndpoint> &kinds)
{
    QMap<EndpointKind, int> seen;
    bool allKnown = true;
    for (const KindOfEndpoint &entry : kinds) {
        allKnown = allKnown && entry.kind.has_value();
        if (!entry.kind || *entry.kind == EndpointKind::Metrics || ++seen[*entry.kind] == 1)
            continue;
        const QString wanted = *entry.kind == EndpointKind::Bridge ? u"exactly one"_s : u"at most one"_s;
        root.problem(entry.at, u"a second endpoint of kind %1: %2 is allowed"_s.arg(
                                   enumName(endpointKindNames, *entry.kind), wanted));
    }
    if (allKnown && seen.value(EndpointKind::Bridge) == 0)
        root.problem(root.at(), u"no [[endpoint]] of kind bridge: exactly one is needed"_s);
}

} // namespace

QString ProfileContext::absolute(const QString &path) const
{
    if (path.startsWith(u"~/"))
        return QDir::homePath() + path.mid(1);
    return QDir::isAbsolutePath(path) ? path : QDir::cleanPath(folder + u'/' + path);
}

void UniqueIds::add(const QString &id, const QString &what, const TomlPosition &at, ProfileProblems &problems)
{
    if (const auto it = m_lines.constFind(id); it != m_lines.constEnd())
        problems.add(at, u"%1 id %2 is already used in line %3"_s.arg(what, quoted(id)).arg(it.value()));
    else
        m_lines.insert(id, at.line);
}

QList<EndpointSpec> readEndpoints(TableReader &root, ProfileContext &context)
{
    QList<EndpointSpec> endpoints;
    QList<KindOfEndpoint> kinds;
    UniqueIds ids;
    const QList<const TomlValue *> tables = root.tables(u"endpoint"_s, u"[[endpoint]]"_s);
    for (const TomlValue *table : tables)
        endpoints.append(readEndpoint(*table, context, ids, kinds, root.problems()));
    checkNumbers(root, kinds);
    return endpoints;
}

} // namespace interlock
