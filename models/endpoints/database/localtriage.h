// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/triageport.h"

#include <memory>

namespace interlock {

class LocalTriageStore;
template<typename Store>
class StoreThread;

/// Triage on this machine, for a profile without a shared database. SQLite on a thread of its own.
class LocalTriage final : public TriagePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LocalTriage)

public:
    /// Opens or makes @p fileName at the first use; problems show in the first future.
    explicit LocalTriage(const QString &fileName, QObject *parent = nullptr);
    /// What was asked for is still written.
    ~LocalTriage() override;

    [[nodiscard]] QFuture<Result<QList<TriageEntry>>> entries() override;
    [[nodiscard]] QFuture<Result<QList<TriageComment>>> comments(const QByteArray &group) override;
    [[nodiscard]] QFuture<Result<TriageEntry>> change(const TriageChange &change) override;
    [[nodiscard]] QFuture<Result<QList<TriageEntry>>> reopen(const QList<QByteArray> &groups,
                                                             const QDateTime &at) override;

private:
    std::unique_ptr<StoreThread<LocalTriageStore>> m_worker;
};

} // namespace interlock
