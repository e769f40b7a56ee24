// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/parityhandlers.h"

#include "app/rehearsal/api/controlapi.h"
#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/api/wirejson.h"
#include "models/domain/result.h"

#include <algorithm>
#include <QJsonArray>
#include <QJsonDocument>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 maxSeriesSteps = 100'000;
constexpr int defaultPairLimit = 500;
constexpr int maxPairLimit = 1000;
constexpr qsizetype maxPairPageBytes = qsizetype(4) * 1024 * 1024 - 1024; // the page's own frame included

Result<QDateTime> timeParameter(const HttpRequest &request, const QString &name)
{
    const QString text = request.queryValue(name);
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime)
        return fail(ErrorKind::Input, u"%1 must be an RFC 3339 time in UTC"_s.arg(name));
    return time.toUTC();
}

/// A whole number of at least @p least; the default when the parameter is not there.
Result<quint64> countParameter(const HttpRequest &request, const QString &name, quint64 least,
                               quint64 fallback)
{
    const QString text = request.queryValue(name);
    if (text.isEmpty())
        return fallback;
    bool ok = false;
    const quint64 value = text.toULongLong(&ok);
    if (!ok || value < least)
        return fail(ErrorKind::Input, u"%1 must be a whole number of at least %2"_s.arg(name).arg(least));
    return value;
}

HttpResponse seriesAnswer(const ParityStore &parity, const HttpRequest &request)
{
    const QString route = request.queryValue(u"route"_s);
    if (!isValidId(route))
        return problem(400, u"route must be an id"_s);
    const Result<QDateTime> from = timeParameter(request, u"from"_s);
    const Result<QDateTime> to = timeParameter(request, u"to"_s);
    const Result<quint64> step = countParameter(request, u"step"_s, 1, 60);
    if (!from || !to || !step)
        return problem(400, !from ? from.error().detail : !to ? to.error().detail : step.error().detail);
    const qint64 seconds = qint64(std::min<quint64>(*step, 366ULL * 24 * 3600));
    if (seconds % ParitySeriesStore::bucketSeconds != 0)
        return problem(422, u"step must be a multiple of %1 s"_s.arg(ParitySeriesStore::bucketSeconds));
    if (*from > *to || from->secsTo(*to) / seconds > maxSeriesSteps)
        return problem(422, u"from … to must be a time span of at most %1 steps"_s.arg(maxSeriesSteps));
    QJsonArray series;
    for (const ParityBucket &bucket : parity.series(route, *from, *to, seconds))
        series.append(wireJson(bucket));
    return jsonResponse({{u"series"_s, series}});
}

/// As many pairs as fit into a page, written one by one so that none is serialised twice.
HttpResponse pairsPage(const QList<const ParityPair *> &pairs, quint64 after)
{
    QByteArray list;
    quint64 next = after;
    for (const ParityPair *pair : pairs) {
        const QByteArray text = QJsonDocument(wireJson(*pair)).toJson(QJsonDocument::Compact);
        if (!list.isEmpty() && list.size() + text.size() > maxPairPageBytes)
            break;
        list += QByteArray(list.isEmpty() ? "" : ",") + text;
        next = pair->sequence;
    }
    return textResponse(200, "application/json",
                        "{\"next\":\"" + QByteArray::number(next) + "\",\"pairs\":[" + list + "]}");
}

HttpResponse pairsAnswer(const ParityStore &parity, const HttpRequest &request)
{
    ParityStore::PairFilter filter;
    filter.routeId = request.queryValue(u"route"_s);
    const QString outcome = request.queryValue(u"outcome"_s);
    filter.outcome = outcomeFromName(outcome);
    if (!outcome.isEmpty() && !filter.outcome)
        return problem(422, u"there is no outcome %1"_s.arg(outcome));
    const Result<quint64> after = countParameter(request, u"after"_s, 0, 0);
    const Result<quint64> limit = countParameter(request, u"limit"_s, 1, defaultPairLimit);
    if (!after || !limit)
        return problem(400, !after ? after.error().detail : limit.error().detail);
    filter.after = *after;
    filter.limit = int(std::min<quint64>(*limit, maxPairLimit));
    return pairsPage(parity.pairs(filter), filter.after);
}

HttpResponse rulesAnswer(const ParityRules &rules)
{
    HttpResponse answer = textResponse(200, "application/json", rules.json());
    answer.headers.emplaceBack("ETag", revisionTag(rules.revision()));
    return answer;
}

HttpResponse replaceRules(ParityRules *rules, const QByteArray &wanted, quint64 expected)
{
    if (expected != rules->revision()) {
        return problem(409, u"revision %1 was expected, it is %2 now"_s.arg(expected).arg(rules->revision()),
                       u"stale-revision"_s, QJsonDocument::fromJson(rules->json()).object());
    }
    const Result<void> replaced = rules->replace(wanted);
    return replaced ? rulesAnswer(*rules) : problem(422, replaced.error().detail);
}

void putRules(ControlApi *api, ParityRules *rules, const ApiCallPtr &call)
{
    MutationInput input(*call);
    const QString shape = ParityRules::shapeError(input.body());
    if (!shape.isEmpty())
        input.complain(shape);
    const quint64 expected = input.expectedRevision();
    const QUuid key = input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    api->act(call, key, [&](const ControlApi::Finish &finish) {
        const HttpResponse answer = replaceRules(rules, call->request.body, expected);
        finish(answer, rules->revision());
    });
}
} // namespace

QList<ApiEndpoint> paritySeriesEndpoints(const ParityStore *parity)
{
    return {
        {"GET",
         u"/v1/parity/series"_s,
         {Scope::Read},
         [parity](const ApiCallPtr &call) { call->send(seriesAnswer(*parity, call->request)); }},
        {"GET",
         u"/v1/parity/pairs"_s,
         {Scope::Read},
         [parity](const ApiCallPtr &call) { call->send(pairsAnswer(*parity, call->request)); }},
    };
}

QList<ApiEndpoint> parityRulesEndpoints(ControlApi *api, ParityRules *rules)
{
    return {
        {"GET",
         u"/v1/parity/rules"_s,
         {Scope::Read},
         [rules](const ApiCallPtr &call) { call->send(rulesAnswer(*rules)); }},
        {"PUT",
         u"/v1/parity/rules"_s,
         {Scope::Operate},
         [=](const ApiCallPtr &call) { putRules(api, rules, call); }},
    };
}

} // namespace interlock::rehearsal
