// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/team.h"
#include "models/endpoints/orders/postgresconnection.h"

namespace interlock {

/// Text, bytes and ids as parameters of a statement; characters that PostgreSQL cannot keep are left out.
[[nodiscard]] QByteArray teamParameter(const QString &text);
[[nodiscard]] QByteArray teamParameter(const QByteArray &bytes);
[[nodiscard]] QByteArray teamParameter(const QUuid &id);

/// One row of a result, by columns from 0.
class TeamRow final
{
public:
    TeamRow(const PGresult *result, int row) : m_result(result), m_row(row) {}

    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const; ///< of a bytea
    [[nodiscard]] qint64 number(int column) const;
    [[nodiscard]] QDateTime time(int column) const; ///< of milliseconds since 1970
    [[nodiscard]] QUuid id(int column) const;

private:
    const PGresult *m_result;
    int m_row;
};

/// The columns of sharedEntryColumns() in their order; likewise the others.
[[nodiscard]] QByteArray sharedEntryColumns();
[[nodiscard]] SharedEntry sharedEntryOf(const TeamRow &row);
[[nodiscard]] QByteArray approvalColumns();
[[nodiscard]] Approval approvalOf(const TeamRow &row);
[[nodiscard]] QByteArray memberColumns();
[[nodiscard]] TeamMember memberOf(const TeamRow &row);

/// Drafts as the presence's row keeps them: a JSON list.
[[nodiscard]] QString draftsText(const QList<TeamDraft> &drafts);
[[nodiscard]] QList<TeamDraft> draftsFromText(const QString &text);

} // namespace interlock
