// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/textmarks.h"

#include "models/parity/alignment.h"

#include <algorithm>
#include <QHash>

namespace interlock {

namespace {

constexpr std::size_t mostWords = 4000;

/// Words are runs of letters and digits; everything else stands alone.
std::vector<TextSpan> wordsOf(QStringView text, qsizetype offset)
{
    std::vector<TextSpan> words;
    for (qsizetype i = 0; i < text.size();) {
        qsizetype end = i + 1;
        if (text[i].isLetterOrNumber()) {
            while (end < text.size() && text[end].isLetterOrNumber())
                ++end;
        } else if (text[i].isHighSurrogate() && end < text.size() && text[end].isLowSurrogate()) {
            ++end;
        }
        words.push_back({offset + i, end - i});
        i = end;
    }
    return words;
}

std::vector<std::uint64_t> wordHashes(QStringView text, const std::vector<TextSpan> &words)
{
    std::vector<std::uint64_t> hashes;
    hashes.reserve(words.size());
    for (const TextSpan &word : words)
        hashes.push_back(qHash(text.mid(word.begin, word.length), std::size_t(1)));
    return hashes;
}

/// The words that are not kept, neighbours joined.
std::vector<TextSpan> spansOfOthers(const std::vector<TextSpan> &words, const std::vector<bool> &kept)
{
    std::vector<TextSpan> spans;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (kept[i])
            continue;
        if (!spans.empty() && spans.back().begin + spans.back().length == words[i].begin)
            spans.back().length += words[i].length;
        else
            spans.push_back(words[i]);
    }
    return spans;
}

qsizetype commonStart(QStringView a, QStringView b)
{
    const qsizetype most = std::min(a.size(), b.size());
    qsizetype n = 0;
    while (n < most && a[n] == b[n])
        ++n;
    // back to the start of a word, so that words are marked whole
    while (n > 0 && n < a.size() && (a[n - 1].isLetterOrNumber() || a[n - 1].isHighSurrogate()))
        --n;
    return n;
}

qsizetype commonEnd(QStringView a, QStringView b)
{
    const qsizetype most = std::min(a.size(), b.size());
    qsizetype n = 0;
    while (n < most && a[a.size() - 1 - n] == b[b.size() - 1 - n])
        ++n;
    while (n > 0 && n < a.size() && (a[a.size() - n].isLetterOrNumber() || a[a.size() - n].isLowSurrogate()))
        --n;
    return n;
}

} // namespace

TextMarks textMarks(QStringView legacy, QStringView newer)
{
    if (legacy == newer)
        return {};
    const qsizetype start = commonStart(legacy, newer);
    const qsizetype end = commonEnd(legacy.mid(start), newer.mid(start));
    const QStringView left = legacy.mid(start, legacy.size() - start - end);
    const QStringView right = newer.mid(start, newer.size() - start - end);
    const std::vector<TextSpan> leftWords = wordsOf(left, start);
    const std::vector<TextSpan> rightWords = wordsOf(right, start);
    std::vector<bool> leftKept(leftWords.size());
    std::vector<bool> rightKept(rightWords.size());
    if (leftWords.size() <= mostWords && rightWords.size() <= mostWords) {
        SequencePair sequences{wordHashes(legacy, leftWords), wordHashes(newer, rightWords), {}};
        sequences.same = [&](std::size_t i, std::size_t j) {
            return legacy.mid(leftWords[i].begin, leftWords[i].length) ==
                   newer.mid(rightWords[j].begin, rightWords[j].length);
        };
        for (const auto &[i, j] : alignedPairs(sequences)) {
            leftKept[i] = true;
            rightKept[j] = true;
        }
    }
    return {spansOfOthers(leftWords, leftKept), spansOfOthers(rightWords, rightKept)};
}

} // namespace interlock
