// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/idlinkreader.h"

#include "models/domain/whendone.h"

#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int linksAPage = 20'000;

std::string_view viewOfBytes(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

} // namespace

IdLinkReader::IdLinkReader(IdLinkSource source, std::shared_ptr<IdLinks> links, QObject *parent)
    : QObject(parent), m_source(std::move(source)), m_links(std::move(links))
{
}

IdLinkReader::~IdLinkReader() = default;

QFuture<Result<void>> IdLinkReader::bringUpToDate()
{
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    m_waiting.push_back(promise);
    if (m_reading.empty()) {
        m_reading.swap(m_waiting);
        ask();
    }
    return promise->future();
}

void IdLinkReader::ask()
{
    whenDone(m_source(m_cursor, linksAPage), this, [this](const Result<IdLinkPage> &page) { take(page); });
}

void IdLinkReader::take(const Result<IdLinkPage> &page)
{
    if (!page) {
        finish(tl::unexpected<Error>(page.error()));
        return;
    }
    for (const IdLink &link : std::as_const(page->links))
        m_links->add(viewOfBytes(link.entity), viewOfBytes(link.legacyId), viewOfBytes(link.newId));
    const bool isStuck = !page->isLast && page->next == m_cursor;
    m_cursor = page->next;
    if (isStuck)
        finish(fail(ErrorKind::Protocol, u"the id map's cursor does not move"_s, m_cursor.left(128)));
    else if (page->isLast)
        finish({});
    else
        ask();
}

void IdLinkReader::finish(const Result<void> &result)
{
    const std::vector<Promise> done = std::exchange(m_reading, std::exchange(m_waiting, {}));
    for (const Promise &promise : done) {
        promise->addResult(result);
        promise->finish();
    }
    if (!m_reading.empty())
        ask();
}

PairSource afterLinks(PairSource pairs, IdLinkReader *reader, std::function<bool()> needed)
{
    return [pairs = std::move(pairs), reader, needed = std::move(needed)](const QString &cursor, int limit) {
        if (!needed())
            return pairs(cursor, limit);
        const auto promise = std::make_shared<QPromise<Result<TrafficPairPage>>>();
        promise->start();
        whenDone(pairs(cursor, limit), reader, [promise, reader](const Result<TrafficPairPage> &page) {
            if (!page || page->pairs.isEmpty()) {
                promise->addResult(page);
                promise->finish();
                return;
            }
            whenDone(reader->bringUpToDate(), reader, [promise, page](const Result<void> &read) {
                promise->addResult(read ? page
                                        : Result<TrafficPairPage>(tl::unexpected<Error>(read.error())));
                promise->finish();
            });
        });
        return promise->future();
    };
}

} // namespace interlock
