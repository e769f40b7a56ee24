// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <memory>
#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

struct pg_conn;
struct pg_result;

namespace interlock::rehearsal {

/// The rows of one statement, as text.
class PgResult final
{
public:
    explicit PgResult(pg_result *result);

    [[nodiscard]] int rows() const;
    [[nodiscard]] bool isNull(int row, int column) const;
    [[nodiscard]] QByteArray bytes(int row, int column) const;
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] qint64 integer(int row, int column) const;
    [[nodiscard]] double real(int row, int column) const;
    /// Rows that an INSERT, UPDATE or DELETE touched.
    [[nodiscard]] qint64 affected() const;

private:
    std::shared_ptr<pg_result> m_result;
};

/// One blocking libpq connection. Use from one thread; a broken connection is opened again by the next
/// statement.
class PgConnection final
{
public:
    explicit PgConnection(QByteArray connectionString);
    ~PgConnection();
    Q_DISABLE_COPY_MOVE(PgConnection)

    [[nodiscard]] bool isOpen();
    /// Runs one statement with text parameters (a null array is NULL); plans are kept per statement text.
    [[nodiscard]] Result<PgResult> exec(const QByteArray &sql, const QList<QByteArray> &parameters = {});
    /// Runs several statements at once, without parameters.
    [[nodiscard]] Result<void> script(const QByteArray &sql);

private:
    void open();
    [[nodiscard]] Result<QByteArray> prepared(const QByteArray &sql);
    [[nodiscard]] tl::unexpected<Error> failure(const QByteArray &sql) const;

    QByteArray m_connectionString;
    pg_conn *m_connection = nullptr;
    QHash<QByteArray, QByteArray> m_plans; ///< statement text → name of its plan
};

/// `{"a","b"}`: a text array as a parameter.
[[nodiscard]] QByteArray pgArray(const QList<QByteArray> &values);

} // namespace interlock::rehearsal
