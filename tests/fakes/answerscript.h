// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <optional>
#include <QFuture>
#include <QPromise>
#include <QQueue>
#include <utility>
#include <vector>

namespace interlock {

/// The answers that one verb of a fake port gives: what its act computes at once, an error scripted before,
/// or either of them later, when the test lets it go. Held answers end as Cancelled when the script dies, as
/// a real port's do.
template<typename T>
class AnswerScript final
{
    Q_DISABLE_COPY_MOVE(AnswerScript)

public:
    AnswerScript() = default;
    ~AnswerScript()
    {
        for (Held &held : m_held)
            finish(held.promise, fail(ErrorKind::Cancelled, QStringLiteral("port destroyed")));
    }

    /// The next @p times calls do nothing and answer @p error (the request never arrived, or was turned
    /// down).
    void refuseNext(const Error &error, int times = 1) { append({false, error}, times); }
    /// The next @p times calls act and answer @p error (the reply was lost after the change had been made).
    void loseNext(const Error &error = {ErrorKind::Timeout, QStringLiteral("no answer"), {}}, int times = 1)
    {
        append({true, error}, times);
    }
    /// Every call without a script of its own answers @p error and does nothing, until it is set to nothing
    /// again.
    void refuseAlways(const std::optional<Error> &error) { m_always = error; }

    /// From now on calls act at once but are answered only by release().
    void hold() { m_holding = true; }
    [[nodiscard]] int held() const { return int(m_held.size()); }
    /// Answers the oldest held call. Calls that follow are still held.
    void releaseOne()
    {
        Q_ASSERT(!m_held.empty());
        Held held = std::move(m_held.front());
        m_held.erase(m_held.begin());
        finish(held.promise, held.result);
    }
    /// Answers the newest held call, so that answers overtake each other.
    void releaseNewest()
    {
        Q_ASSERT(!m_held.empty());
        Held held = std::move(m_held.back());
        m_held.pop_back();
        finish(held.promise, held.result);
    }
    /// Answers all held calls, oldest first, and holds no more.
    void release()
    {
        m_holding = false;
        while (!m_held.empty())
            releaseOne();
    }

    [[nodiscard]] int calls() const { return m_calls; }

    /// What the fake port calls: @p act makes the verb's effect and returns its answer.
    template<typename Act>
    [[nodiscard]] QFuture<Result<T>> run(Act act)
    {
        ++m_calls;
        QPromise<Result<T>> promise;
        promise.start();
        QFuture<Result<T>> future = promise.future();
        const Result<T> result = resultOf(act);
        if (m_holding)
            m_held.push_back({std::move(promise), result});
        else
            finish(promise, result);
        return future;
    }

private:
    struct Step
    {
        bool acts = false;
        Error error;
    };
    struct Held
    {
        QPromise<Result<T>> promise;
        Result<T> result;
    };

    void append(const Step &step, int times)
    {
        for (int i = 0; i < times; ++i)
            m_steps.enqueue(step);
    }

    template<typename Act>
    Result<T> resultOf(Act &act)
    {
        if (m_steps.isEmpty())
            return m_always ? Result<T>(tl::unexpected<Error>(*m_always)) : act();
        const Step step = m_steps.dequeue();
        if (step.acts)
            static_cast<void>(act());
        return tl::unexpected<Error>(step.error);
    }

    static void finish(QPromise<Result<T>> &promise, const Result<T> &result)
    {
        promise.addResult(result);
        promise.finish();
    }

    QQueue<Step> m_steps;
    std::optional<Error> m_always;
    std::vector<Held> m_held;
    bool m_holding = false;
    int m_calls = 0;
};

} // namespace interlock
