// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/database/privatepostgres.h"

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/database/schema.h"

#include <cstdlib>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThread>
#include <sys/stat.h>
#include <unistd.h>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int startLimitMs = 20'000;
constexpr int stopLimitMs = 8'000;
constexpr qsizetype socketPathLimit = 107; // sun_path without its terminator

/// Runs in a session of its own and ignores the signals of our terminal, so it outlives us by as long as it
/// takes to clean up. Its standard input is a pipe that nobody writes to: the end of it is the end of us.
/// Should the guard itself be killed, the kernel tells the server (PDEATHSIG, which setpriv keeps over the
/// change of user).
constexpr auto guardScript = R"SH(
trap '' INT TERM HUP
folder=$1; bin=$2; user=$3
cd /
if [ -n "$user" ]; then
    as="setpriv --reuid=$user --regid=$(id -g "$user") --init-groups --pdeathsig=QUIT --"
    chown "$user" "$folder/pg" "$folder/pg/password"
else
    as="setpriv --pdeathsig=QUIT --"
fi
finish() {
    for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf -- "$folder" && return; sleep 0.2; done
}
if ! $as "$bin/initdb" -D "$folder/pg/data" -U postgres -A scram-sha-256 --pwfile="$folder/pg/password" \
        -N --no-instructions -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 </dev/null; then
    sed 's/^/initdb: /' "$folder/initdb.log" >&2
    finish
    exit 1
fi
cat >>"$folder/pg/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder/pg'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 60
shared_buffers = 32MB
dynamic_shared_memory_type = mmap
jit = off
autovacuum_naptime = 30s
logging_collector = off
log_min_messages = fatal
CONF
$as "$bin/postgres" -D "$folder/pg/data" >"$folder/postgres.log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT "$server" 2>/dev/null
wait "$server"
finish
)SH";

QString serverBinaries()
{
    QProcess ask;
    ask.start(u"pg_config"_s, {u"--bindir"_s});
    QStringList candidates;
    if (ask.waitForFinished(3000))
        candidates << QString::fromLocal8Bit(ask.readAllStandardOutput()).trimmed();
    const QDir versions(u"/usr/lib/postgresql"_s);
    const QStringList names =
        versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &name : names)
        candidates << versions.filePath(name + u"/bin"_s);
    for (const QString &candidate : std::as_const(candidates)) {
        if (QFile::exists(candidate + u"/initdb"_s) && QFile::exists(candidate + u"/postgres"_s))
            return candidate;
    }
    return {};
}

} // namespace

QByteArray randomSecret()
{
    QByteArray bytes(16, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(QRandomGenerator::system()->bounded(256));
    return bytes.toHex();
}

Result<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(content) != content.size())
        return fail(ErrorKind::Input, file.errorString(), path);
    return {};
}

PrivatePostgres::PrivatePostgres() : m_password(randomSecret()), m_consolePassword(randomSecret())
{
    m_guard.setProcessChannelMode(QProcess::SeparateChannels);
    m_guard.setStandardOutputFile(QProcess::nullDevice());
    m_guard.setChildProcessModifier([] { ::setsid(); });
}

PrivatePostgres::~PrivatePostgres()
{
    stop();
}

Result<void> PrivatePostgres::makeFolder()
{
    QString base = QDir::tempPath();
    if (base.size() + 60 > socketPathLimit)
        base = u"/tmp"_s;
    QByteArray name = QFile::encodeName(base + u"/interlock-rehearsal-XXXXXX"_s);
    if (::mkdtemp(name.data()) == nullptr)
        return fail(ErrorKind::Input, u"cannot make a temporary folder"_s, base);
    m_folder = QFile::decodeName(name);
    // Others may pass through to the socket's folder (the server's user has to), but not look around.
    if (::chmod(name.constData(), 0711) != 0 || !QDir().mkpath(m_folder + u"/pg"_s))
        return fail(ErrorKind::Input, u"cannot prepare the temporary folder"_s, m_folder);
    ::chmod(QFile::encodeName(m_folder + u"/pg"_s).constData(), 0700);
    const QString passwordFile = m_folder + u"/pg/password"_s;
    if (Result<void> written = writePrivateFile(passwordFile, m_password + '\n'); !written)
        return written;
    return writePrivateFile(consolePasswordFile(), m_consolePassword + '\n');
}

Result<void> PrivatePostgres::start()
{
    const QString bin = serverBinaries();
    if (bin.isEmpty())
        return fail(ErrorKind::Input, u"no PostgreSQL server found (package postgresql-15)"_s,
                    u"pg_config --bindir"_s);
    if (QStandardPaths::findExecutable(u"setpriv"_s, {u"/usr/bin"_s, u"/bin"_s}).isEmpty())
        return fail(ErrorKind::Input, u"the program setpriv is missing (package util-linux)"_s,
                    u"/usr/bin"_s);
    if (Result<void> made = makeFolder(); !made)
        return made;
    m_guard.start(u"/bin/sh"_s, {u"-c"_s, QString::fromUtf8(guardScript), u"interlock-rehearsal-guard"_s,
                                 m_folder, bin, ::geteuid() == 0 ? u"postgres"_s : QString()});
    if (!m_guard.waitForStarted(3000))
        return fail(ErrorKind::Input, m_guard.errorString(), u"/bin/sh"_s);
    if (Result<void> ready = waitUntilReady(); !ready)
        return ready;
    PgConnection connection(connectionString());
    if (Result<void> made = connection.script(schemaSql()); !made)
        return made;
    return connection.script("alter role console password '" + m_consolePassword + "'");
}

Result<void> PrivatePostgres::waitUntilReady()
{
    QElapsedTimer clock;
    clock.start();
    const QString socket = m_folder + u"/pg/.s.PGSQL.5432"_s;
    while (clock.elapsed() < startLimitMs) {
        if (QFile::exists(socket) && PgConnection(connectionString()).isOpen())
            return {};
        if (m_guard.waitForFinished(20) || m_guard.state() == QProcess::NotRunning)
            return fail(ErrorKind::Database, QString::fromLocal8Bit(m_guard.readAllStandardError()).trimmed(),
                        u"initdb"_s);
    }
    return fail(ErrorKind::Timeout, u"PostgreSQL did not start in time"_s, m_folder + u"/postgres.log"_s);
}

void PrivatePostgres::stop()
{
    if (m_guard.state() == QProcess::NotRunning)
        return;
    m_guard.closeWriteChannel();
    m_guard.waitForFinished(stopLimitMs);
}

QByteArray PrivatePostgres::connectionString() const
{
    return "host=" + QFile::encodeName(m_folder) +
           "/pg port=5432 dbname=postgres user=postgres password=" + m_password +
           " connect_timeout=20 application_name=rehearsal";
}

QString PrivatePostgres::consoleConnection() const
{
    return u"host="_s + m_folder + u"/pg port=5432 dbname=postgres user=console sslmode=disable"_s;
}

QString PrivatePostgres::consolePasswordFile() const
{
    return m_folder + u"/console.password"_s;
}

} // namespace interlock::rehearsal
