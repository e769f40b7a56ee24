// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"
#include "models/profile/tomlvalue.h"

namespace interlock {

/// Collects everything wrong with one file.
class ProfileProblems final
{
public:
    explicit ProfileProblems(const QString &fileName) : m_fileName(fileName) {}

    void add(const TomlPosition &at, const QString &text);
    [[nodiscard]] bool empty() const { return m_errors.isEmpty(); }
    /// In file order; those of one place in the order in which they were found.
    [[nodiscard]] QList<ProfileError> inFileOrder() const;

private:
    QString m_fileName;
    QList<ProfileError> m_errors;
};

/// "a", "a or b", "a, b or c".
[[nodiscard]] QString alternatives(const QStringList &words);
/// `, did you mean "x"?` when a word of @p known is close to @p word; empty otherwise.
[[nodiscard]] QString suggestion(const QString &word, const QStringList &known);
/// Text of the file in quotes, shortened and with control characters made visible.
[[nodiscard]] QString quoted(const QString &text);
/// The sentence that tells how a secret is referenced instead of being written down.
[[nodiscard]] QString secretAdvice();

} // namespace interlock
