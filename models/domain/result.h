// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <tl/expected.hpp>

namespace interlock {

/// What went wrong, as a kind that `ui/` turns into a translated sentence saying what to do.
enum class ErrorKind {
    Cancelled, ///< a person or a dying owner stopped it
    Timeout,   ///< no answer in time; an act so answered is UNKNOWN
    Network,   ///< no connection, or it broke; an act so answered is UNKNOWN when bytes had been sent
    Auth,      ///< 401 or 403, wrong password, missing scope
    Protocol,  ///< the answer does not follow the contract, or is over the limits of size or depth
    Server,    ///< 5xx, 429: the other side says that it cannot
    Database,  ///< SQL error, disk full
    Conflict,  ///< 409: somebody else was first
    Refused,   ///< 404, 422, 423: understood and turned down
    Input      ///< our own input is wrong: profile, rules, arguments
};

/// An error that carries no user-visible text: @c detail goes to the log (never with a secret in it), @c
/// where names the endpoint, the file position or the SQL statement.
struct Error
{
    ErrorKind kind = ErrorKind::Input;
    QString detail;
    QString where;

    friend bool operator==(const Error &, const Error &) = default;
};

template<typename T>
using Result = tl::expected<T, Error>;

/// Makes the error side of a Result<T>: `return fail(ErrorKind::Timeout, detail, where);`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, QString detail, QString where = {})
{
    return tl::unexpected<Error>(Error{kind, std::move(detail), std::move(where)});
}

/// The kind's word for logs and `--json` ("timeout", "conflict", …); untranslated and stable.
[[nodiscard]] QString errorKindName(ErrorKind kind);

} // namespace interlock
