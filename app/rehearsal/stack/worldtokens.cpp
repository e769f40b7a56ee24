// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/worldtokens.h"

#include "app/rehearsal/database/privatepostgres.h"

#include <QFile>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

QList<Identity> people()
{
    return {{u"ann"_s, {Scope::Read, Scope::Rollback, Scope::Operate}},
            {u"ben"_s, {Scope::Read, Scope::Rollback, Scope::Operate}},
            {u"olaf"_s, {Scope::Read, Scope::Rollback}},
            {u"vera"_s, {Scope::Read}}};
}

} // namespace

QString WorldTokens::fileOf(const QString &folder, const QString &name)
{
    return folder + u'/' + name + u".token"_s;
}

Result<WorldTokens> WorldTokens::make(const QString &folder)
{
    WorldTokens made;
    const QList<Identity> all = people();
    for (const Identity &person : all) {
        const QByteArray secret = randomSecret();
        if (Result<void> written = writePrivateFile(fileOf(folder, person.actor), secret + '\n'); !written)
            return tl::unexpected(written.error());
        made.m_tokens.append({secret, person});
    }
    return made;
}

Result<WorldTokens> WorldTokens::read(const QString &folder)
{
    WorldTokens found;
    const QList<Identity> all = people();
    for (const Identity &person : all) {
        QFile file(fileOf(folder, person.actor));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Input, file.errorString(), file.fileName());
        found.m_tokens.append({file.readAll().trimmed(), person});
    }
    return found;
}

} // namespace interlock::rehearsal
