// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QFuture>
#include <QTest>

namespace interlock {

/// The future's result, waited for on the event loop. A future that never ends gives Input "never ended":
/// tests expect other kinds.
template<typename T>
[[nodiscard]] Result<T> waited(const QFuture<Result<T>> &future, int timeoutMs = 20'000)
{
    const bool ended = QTest::qWaitFor([&future] { return future.isFinished(); }, timeoutMs);
    if (!ended || future.resultCount() == 0)
        return fail(ErrorKind::Input, QStringLiteral("never ended"));
    return future.result();
}

/// The error's kind as a word, "good" when there is none: reads well in a failing QCOMPARE.
template<typename T>
[[nodiscard]] QString kindOf(const Result<T> &result)
{
    return result ? QStringLiteral("good") : errorKindName(result.error().kind);
}

} // namespace interlock
