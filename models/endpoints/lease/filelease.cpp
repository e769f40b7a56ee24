// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/lease/filelease.h"

#include "models/domain/whendone.h"
#include "models/endpoints/lease/leasejson.h"

#include <cerrno>
#include <fcntl.h>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <sys/stat.h>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
/// A write lock on the whole file, of the open file and not of the process: it is not lost when another
/// descriptor of the same file is closed.
struct flock wholeFile()
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

int openLeaseFile(const QString &fileName, int flags)
{
    return ::open(QFile::encodeName(fileName).constData(), flags | O_CLOEXEC, 0644);
}

LeaseHolder readHolder(int fd)
{
    QByteArray text(4096, '\0');
    const ssize_t count = ::pread(fd, text.data(), size_t(text.size()), 0);
    return leaseFromText(text.left(qMax<ssize_t>(0, count)));
}
} // namespace

FileLease::FileLease(const QString &fileName, const LeaseIdentity &identity, QObject *parent)
    : LeasePort(parent), m_fileName(fileName)
{
    m_own.identity = identity;
    QDir().mkpath(QFileInfo(fileName).absolutePath());
}

FileLease::~FileLease()
{
    release();
}

void FileLease::release()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

QFuture<Result<LeaseStatus>> FileLease::renew(bool want)
{
    if (m_fd >= 0 && want)
        return ready(keep());
    release();
    return ready(want ? take() : look());
}

tl::unexpected<Error> FileLease::problem(const QString &doing) const
{
    return fail(ErrorKind::Database, doing % u": "_s % qt_error_string(errno), m_fileName);
}

Result<LeaseStatus> FileLease::look()
{
    const int fd = openLeaseFile(m_fileName, O_RDONLY);
    if (fd < 0 && errno == ENOENT)
        return LeaseStatus{};
    if (fd < 0)
        return problem(u"open"_s);
    struct flock lock = wholeFile();
    const bool asked = ::fcntl(fd, F_OFD_GETLK, &lock) == 0;
    LeaseStatus status;
    if (asked && lock.l_type != F_UNLCK)
        status.holder = readHolder(fd);
    ::close(fd);
    if (!asked)
        return problem(u"lock"_s);
    return status;
}

Result<LeaseStatus> FileLease::take()
{
    const int fd = openLeaseFile(m_fileName, O_RDWR | O_CREAT);
    if (fd < 0) {
        const auto closed = problem(u"open"_s);
        // Another account's file: we can never hold it, but may see who does.
        const Result<LeaseStatus> seen = look();
        return seen && seen->holder ? seen : Result<LeaseStatus>(closed);
    }
    struct flock lock = wholeFile();
    if (::fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        const bool held = errno == EAGAIN || errno == EACCES;
        const LeaseHolder holder = readHolder(fd);
        ::close(fd);
        if (held)
            return LeaseStatus{false, holder};
        return problem(u"lock"_s);
    }
    m_fd = fd;
    m_own.epoch = readHolder(fd).epoch + 1;
    m_own.since = m_own.beatAt = QDateTime::currentDateTimeUtc();
    if (!stillTheFile() || !write() || ::fdatasync(fd) != 0) {
        const auto failure = problem(u"write"_s);
        release();
        return failure;
    }
    return LeaseStatus{true, m_own};
}

Result<LeaseStatus> FileLease::keep()
{
    if (!stillTheFile()) {
        release();
        return fail(ErrorKind::Database, u"the lock file was replaced"_s, m_fileName);
    }
    m_own.beatAt = QDateTime::currentDateTimeUtc();
    static_cast<void>(write()); // the lock is what counts; a disk that is full takes only the beat away
    return LeaseStatus{true, m_own};
}

/// False when somebody removed or replaced the file: another engine may hold the new one.
bool FileLease::stillTheFile() const
{
    struct stat held = {};
    struct stat there = {};
    return ::fstat(m_fd, &held) == 0 && ::stat(QFile::encodeName(m_fileName).constData(), &there) == 0 &&
           held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

bool FileLease::write() const
{
    const QByteArray text = leaseText(m_own);
    return ::pwrite(m_fd, text.constData(), size_t(text.size()), 0) == text.size();
}

} // namespace interlock
