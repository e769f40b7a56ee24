// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/secrets.h"

#include "models/domain/whendone.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <QFile>
#include <QFileInfo>
#include <qt6keychain/keychain.h>
#include <QTimer>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds keychainLimit{10};
constexpr qint64 largestSecret = 64 * 1024;

tl::unexpected<Error> noSecret(const QString &detail, const QString &where)
{
    return fail(ErrorKind::Auth, detail, where);
}

/// A secret goes into a header or a connection: one line of text, and not nothing.
Result<QString> checkedSecret(const QString &text, const QString &where)
{
    if (text.isEmpty())
        return noSecret(u"it is empty"_s, where);
    const auto isControl = [](QChar c) { return c.category() == QChar::Other_Control; };
    if (std::ranges::any_of(text, isControl))
        return noSecret(u"it has more than one line, or control characters"_s, where);
    return text;
}

Result<QString> secretFromEnvironment(const QString &variable)
{
    const QString where = u"environment variable "_s + variable;
    if (!qEnvironmentVariableIsSet(variable.toUtf8().constData()))
        return noSecret(u"it is not set"_s, where);
    return checkedSecret(qEnvironmentVariable(variable.toUtf8().constData()), where);
}

Result<QString> secretFromFile(const QString &path)
{
    const QString where = u"file "_s + path;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return noSecret(QFileInfo::exists(path) ? u"it cannot be read"_s : u"it does not exist"_s, where);
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                                            QFileDevice::ExeGroup | QFileDevice::ReadOther |
                                            QFileDevice::WriteOther | QFileDevice::ExeOther;
    if (file.permissions() & others)
        return noSecret(u"others than its owner may use it: chmod 600"_s, where);
    QByteArray bytes = file.read(largestSecret + 1);
    if (bytes.size() > largestSecret)
        return noSecret(u"it is larger than 64 KiB"_s, where);
    if (bytes.endsWith('\n'))
        bytes.chop(1);
    if (bytes.endsWith('\r'))
        bytes.chop(1);
    return checkedSecret(QString::fromUtf8(bytes), where);
}

QFuture<Result<QString>> secretFromKeychain(const QString &name)
{
    const QString where = u"keychain entry "_s + name;
    const qsizetype slash = name.indexOf(u'/');
    auto *job = new QKeychain::ReadPasswordJob(name.first(std::max<qsizetype>(slash, 0)));
    job->setKey(name.sliced(slash + 1));
    job->setAutoDelete(false); // also the time limit ends it
    const auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    const auto end = [promise, job](const Result<QString> &result) {
        if (promise->future().isFinished())
            return;
        promise->addResult(result);
        promise->finish();
        job->deleteLater();
    };
    QObject::connect(job, &QKeychain::Job::finished, job, [job, end, where] {
        if (job->error() != QKeychain::NoError)
            end(noSecret(job->errorString(), where));
        else
            end(checkedSecret(job->textData(), where));
    });
    QTimer::singleShot(keychainLimit, job,
                       [end, where] { end(noSecret(u"the keychain did not answer"_s, where)); });
    job->start();
    return promise->future();
}

/// Gathers the secrets of all endpoints; deletes itself when the last is there.
class SecretCollector final : public QObject
{
public:
    explicit SecretCollector(const QMap<QString, SecretRef> &references) : m_open(references.size())
    {
        m_promise.start();
        for (auto it = references.cbegin(); it != references.cend(); ++it) {
            whenDone(resolveSecret(it.value()), this,
                     [this, key = it.key()](const Result<QString> &secret) { take(key, secret); });
        }
        finishWhenComplete();
    }
    [[nodiscard]] QFuture<Secrets> future() { return m_promise.future(); }

private:
    void take(const QString &id, const Result<QString> &secret)
    {
        m_secrets.insert(id, secret);
        --m_open;
        finishWhenComplete();
    }
    void finishWhenComplete()
    {
        if (m_open > 0)
            return;
        m_promise.addResult(m_secrets);
        m_promise.finish();
        deleteLater();
    }

    QPromise<Secrets> m_promise;
    Secrets m_secrets;
    qsizetype m_open;
};

QMap<QString, SecretRef> referencesOf(const Profile &profile)
{
    QMap<QString, SecretRef> references;
    for (const EndpointSpec &endpoint : profile.endpoints)
        references.insert(endpoint.id, endpoint.secret);
    for (const WebhookSpec &webhook : profile.webhooks)
        references.insert(webhookSecretKey(webhook.id), webhook.secret);
    if (profile.lease.secret.source != SecretSource::None)
        references.insert(leaseSecretKey(), profile.lease.secret);
    if (profile.team.secret.source != SecretSource::None)
        references.insert(teamSecretKey(), profile.team.secret);
    if (profile.parityDatabase)
        references.insert(parityDatabaseSecretKey(), profile.parityDatabase->secret);
    return references;
}

} // namespace

QString leaseSecretKey()
{
    return u"the lease"_s;
}

QString teamSecretKey()
{
    return u"the team's database"_s;
}

QString webhookSecretKey(const QString &id)
{
    return u"webhook "_s + id;
}

QString parityDatabaseSecretKey()
{
    return u"the parity database"_s;
}

QFuture<Result<QString>> resolveSecret(const SecretRef &reference)
{
    switch (reference.source) {
    case SecretSource::None:
        return ready(Result<QString>(QString()));
    case SecretSource::Environment:
        return ready(secretFromEnvironment(reference.name));
    case SecretSource::File:
        return ready(secretFromFile(reference.name));
    case SecretSource::Keychain:
        return secretFromKeychain(reference.name);
    }
    return ready(Result<QString>(QString()));
}

QFuture<Secrets> resolveSecrets(const Profile &profile)
{
    return (new SecretCollector(referencesOf(profile)))->future();
}

QStringList secretProblems(const Secrets &secrets)
{
    QStringList lines;
    for (auto it = secrets.cbegin(); it != secrets.cend(); ++it) {
        const QString whose = isValidId(it.key()) ? u"endpoint "_s + it.key() : it.key();
        if (!it.value())
            lines.append(u"%1: the secret cannot be read: %2: %3"_s.arg(whose, it.value().error().where,
                                                                        it.value().error().detail));
    }
    return lines;
}

} // namespace interlock
