// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/statepaths.h"

#include <QDir>
#include <QFileInfo>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString xdgStateHome()
{
    const QString named = qEnvironmentVariable("XDG_STATE_HOME");
    return QDir::isAbsolutePath(named) ? named : QDir::homePath() + u"/.local/state"_s;
}

} // namespace

StatePaths statePaths(const Profile &profile)
{
    const QString folder = profile.stateFolder.isEmpty()
                               ? xdgStateHome() + u"/interlock/"_s + profile.migration
                               : profile.stateFolder;
    return {folder,
            folder + u"/journal.sqlite"_s,
            folder + u"/rollback.intent"_s,
            folder + u"/pairs.sqlite"_s,
            folder + u"/parity-rules.toml"_s,
            folder + u"/triage.sqlite"_s};
}

bool makeStateFolder(const StatePaths &paths)
{
    if (QFileInfo(paths.folder).isDir())
        return true;
    if (!QDir().mkpath(paths.folder))
        return false;
    return QFile::setPermissions(paths.folder,
                                 QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
}

} // namespace interlock
