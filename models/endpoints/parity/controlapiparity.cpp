// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/parity/controlapiparity.h"

#include "models/domain/route.h"
#include "models/endpoints/answer.h"

#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

qint64 countOf(const JsonReader &json, QStringView name)
{
    return json.at(name).whole(0, 9007199254740991); // 2^53 - 1: sums of two of them cannot overflow
}

/// A bucket whose sums do not add up is wrong as a whole: a headline made of it would be too good or too bad.
ParityBucket bucketFrom(const JsonReader &json)
{
    ParityBucket bucket;
    bucket.at = json.at(u"t").time();
    bucket.eligible = countOf(json, u"eligible");
    bucket.mirrored = countOf(json, u"mirrored");
    bucket.compared = countOf(json, u"compared");
    bucket.equal = countOf(json, u"equal");
    bucket.different = countOf(json, u"different");
    bucket.ignored = countOf(json, u"ignored");
    bucket.incomparable = countOf(json, u"incomparable");
    if (bucket.compared - bucket.equal - bucket.ignored != bucket.different)
        json.at(u"compared").wrong(u"equal + ignored + different");
    if (bucket.mirrored - bucket.compared < bucket.incomparable)
        json.at(u"mirrored").wrong(u"at least compared + incomparable");
    return bucket;
}

QList<ParityBucket> bucketsFrom(const JsonReader &json)
{
    QList<ParityBucket> buckets;
    for (const JsonReader &item : json.at(u"series").items())
        buckets.append(bucketFrom(item));
    return buckets;
}

/// The answer of one side; one that did not answer has neither status nor body.
PairAnswer answerFrom(const std::optional<JsonReader> &json)
{
    PairAnswer answer;
    if (!json)
        return answer;
    if (const auto duration = json->find(u"ms"))
        answer.ms = duration->whole(0, std::numeric_limits<int>::max());
    if (const auto status = json->find(u"status"))
        answer.status = int(status->whole(100, 999));
    if (const auto body = json->find(u"body"))
        answer.body = body->text().toUtf8();
    const auto truncated = json->find(u"truncated");
    answer.truncated = truncated && truncated->flag();
    answer.timedOut = !answer.status && !answer.body;
    return answer;
}

TrafficPair pairFrom(const JsonReader &json)
{
    TrafficPair pair;
    pair.id = json.at(u"id").id();
    pair.at = json.at(u"at").time();
    pair.route = json.at(u"route").id();
    const JsonReader request = json.at(u"request");
    pair.method = request.at(u"method").text().toUtf8();
    pair.path = request.at(u"path").text().toUtf8();
    if (const auto fingerprint = request.find(u"fingerprint"))
        pair.fingerprint = fingerprint->text().toUtf8();
    pair.legacy = answerFrom(json.find(u"legacy"));
    pair.newer = answerFrom(json.find(u"new"));
    if (const auto again = json.find(u"legacyAgain"))
        pair.legacyAgain = answerFrom(again);
    return pair;
}

TrafficPairPage pageFrom(const JsonReader &json)
{
    TrafficPairPage page;
    page.next = json.at(u"next").text();
    for (const JsonReader &item : json.at(u"pairs").items())
        page.pairs.append(pairFrom(item));
    return page;
}

QString queryTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace

ControlApiParity::ControlApiParity(const EndpointSpec &spec, const QString &token, QObject *parent)
    : ParityPort(parent), m_service(spec, token)
{
}

ControlApiParity::~ControlApiParity() = default;

QFuture<Result<ParitySeries>> ControlApiParity::series(const QString &routeId, const QDateTime &from,
                                                       const QDateTime &to, std::chrono::seconds step)
{
    if (!isValidId(routeId) || !from.isValid() || !to.isValid() || step.count() <= 0)
        return ready<Result<ParitySeries>>(
            fail(ErrorKind::Input, u"not a route, times and a step"_s, routeId));
    QUrlQuery query;
    query.addQueryItem(u"route"_s, routeId);
    query.addQueryItem(u"from"_s, queryTime(from));
    query.addQueryItem(u"to"_s, queryTime(to));
    query.addQueryItem(u"step"_s, QString::number(step.count()));
    const auto answer = Answer<ParitySeries>::create();
    m_service.get(u"/v1/parity/series"_s, query, bucketsFrom,
                  [answer, routeId](int, const Result<QList<ParityBucket>> &result) {
                      if (result)
                          answer->deliver(ParitySeries{routeId, *result});
                      else
                          answer->deliver(tl::unexpected<Error>(result.error()));
                  });
    return answer->future();
}

QFuture<Result<TrafficPairPage>> ControlApiParity::pairs(const QString &cursor, int limit)
{
    constexpr qsizetype longestCursor = 4096;
    if (limit < 1 || cursor.size() > longestCursor)
        return ready<Result<TrafficPairPage>>(fail(ErrorKind::Input, u"not a cursor and a limit"_s));
    QUrlQuery query;
    if (!cursor.isEmpty())
        query.addQueryItem(u"after"_s, QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
    query.addQueryItem(u"limit"_s, QString::number(limit));
    const auto answer = Answer<TrafficPairPage>::create();
    m_service.get(u"/v1/parity/pairs"_s, query, pageFrom,
                  [answer](int, const Result<TrafficPairPage> &page) { answer->deliver(page); });
    return answer->future();
}

} // namespace interlock
