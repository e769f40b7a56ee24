// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/endpoints/http/httpclient.h"
#include "models/endpoints/http/jsonanswer.h"

#include <QUrlQuery>
#include <QUuid>

namespace interlock {

/// One JSON service under several addresses. What only reads goes to the address that answered last, and to
/// the others in turn when that one does not answer; what changes something goes to one address and never to
/// a second. GUI thread.
class ServiceClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ServiceClient)

public:
    /// Takes addresses and time limits from @p spec; without an address every answer is an Input error.
    ServiceClient(const EndpointSpec &spec, const QString &token, QObject *parent = nullptr);
    ~ServiceClient() override;

    [[nodiscard]] static HttpLimits limitsOf(const EndpointSpec &spec);

    [[nodiscard]] const QList<QUrl> &urls() const { return m_urls; }
    /// The address that answered a read last.
    [[nodiscard]] int preferred() const { return m_preferred; }
    /// A request for the absolute @p path of the API, under the address @p index.
    [[nodiscard]] HttpRequest request(int index, const QByteArray &verb, const QString &path,
                                      const QUrlQuery &query = {}) const;
    /// Sends a request with a body and an idempotency key to the preferred address.
    template<typename Read, typename Done>
    void post(const QString &path, const QByteArray &body, const QUuid &key, Read read, Done done);
    /// GETs @p path wherever it is answered; `read(const JsonReader &)` makes a T of the JSON, on another
    /// thread when it is large, and `done(int index, const Result<T> &)` gets it. @p done is dropped when
    /// this object dies first.
    template<typename Read, typename Done>
    void get(const QString &path, const QUrlQuery &query, Read read, Done done);
    /// The request as it is, on this client's connections; @p parse as in HttpClient::ask().
    template<typename Parse>
    [[nodiscard]] auto ask(const HttpRequest &request, Parse parse)
    {
        return m_client.ask(request, std::move(parse));
    }

private:
    template<typename Read, typename Done>
    void getFrom(int index, int triesLeft, const QString &path, const QUrlQuery &query, Read read, Done done);
    [[nodiscard]] static bool isNoAnswer(ErrorKind kind);

    QList<QUrl> m_urls;
    int m_preferred = 0;
    HttpClient m_client;
};

template<typename Read, typename Done>
void ServiceClient::post(const QString &path, const QByteArray &body, const QUuid &key, Read read, Done done)
{
    HttpRequest message = request(m_preferred, "POST", path);
    message.body = body;
    message.headers.append({"Idempotency-Key", key.toByteArray(QUuid::WithoutBraces)});
    const auto parse = [read](const Result<HttpAnswer> &answer) { return jsonAnswer(answer, read); };
    whenDone(m_client.ask(message, parse), this, std::move(done));
}

template<typename Read, typename Done>
void ServiceClient::get(const QString &path, const QUrlQuery &query, Read read, Done done)
{
    getFrom(m_preferred, int(m_urls.size()) - 1, path, query, std::move(read), std::move(done));
}

template<typename Read, typename Done>
void ServiceClient::getFrom(int index, int triesLeft, const QString &path, const QUrlQuery &query, Read read,
                            Done done)
{
    using T = std::invoke_result_t<Read, const JsonReader &>;
    const auto parse = [read](const Result<HttpAnswer> &answer) { return jsonAnswer(answer, read); };
    const auto onAnswer = [this, index, triesLeft, path, query, read, done](const Result<T> &result) mutable {
        if (!result && isNoAnswer(result.error().kind) && triesLeft > 0) {
            const int next = int((index + 1) % m_urls.size());
            getFrom(next, triesLeft - 1, path, query, std::move(read), std::move(done));
            return;
        }
        if (result)
            m_preferred = index;
        done(index, result);
    };
    whenDone(m_client.ask(request(index, "GET", path, query), parse), this, onAnswer);
}

} // namespace interlock
