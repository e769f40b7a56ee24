// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <QObject>
#include <QThread>

namespace interlock::rehearsal {

/// An object on a thread of its own: made there, used there, destroyed there.
template<typename T>
class ThreadHost final
{
public:
    /// @p make returns a std::unique_ptr<T>; it runs on the new thread, and the constructor waits for it.
    template<typename Make>
    ThreadHost(const QString &name, Make make)
    {
        m_thread.setObjectName(name);
        m_context.moveToThread(&m_thread);
        m_thread.start();
        call([this, &make] { m_object = make(); });
    }

    ~ThreadHost()
    {
        call([this] { m_object.reset(); });
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(ThreadHost)

    /// Runs @p work on the object's thread and waits for it.
    template<typename Work>
    void call(Work work)
    {
        QMetaObject::invokeMethod(&m_context, work, Qt::BlockingQueuedConnection);
    }

    /// Valid as long as the host; its members are to be used through call() unless they say otherwise.
    [[nodiscard]] T &object() const { return *m_object; }

private:
    QThread m_thread;
    QObject m_context;
    std::unique_ptr<T> m_object;
};

} // namespace interlock::rehearsal
