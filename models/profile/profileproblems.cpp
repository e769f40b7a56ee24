// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profileproblems.h"

#include "models/domain/plaintext.h"

#include <algorithm>
#include <tuple>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Levenshtein distance, in one row.
qsizetype editDistance(const QString &a, const QString &b)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const bool same = a[i - 1] == b[static_cast<qsizetype>(j) - 1];
            const qsizetype replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

void ProfileProblems::add(const TomlPosition &at, const QString &text)
{
    m_errors.append({m_fileName, at.line, at.column, text});
}

QList<ProfileError> ProfileProblems::inFileOrder() const
{
    QList<ProfileError> sorted = m_errors;
    std::ranges::stable_sort(sorted, [](const ProfileError &a, const ProfileError &b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
    return sorted;
}

QString alternatives(const QStringList &words)
{
    if (words.size() < 2)
        return words.join(QString());
    return words.first(words.size() - 1).join(u", ") + u" or "_s + words.last();
}

QString suggestion(const QString &word, const QStringList &known)
{
    constexpr qsizetype longestWord = 64;
    if (word.size() > longestWord)
        return {};
    QString best;
    qsizetype bestDistance = (word.size() < 5 ? 1 : std::max<qsizetype>(2, word.size() / 3)) + 1;
    for (const QString &candidate : known) {
        const qsizetype distance = editDistance(word.toLower(), candidate.toLower());
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best.isEmpty() ? QString() : u", did you mean \"%1\"?"_s.arg(best);
}

QString quoted(const QString &text)
{
    constexpr qsizetype longest = 60;
    const QString shown = text.size() > longest ? text.first(longest) + u"…"_s : text;
    return u'"' + visibleText(shown) + u'"';
}

QString secretAdvice()
{
    return u"a secret is never in the profile: reference it with secret = { env = \"VARIABLE\" }, { file = "
           u"\"path\" } or "
           u"{ keychain = \"service/key\" }"_s;
}

} // namespace interlock
