// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include <libpq-fe.h>
#include <memory>
#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// "/path" or "host:port" ("[::1]:port" for IPv6).
bool isSocketAddress(const QString &text)
{
    constexpr qsizetype longestUnixPath = 107; // sun_path without its terminating zero
    static const QRegularExpression hostPort(
        u"\\A(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})\\z"_s);
    if (text.startsWith(u'/'))
        return text.size() > 1 && text.toUtf8().size() <= longestUnixPath;
    const QRegularExpressionMatch match = hostPort.match(text);
    const int port = match.captured(1).toInt();
    return match.hasMatch() && port >= 1 && port <= 65'535;
}

void readSockets(TableReader &reader, EndpointSpec &spec)
{
    const TomlValue *value = reader.require(u"sockets"_s, u"{ instance = \"/path or host:port\", … }"_s);
    if (!value)
        return;
    for (const TableReader::TextMember &socket : reader.textMembers(u"sockets"_s)) {
        if (!isValidId(socket.key))
            reader.problem(socket.keyAt,
                           u"instance %1 is no id: 1 to 128 of A-Z a-z 0-9 . _ : - are allowed"_s.arg(
                               quoted(socket.key)));
        else if (!isSocketAddress(socket.text))
            reader.problem(socket.at,
                           u"sockets.%1 must be \"/path\" (at most 107 bytes) or \"host:port\", not %2"_s.arg(
                               socket.key, quoted(socket.text)));
        else
            spec.sockets.insert(socket.key, socket.text);
    }
    if (value->type == TomlValue::Type::Table && value->members.empty())
        reader.problem(value->at, u"sockets must name at least one instance"_s);
}

bool isBackendServer(const QString &text)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9._:-]+/[A-Za-z0-9._:-]+\\z"_s);
    return pattern.match(text).hasMatch();
}

QString readServer(TableReader &reader, const QString &key)
{
    const std::optional<QString> server = reader.text(key);
    if (server && !isBackendServer(*server))
        reader.problem(reader.at(key), u"%1 must be \"backend/server\", not %2"_s.arg(key, quoted(*server)));
    return server.value_or(QString());
}

/// The key of the share map's row: HAProxy takes a word without blanks.
bool isMapKey(const QString &text)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9._:/-]{1,128}\\z"_s);
    return pattern.match(text).hasMatch();
}

void checkRouteName(TableReader &reader, const QString &id, const ProfileContext &context, QStringList &seen)
{
    const TomlPosition at = reader.at(u"route"_s);
    if (!context.routeIds.contains(id))
        reader.problem(at, u"route %1 is not one of this file's [[route]] sections%2"_s.arg(
                               quoted(id), suggestion(id, context.routeIds)));
    else if (seen.contains(id))
        reader.problem(at, u"route %1 is named twice in routes"_s.arg(quoted(id)));
    seen.append(id);
}

HaProxyRoute readHaProxyRoute(const TomlValue &table, const ProfileContext &context, QStringList &seen,
                              ProfileProblems &problems)
{
    TableReader reader(table, u"routes"_s, problems);
    HaProxyRoute route;
    route.routeId = reader.requiredText(u"route"_s, u"the id of a [[route]]"_s).value_or(QString());
    if (!route.routeId.isEmpty())
        checkRouteName(reader, route.routeId, context, seen);
    const std::optional<QString> key = reader.text(u"key"_s);
    if (key && !isMapKey(*key))
        reader.problem(
            reader.at(u"key"_s),
            u"key %1 is no key of a map: letters, digits and . _ : / - are allowed"_s.arg(quoted(*key)));
    route.mapKey = key.value_or(route.routeId);
    route.legacyServer = readServer(reader, u"legacy_server"_s);
    route.newServer = readServer(reader, u"new_server"_s);
    if (route.legacyServer.isEmpty() != route.newServer.isEmpty())
        reader.problem(reader.at(), u"a split by weights needs both legacy_server and new_server"_s);
    else if (key && !route.legacyServer.isEmpty())
        reader.problem(reader.at(u"key"_s),
                       u"key and servers exclude each other: a route is split by the map or by weights"_s);
    reader.finish();
    return route;
}

QList<HaProxyRoute> everyRouteByItsId(const ProfileContext &context)
{
    QList<HaProxyRoute> routes;
    for (const QString &id : context.routeIds)
        routes.append({id, id, {}, {}});
    return routes;
}

bool holdsPassword(const QString &connection)
{
    static const QRegularExpression keyword(u"(?:\\A|[\\s?&])(?:ssl)?password\\s*="_s,
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression userInfo(u"\\Apostgres(?:ql)?://[^/@]*:[^/]*@"_s);
    return keyword.match(connection).hasMatch() || userInfo.match(connection).hasMatch();
}

/// Why libpq does not understand the text; empty when it does.
QString connectionFault(const QString &connection)
{
    char *message = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(connection.toUtf8().constData(), &message), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(message, &PQfreemem);
    if (options)
        return {};
    return message ? QString::fromUtf8(message).trimmed() : u"out of memory"_s;
}

/// Comments and blanks before the first word taken off.
QString withoutLeadingComments(const QString &sql)
{
    static const QRegularExpression leading(u"\\A(?:\\s+|--[^\\n]*\\n?|/\\*.*?\\*/)+"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    QString rest = sql;
    return rest.remove(leading);
}

} // namespace

void readHaProxyKeys(TableReader &reader, const ProfileContext &context, EndpointSpec &spec)
{
    readSockets(reader, spec);
    QStringList seen;
    for (const TomlValue *table : reader.tables(u"routes"_s, u"routes = [ { route = … }, … ]"_s))
        spec.haproxyRoutes.append(readHaProxyRoute(*table, context, seen, reader.problems()));
    if (spec.haproxyRoutes.isEmpty())
        spec.haproxyRoutes = everyRouteByItsId(context);
    const bool byMap =
        std::ranges::any_of(spec.haproxyRoutes, &QString::isEmpty, &HaProxyRoute::legacyServer);
    const QString fileName = u"the file name of the map as HAProxy knows it"_s;
    const std::optional<QString> share =
        byMap ? reader.requiredText(u"share_map"_s, fileName) : reader.text(u"share_map"_s);
    spec.shareMap = share.value_or(QString());
    spec.controlMap = reader.requiredText(u"control_map"_s, fileName).value_or(QString());
    spec.ruleMap = reader.text(u"rule_map"_s).value_or(QString());
}

QString connectionProblem(const QString &connection)
{
    if (holdsPassword(connection))
        return u"connection must not hold a password: "_s + secretAdvice();
    const QString fault = connectionFault(connection);
    return fault.isEmpty() ? QString() : u"connection is no libpq connection string: "_s + fault;
}

QString queryProblem(const QString &key, const QString &query)
{
    static const QRegularExpression select(u"\\A\\(*\\s*(?:select|with)\\b"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return select.match(withoutLeadingComments(query)).hasMatch()
               ? QString()
               : key + u" must be a SELECT (or WITH … SELECT)"_s;
}

void readPostgresKeys(TableReader &reader, EndpointSpec &spec)
{
    if (const auto connection =
            reader.requiredText(u"connection"_s, u"a libpq connection string without password"_s)) {
        if (const QString problem = connectionProblem(*connection); !problem.isEmpty())
            reader.problem(reader.at(u"connection"_s), problem);
        else
            spec.connection = *connection;
    }
    if (const auto query = reader.text(u"query"_s)) {
        if (const QString problem = queryProblem(u"query"_s, *query); !problem.isEmpty())
            reader.problem(reader.at(u"query"_s), problem);
        spec.query = *query;
    }
}

} // namespace interlock
