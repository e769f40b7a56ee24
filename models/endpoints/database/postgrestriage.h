// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/database/postgressession.h"
#include "models/endpoints/triageport.h"

namespace interlock {

/// Triage shared by all consoles through PostgreSQL: tables `interlock.parity_triage` and
/// `interlock.parity_comments` (see docs/parity-store.md), and the log of issues: a group that gets a ticket
/// or waits for review opens an issue in `interlock.issues`, one that is fixed, expected or the tool's closes
/// it.
///
/// A change is one transaction that compares the revision, so of two consoles the first wins.
class PostgresTriage final : public TriagePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresTriage)

public:
    PostgresTriage(const EndpointSpec &spec, const QString &password, QObject *parent = nullptr);
    ~PostgresTriage() override;

    [[nodiscard]] QFuture<Result<QList<TriageEntry>>> entries() override;
    [[nodiscard]] QFuture<Result<QList<TriageComment>>> comments(const QByteArray &group) override;
    [[nodiscard]] QFuture<Result<TriageEntry>> change(const TriageChange &change) override;
    [[nodiscard]] QFuture<Result<QList<TriageEntry>>> reopen(const QList<QByteArray> &groups,
                                                             const QDateTime &at) override;

private:
    PostgresSession m_session;
};

} // namespace interlock
