// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/intentfile.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPromise>
#include <sys/stat.h>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
// "interlock-intent 1 LENGTH SHA256\n" and LENGTH bytes of JSON; what follows is of no meaning.
constexpr auto intentMagic = "interlock-intent 1 ";

QByteArray intentJson(const RollbackIntent &intent)
{
    const RollbackOrder &order = intent.order;
    return QJsonDocument(QJsonObject{{u"open"_s, intent.open},
                                     {u"routes"_s, QJsonArray::fromStringList(order.routes)},
                                     {u"epoch"_s, QString::number(order.epoch)},
                                     {u"reason"_s, order.reason},
                                     {u"key"_s, order.key.toString(QUuid::WithoutBraces)},
                                     {u"actor"_s, order.actor},
                                     {u"watched"_s, QJsonArray::fromStringList(intent.watched)},
                                     {u"startedAt"_s, intent.startedAt.toUTC().toString(Qt::ISODateWithMs)},
                                     {u"highestEpoch"_s, QString::number(intent.highestEpoch)}})
        .toJson(QJsonDocument::Compact);
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const auto &item : array)
        list.append(item.toString());
    return list;
}

RollbackIntent intentOf(const QJsonObject &object)
{
    RollbackIntent intent;
    intent.open = object.value("open"_L1).toBool();
    intent.order.routes = stringsOf(object.value("routes"_L1));
    intent.order.epoch = object.value("epoch"_L1).toString().toULongLong();
    intent.order.reason = object.value("reason"_L1).toString();
    intent.order.key = QUuid::fromString(object.value("key"_L1).toString());
    intent.order.actor = object.value("actor"_L1).toString();
    intent.watched = stringsOf(object.value("watched"_L1));
    intent.startedAt = QDateTime::fromString(object.value("startedAt"_L1).toString(), Qt::ISODateWithMs);
    intent.highestEpoch = object.value("highestEpoch"_L1).toString().toULongLong();
    return intent;
}

tl::unexpected<Error> intentFailure(const QString &doing, const QString &fileName)
{
    return fail(ErrorKind::Database, doing % u": "_s % qt_error_string(errno), fileName);
}

/// Content of the file: head line and JSON.
QByteArray intentContent(const RollbackIntent &intent)
{
    const QByteArray json = intentJson(intent);
    const QByteArray sum = QCryptographicHash::hash(json, QCryptographicHash::Sha256).toHex();
    return QByteArray(intentMagic) + QByteArray::number(json.size()) + ' ' + sum + '\n' + json;
}

Result<RollbackIntent> parsedIntent(const QByteArray &content, const QString &fileName)
{
    if (content.isEmpty() || content.front() == '\0')
        return RollbackIntent{}; // reserved, never written
    auto damaged = fail(ErrorKind::Database, u"the intent file is damaged"_s, fileName);
    const qsizetype lineEnd = content.indexOf('\n');
    const QList<QByteArray> head = content.left(qMax(0, lineEnd)).split(' ');
    if (head.size() != 4 || !content.startsWith(intentMagic))
        return damaged;
    const qsizetype length = head[2].toLongLong();
    const QByteArray json = content.mid(lineEnd + 1, length);
    if (json.size() != length ||
        QCryptographicHash::hash(json, QCryptographicHash::Sha256).toHex() != head[3])
        return damaged;
    return intentOf(QJsonDocument::fromJson(json).object());
}

/// Owns a file descriptor.
class IntentDescriptor final
{
    Q_DISABLE_COPY_MOVE(IntentDescriptor)

public:
    explicit IntentDescriptor(const QString &fileName)
        : m_fd(::open(QFile::encodeName(fileName).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
    }
    ~IntentDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

void reserveIntent(const QString &fileName)
{
    const QString folder = QFileInfo(fileName).absolutePath();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const IntentDescriptor file(fileName);
    struct stat info = {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0)
        return;
    // A crash between allocation and first write leaves zeros, which read as "nothing open".
    if (::posix_fallocate(file.get(), 0, IntentFile::reservedBytes) == 0 &&
        info.st_size < IntentFile::reservedBytes)
        ::fsync(file.get());
}

Result<void> writeIntent(const QString &fileName, const RollbackIntent &intent)
{
    const QByteArray content = intentContent(intent);
    if (content.size() > IntentFile::reservedBytes)
        return fail(ErrorKind::Input, u"the intent is longer than its file"_s, fileName);
    const IntentDescriptor file(fileName);
    if (!file.isOpen())
        return intentFailure(u"open"_s, fileName);
    qsizetype done = 0;
    while (done < content.size()) {
        const ssize_t count =
            ::pwrite(file.get(), content.constData() + done, size_t(content.size() - done), done);
        if (count < 0 && errno != EINTR)
            return intentFailure(u"write"_s, fileName);
        done += qMax<ssize_t>(0, count);
    }
    if (::fdatasync(file.get()) != 0)
        return intentFailure(u"fdatasync"_s, fileName);
    return {};
}

template<typename T, typename Fn>
QFuture<Result<T>> onIntentThread(QThreadPool &pool, Fn fn)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    pool.start([promise, fn = std::move(fn)] {
        promise->addResult(fn());
        promise->finish();
    });
    return promise->future();
}
} // namespace

IntentFile::IntentFile(const QString &fileName) : m_fileName(fileName)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1); // the thread is there when it is needed
    m_pool.start([fileName] { reserveIntent(fileName); });
}

IntentFile::~IntentFile()
{
    m_pool.waitForDone();
}

QFuture<Result<RollbackIntent>> IntentFile::load()
{
    return onIntentThread<RollbackIntent>(m_pool, [fileName = m_fileName]() -> Result<RollbackIntent> {
        QFile file(fileName);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Database, file.errorString(), fileName);
        return parsedIntent(file.read(reservedBytes), fileName);
    });
}

QFuture<Result<void>> IntentFile::write(const RollbackIntent &intent)
{
    return onIntentThread<void>(m_pool,
                                [fileName = m_fileName, intent] { return writeIntent(fileName, intent); });
}

} // namespace interlock
