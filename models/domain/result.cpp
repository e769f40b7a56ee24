// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/result.h"

namespace interlock {

QString errorKindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorKind::Timeout:
        return QStringLiteral("timeout");
    case ErrorKind::Network:
        return QStringLiteral("network");
    case ErrorKind::Auth:
        return QStringLiteral("auth");
    case ErrorKind::Protocol:
        return QStringLiteral("protocol");
    case ErrorKind::Server:
        return QStringLiteral("server");
    case ErrorKind::Database:
        return QStringLiteral("database");
    case ErrorKind::Conflict:
        return QStringLiteral("conflict");
    case ErrorKind::Refused:
        return QStringLiteral("refused");
    case ErrorKind::Input:
        return QStringLiteral("input");
    }
    Q_UNREACHABLE();
}

} // namespace interlock
