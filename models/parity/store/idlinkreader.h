// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/idlink.h"
#include "models/domain/result.h"
#include "models/parity/idlinks.h"
#include "models/parity/store/pairrecorder.h"

#include <functional>
#include <memory>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <vector>

namespace interlock {

/// Asks a source for the links after a cursor (IdMapPort::page()).
using IdLinkSource = std::function<QFuture<Result<IdLinkPage>>(const QString &cursor, int limit)>;

/// Brings the links in memory up to date with an id map that grows. One thread; the links may be looked at
/// from others meanwhile. Links that go from the map stay linked until the program ends.
class IdLinkReader final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(IdLinkReader)

public:
    IdLinkReader(IdLinkSource source, std::shared_ptr<IdLinks> links, QObject *parent = nullptr);
    ~IdLinkReader() override;

    [[nodiscard]] std::shared_ptr<const IdMap> links() const { return m_links; }
    /// Done when every link is there that the map had when this was called; or why not: then some may have
    /// been read.
    [[nodiscard]] QFuture<Result<void>> bringUpToDate();

private:
    using Promise = std::shared_ptr<QPromise<Result<void>>>;

    void ask();
    void take(const Result<IdLinkPage> &page);
    void finish(const Result<void> &result);

    IdLinkSource m_source;
    std::shared_ptr<IdLinks> m_links;
    QString m_cursor;
    std::vector<Promise> m_reading; ///< who waits for the walk that goes on
    std::vector<Promise> m_waiting; ///< who came during it, and waits for the next one
};

/// Pairs of @p pairs, each page once the links are up to date with it: a pair whose ids were linked before it
/// was recorded is never judged without. While @p needed says no, nothing is read. @p reader outlives the
/// source.
[[nodiscard]] PairSource afterLinks(PairSource pairs, IdLinkReader *reader, std::function<bool()> needed);

} // namespace interlock
