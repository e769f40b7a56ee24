// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/database/postgressession.h"
#include "models/endpoints/idmapport.h"

namespace interlock {

/// The id map through libpq, by pages in the order in which links were made (`created_at`): an index on it
/// makes each page cost the same. Read-only, with a statement timeout a little below the endpoint's total
/// one.
class PostgresIdMap final : public IdMapPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresIdMap)

public:
    static constexpr int greatestPage = 50'000;

    /// @p spec's query is a SELECT that returns `entity`, `legacy_id`, `new_id` and `created_at`, none of
    /// them null (such rows are left out: their ids are not linked then); empty: `interlock.id_map`.
    PostgresIdMap(const EndpointSpec &spec, const QString &password, QObject *parent = nullptr);
    ~PostgresIdMap() override;

    [[nodiscard]] QFuture<Result<IdLinkPage>> page(const QString &cursor, int limit) override;

private:
    EndpointSpec m_spec;
    PostgresSession m_session;
};

} // namespace interlock
