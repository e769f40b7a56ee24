// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/bytesrelay.h"

#include <array>
#include <cstring>
#include <poll.h>
#include <QFile>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace interlock::bench {

namespace {

constexpr int stopCheckMs = 50;

sockaddr_un relayAddress(const QByteArray &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(),
                std::min(std::size_t(path.size()), sizeof(address.sun_path) - 1));
    return address;
}

bool hasInput(const pollfd &fd)
{
    return (fd.revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

} // namespace

BytesRelay::BytesRelay(const QString &listenPath, const QString &targetPath, const QByteArray &needle)
    : m_listenPath(listenPath), m_targetPath(QFile::encodeName(targetPath)), m_needle(needle)
{
    const sockaddr_un address = relayAddress(QFile::encodeName(listenPath));
    m_listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0 &&
        ::listen(m_listener, 64) == 0)
        m_thread = std::thread([this] { run(); });
}

BytesRelay::~BytesRelay()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
    for (Link &link : m_links)
        close(link);
    ::close(m_listener);
}

std::optional<BytesRelay::Time> BytesRelay::seenAt() const
{
    const Time::rep seen = m_seen;
    return seen == 0 ? std::nullopt : std::optional(Time(Time::duration(seen)));
}

void BytesRelay::run()
{
    while (!m_stop) {
        std::vector<pollfd> fds{{m_listener, POLLIN, 0}};
        for (const Link &link : m_links) { // a negative descriptor is passed over
            fds.push_back({link.clientDone ? -1 : link.client, POLLIN, 0});
            fds.push_back({link.targetDone ? -1 : link.target, POLLIN, 0});
        }
        if (::poll(fds.data(), fds.size(), stopCheckMs) <= 0)
            continue;
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            Link &link = m_links[i];
            if (hasInput(fds[2 * i + 1]))
                pass(link.client, link.target, link.clientDone, true);
            if (hasInput(fds[2 * i + 2]))
                pass(link.target, link.client, link.targetDone, false);
        }
        std::erase_if(m_links, [](Link &link) {
            // HAProxy closes when it has answered; a client that only half closes still waits for that.
            if (!link.targetDone)
                return false;
            close(link);
            return true;
        });
        if (hasInput(fds[0]))
            accept();
    }
}

void BytesRelay::accept()
{
    Link link;
    link.client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    link.target = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = relayAddress(m_targetPath);
    if (link.client >= 0 &&
        ::connect(link.target, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0)
        m_links.push_back(link);
    else
        close(link);
}

void BytesRelay::pass(int from, int to, bool &done, bool isRequest)
{
    std::array<char, 65'536> buffer;
    const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        done = true;
        ::shutdown(to, SHUT_WR);
        return;
    }
    if (isRequest && m_seen == 0 && QByteArray::fromRawData(buffer.data(), count).contains(m_needle))
        m_seen = std::chrono::steady_clock::now().time_since_epoch().count();
    for (ssize_t sent = 0; sent < count;) {
        const ssize_t part = ::send(to, buffer.data() + sent, std::size_t(count - sent), MSG_NOSIGNAL);
        if (part <= 0)
            return;
        sent += part;
    }
}

void BytesRelay::close(Link &link)
{
    for (int *fd : {&link.client, &link.target}) {
        if (*fd >= 0)
            ::close(*fd);
        *fd = -1;
    }
}

} // namespace interlock::bench
