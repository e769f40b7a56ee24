// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/localtriage.h"

#include "models/endpoints/database/localtriagestore.h"
#include "models/storage/storethread.h"

namespace interlock {

using namespace Qt::StringLiterals;

LocalTriage::LocalTriage(const QString &fileName, QObject *parent)
    : TriagePort(parent), m_worker(std::make_unique<StoreThread<LocalTriageStore>>(u"triage"_s, fileName))
{
}

LocalTriage::~LocalTriage() = default;

QFuture<Result<QList<TriageEntry>>> LocalTriage::entries()
{
    return m_worker->run<QList<TriageEntry>>([](LocalTriageStore &store) { return store.entries(); });
}

QFuture<Result<QList<TriageComment>>> LocalTriage::comments(const QByteArray &group)
{
    return m_worker->run<QList<TriageComment>>(
        [group](LocalTriageStore &store) { return store.comments(group); });
}

QFuture<Result<TriageEntry>> LocalTriage::change(const TriageChange &change)
{
    return m_worker->run<TriageEntry>([change](LocalTriageStore &store) { return store.change(change); });
}

QFuture<Result<QList<TriageEntry>>> LocalTriage::reopen(const QList<QByteArray> &groups, const QDateTime &at)
{
    return m_worker->run<QList<TriageEntry>>(
        [groups, at](LocalTriageStore &store) { return store.reopen(groups, at); });
}

} // namespace interlock
