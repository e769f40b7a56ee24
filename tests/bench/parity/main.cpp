// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of the comparison engine beside those of other comparers, in one run on the same pairs. Prints;
// fails nothing.
#include "models/parity/comparer.h"
#include "tests/bench/parity/samplepairs.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#ifdef INTERLOCK_HAS_NLOHMANN
#include <nlohmann/json.hpp>
#endif

using namespace interlock;
using namespace interlock::bench;

namespace {

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Seconds of processor time of one call of @p work, the best of as many rounds as fit into a second: what
/// the machine does beside it counts least so, and everybody has the same time to be lucky.
double secondsOf(const std::function<void()> &work)
{
    constexpr int fewestRounds = 5;
    double best = 1e9;
    const double begin = processorSeconds();
    for (int i = 0; i < fewestRounds || processorSeconds() - begin < 1; ++i) {
        const double start = processorSeconds();
        work();
        best = std::min(best, processorSeconds() - start);
    }
    return best;
}

double pairsPerSecond(const std::vector<SamplePair> &pairs,
                      const std::function<void(const SamplePair &)> &compare)
{
    const double seconds = secondsOf([&] {
        for (const SamplePair &pair : pairs)
            compare(pair);
    });
    return static_cast<double>(pairs.size()) / seconds;
}

std::shared_ptr<const RuleSet> rulesOf(const std::string &toml)
{
    auto rules = RuleSet::fromToml(QByteArray::fromStdString(toml));
    return rules ? std::make_shared<const RuleSet>(std::move(*rules)) : nullptr;
}

/// Returns pairs a second without rules.
double printPairs(const char *name, std::size_t count, std::size_t bytes)
{
    const auto pairs = orderPairs(count, bytes);
    Comparer plain;
    Comparer ruled(rulesOf(twentyRules()));
    const double ours = pairsPerSecond(pairs, [&](const SamplePair &pair) {
        if (plain.compare(pair.legacy, pair.newer).outcome != PairOutcome::Different)
            std::puts("wrong: not different");
    });
    const double withRules = pairsPerSecond(pairs, [&](const SamplePair &pair) {
        if (ruled.compare(pair.legacy, pair.newer).outcome != PairOutcome::EqualAfterRules)
            std::puts("wrong: not equal after rules");
    });
    const double spaced = pairsPerSecond(spacedPairs(pairs), [&](const SamplePair &pair) {
        if (plain.compare(pair.legacy, pair.newer).outcome != PairOutcome::Different)
            std::puts("wrong: not different");
    });
    const double same = pairsPerSecond(pairs, [&](const SamplePair &pair) {
        if (plain.compare(pair.legacy, pair.legacy).outcome != PairOutcome::Equal)
            std::puts("wrong: not equal");
    });
    std::printf("%s (%zu bytes a side), pairs a second on one core\n", name, pairs.front().legacy.size());
    std::printf("  without rules, different      %10.0f\n", ours);
    std::printf("  the same, new with more space %10.0f\n", spaced);
    std::printf("  20 rules, equal after rules   %10.0f\n", withRules);
    std::printf("  the same bytes                %10.0f\n", same);
#ifdef INTERLOCK_HAS_NLOHMANN
    const double theirs = pairsPerSecond(pairs, [](const SamplePair &pair) {
        const auto patch =
            nlohmann::json::diff(nlohmann::json::parse(pair.legacy), nlohmann::json::parse(pair.newer));
        if (patch.empty())
            std::puts("wrong: nlohmann finds nothing");
    });
    std::printf("  nlohmann parse + json::diff   %10.0f  (ours: %.1f times, with more space %.1f times)\n",
                theirs, ours / theirs, spaced / theirs);
#else
    std::printf("  nlohmann                      not there (nlohmann-json3-dev)\n");
#endif
    return ours;
}

void printArrays()
{
    const SamplePair changed = changedArray(3000);
    CompareOptions options;
    options.limits.maxBytes = std::size_t{64} << 20U;
    Comparer plain({}, options);
    std::printf("array of 3 000 objects, 10 %% changed: %.2f ms\n",
                1e3 * secondsOf([&] { static_cast<void>(plain.compare(changed.legacy, changed.newer)); }));
    const SamplePair large = changedArray(105'000);
    std::printf("array of %.1f MB, 10 %% of 105 000 objects changed (by position): %.0f ms\n",
                static_cast<double>(large.legacy.size()) / 1e6,
                1e3 * secondsOf([&] { static_cast<void>(plain.compare(large.legacy, large.newer)); }));
    const SamplePair reversed = reversedArray(50'000);
    Comparer keyed(rulesOf("[[rule]]\nop='array'\norder='keyed'\nkey=['id']\npath=''"), options);
    std::printf("50 000 objects keyed, in the opposite order, 1 %% changed: %.1f ms\n",
                1e3 * secondsOf([&] { static_cast<void>(keyed.compare(reversed.legacy, reversed.newer)); }));
    Comparer multiset(rulesOf("[[rule]]\nop='array'\norder='multiset'\npath=''"), options);
    std::printf("50 000 objects as a multiset: %.1f ms\n",
                1e3 *
                    secondsOf([&] { static_cast<void>(multiset.compare(reversed.legacy, reversed.newer)); }));
}

/// jsondiffpatch on the same pairs of 2.4 KB, in its own process: parse and diff, as one program in Node.
void printNodePeer(double ours)
{
    const QString node = QStandardPaths::findExecutable(QStringLiteral("node"));
    const QString modules = qEnvironmentVariable("INTERLOCK_NODE_MODULES");
    if (node.isEmpty() || modules.isEmpty()) {
        std::puts(
            "jsondiffpatch: not there (needs node, and INTERLOCK_NODE_MODULES naming a folder that has it)");
        return;
    }
    QTemporaryDir folder;
    std::ofstream pairs(folder.filePath(QStringLiteral("pairs.ndjson")).toStdString());
    for (const SamplePair &pair : orderPairs(500, 2400))
        pairs << pair.legacy << '\n' << pair.newer << '\n';
    pairs.close();
    QProcess process;
    process.start(node, {QStringLiteral(INTERLOCK_SOURCE_DIR "/tests/bench/parity/peer.mjs"), modules,
                         folder.filePath(QStringLiteral("pairs.ndjson"))});
    constexpr int patienceMs = 120'000;
    process.waitForFinished(patienceMs);
    const QByteArrayList figures = process.readAllStandardOutput().trimmed().split(' ');
    if (figures.size() == 2)
        std::printf("jsondiffpatch, pairs a second: parse + diff %s (ours: %.1f times), with paths and kinds "
                    "%s (ours: "
                    "%.1f times)\n",
                    figures[0].constData(), ours / figures[0].toDouble(), figures[1].constData(),
                    ours / figures[1].toDouble());
    std::fputs(process.readAllStandardError().constData(), stderr);
}

} // namespace

int main()
{
    const double small = printPairs("small pairs", 1000, 2400);
    static_cast<void>(printPairs("large pairs", 20, 500'000));
    printArrays();
    printNodePeer(small);
    return 0;
}
