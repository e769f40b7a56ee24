// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apitoken.h"
#include "models/domain/result.h"

namespace interlock::rehearsal {

/// The people of the rehearsal: ann and ben lead, olaf is on call, vera only looks. Each has a token in a
/// file of mode 0600, `NAME.token`, in the world's folder.
class WorldTokens final
{
public:
    /// Makes the tokens and writes their files.
    [[nodiscard]] static Result<WorldTokens> make(const QString &folder);
    /// Reads those that another process of the same world has made.
    [[nodiscard]] static Result<WorldTokens> read(const QString &folder);

    [[nodiscard]] const QList<ApiToken> &tokens() const { return m_tokens; }
    [[nodiscard]] static QString fileOf(const QString &folder, const QString &name);

private:
    QList<ApiToken> m_tokens;
};

} // namespace interlock::rehearsal
