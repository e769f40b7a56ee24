// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"

#include <QFuture>
#include <QMap>

namespace interlock {

/// The secrets of a profile by endpoint id (those of lease, team, parity database and webhooks by their
/// keys); one without a reference has an empty text. A secret that could not be read is an Auth error that
/// says why, never what.
using Secrets = QMap<QString, Result<QString>>;

/// Reads one secret: an environment variable, a file that only its owner can read (one line, at most 64 KiB;
/// its line end is taken off), or an entry of the desktop's keychain. Every failure is an Auth error. The
/// keychain may ask the person to unlock it; it is given ten seconds. Call from a thread with an event loop.
[[nodiscard]] QFuture<Result<QString>> resolveSecret(const SecretRef &reference);

/// Keys of the secrets that belong to no endpoint; no id looks like them.
[[nodiscard]] QString leaseSecretKey();
[[nodiscard]] QString parityDatabaseSecretKey();
[[nodiscard]] QString teamSecretKey();
[[nodiscard]] QString webhookSecretKey(const QString &id);

/// All secrets of a profile at once. Ends in any case; environment and files are read within the call.
[[nodiscard]] QFuture<Secrets> resolveSecrets(const Profile &profile);

/// One line an endpoint whose secret could not be read, for people: "endpoint bridge: …".
[[nodiscard]] QStringList secretProblems(const Secrets &secrets);

} // namespace interlock
