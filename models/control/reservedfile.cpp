// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/reservedfile.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPromise>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
// "interlock-intent 1 LENGTH SHA256\n" and LENGTH bytes of JSON; what follows is of no meaning.
constexpr auto reservedMagic = "interlock-intent 1 ";

tl::unexpected<Error> reservedFailure(const QString &doing, const QString &fileName)
{
    return fail(ErrorKind::Database, doing % u": "_s % qt_error_string(errno), fileName);
}

/// What the file holds: head line and content.
QByteArray withHead(const QByteArray &content)
{
    const QByteArray sum = QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
    return QByteArray(reservedMagic) + QByteArray::number(content.size()) + ' ' + sum + '\n' + content;
}

Result<QByteArray> withoutHead(const QByteArray &content, const QString &fileName)
{
    if (content.isEmpty() || content.front() == '\0')
        return QByteArray(); // reserved, never written
    auto damaged = fail(ErrorKind::Database, u"the intent file is damaged"_s, fileName);
    const qsizetype lineEnd = content.indexOf('\n');
    const QList<QByteArray> head = content.left(qMax(0, lineEnd)).split(' ');
    if (head.size() != 4 || !content.startsWith(reservedMagic))
        return damaged;
    const qsizetype length = head[2].toLongLong();
    const QByteArray json = content.mid(lineEnd + 1, length);
    if (json.size() != length ||
        QCryptographicHash::hash(json, QCryptographicHash::Sha256).toHex() != head[3])
        return damaged;
    return json;
}

/// Owns a file descriptor.
class ReservedDescriptor final
{
    Q_DISABLE_COPY_MOVE(ReservedDescriptor)

public:
    explicit ReservedDescriptor(const QString &fileName)
        : m_fd(::open(QFile::encodeName(fileName).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
    {
    }
    ~ReservedDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

void reserveFile(const QString &fileName)
{
    const QString folder = QFileInfo(fileName).absolutePath();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const ReservedDescriptor file(fileName);
    struct stat info = {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0)
        return;
    // A crash between allocation and first write leaves zeros, which read as "nothing open".
    if (::posix_fallocate(file.get(), 0, ReservedFile::reservedBytes) == 0 &&
        info.st_size < ReservedFile::reservedBytes)
        ::fsync(file.get());
}

Result<void> writeReserved(const QString &fileName, const QByteArray &plain)
{
    const QByteArray content = withHead(plain);
    if (content.size() > ReservedFile::reservedBytes)
        return fail(ErrorKind::Input, u"the intent is longer than its file"_s, fileName);
    const ReservedDescriptor file(fileName);
    if (!file.isOpen())
        return reservedFailure(u"open"_s, fileName);
    qsizetype done = 0;
    while (done < content.size()) {
        const ssize_t count =
            ::pwrite(file.get(), content.constData() + done, size_t(content.size() - done), done);
        if (count < 0 && errno != EINTR)
            return reservedFailure(u"write"_s, fileName);
        done += qMax<ssize_t>(0, count);
    }
    if (::fdatasync(file.get()) != 0)
        return reservedFailure(u"fdatasync"_s, fileName);
    return {};
}

template<typename T, typename Fn>
QFuture<Result<T>> onReservedThread(QThreadPool &pool, Fn fn)
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

ReservedFile::ReservedFile(const QString &fileName) : m_fileName(fileName)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1); // the thread is there when it is needed
    m_pool.start([fileName] { reserveFile(fileName); });
}

ReservedFile::~ReservedFile()
{
    m_pool.waitForDone();
    release();
}

QFuture<Result<QByteArray>> ReservedFile::load()
{
    return onReservedThread<QByteArray>(m_pool, [fileName = m_fileName]() -> Result<QByteArray> {
        QFile file(fileName);
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Database, file.errorString(), fileName);
        return withoutHead(file.read(reservedBytes), fileName);
    });
}

QFuture<Result<void>> ReservedFile::write(const QByteArray &content)
{
    return onReservedThread<void>(
        m_pool, [fileName = m_fileName, content] { return writeReserved(fileName, content); });
}

bool ReservedFile::acquire()
{
    if (m_lock >= 0)
        return true;
    m_lock = ::open(QFile::encodeName(m_fileName).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    const bool held = m_lock >= 0 && errno == EWOULDBLOCK;
    release();
    return !held; // a disk that cannot be locked must not stand in the way of going back
}

void ReservedFile::release()
{
    if (m_lock >= 0)
        ::close(m_lock);
    m_lock = -1;
}

} // namespace interlock
