// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/apitoken.h"

#include <algorithm>

namespace interlock::rehearsal {

std::optional<Identity> identify(const QList<ApiToken> &tokens, const QByteArray &authorization)
{
    constexpr QByteArrayView scheme = "bearer ";
    if (QByteArrayView(authorization)
            .first(std::min(scheme.size(), authorization.size()))
            .compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    const QByteArray secret = authorization.mid(scheme.size()).trimmed();
    if (secret.isEmpty())
        return std::nullopt;
    const auto it = std::ranges::find(tokens, secret, &ApiToken::secret);
    return it == tokens.end() ? std::nullopt : std::optional(it->identity);
}

} // namespace interlock::rehearsal
