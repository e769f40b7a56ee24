// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/parity/controlapiparity.h"

#include "models/domain/route.h"
#include "models/endpoints/answer.h"

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

} // namespace interlock
