// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <memory>
#include <QFuture>
#include <QPromise>

namespace interlock {

/// The promise behind a port's future, shared by the callbacks of one operation. The first delivery counts;
/// when the last callback dies without one (the port was destroyed) the future ends as Cancelled. Not for
/// several threads at once.
template<typename T>
class Answer final
{
    Q_DISABLE_COPY_MOVE(Answer)

public:
    using Ptr = std::shared_ptr<Answer<T>>;

    [[nodiscard]] static Ptr create() { return std::make_shared<Answer<T>>(); }

    Answer() { m_promise.start(); }
    ~Answer() { deliver(fail(ErrorKind::Cancelled, QStringLiteral("the endpoint was closed"))); }

    [[nodiscard]] QFuture<Result<T>> future() { return m_promise.future(); }
    [[nodiscard]] bool delivered() const { return m_delivered; }
    void deliver(Result<T> result)
    {
        if (std::exchange(m_delivered, true))
            return;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

private:
    QPromise<Result<T>> m_promise;
    bool m_delivered = false;
};

} // namespace interlock
