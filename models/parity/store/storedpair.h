// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/trafficpair.h"
#include "models/parity/outcome.h"
#include "models/parity/statistics/paritycounts.h"
#include "models/parity/statistics/paritygate.h"
#include "models/parity/store/packedanswers.h"

#include <map>
#include <vector>

namespace interlock {

/// A pair after comparison, ready to be stored: its bodies are masked, or gone when they must not be kept.
struct JudgedPair
{
    TrafficPair pair;
    quint64 fingerprint = 0; ///< requestFingerprint() of what came
    quint64 contentKey = 0;  ///< pairContentKey() of what came, before masks
    PairOutcome outcome = PairOutcome::NotComparable;
    std::vector<GroupSignature> groups; ///< of its differences, each once
    bool keepsBodies = false;
};

/// A stored pair without its bodies.
struct StoredPair
{
    qint64 number = 0; ///< given by the store, rising from 1
    QDateTime at;      ///< first seen, by the source's clock
    QDateTime lastAt;  ///< last seen
    qint64 seen = 1;   ///< how often exactly this pair came
    QString sourceId;
    QString route;
    QByteArray method;
    QByteArray path;
    quint64 fingerprint = 0;
    std::optional<int> legacyStatus;
    std::optional<int> newerStatus;
    qint64 legacyMs = 0;
    qint64 newerMs = 0;
    PairOutcome outcome = PairOutcome::NotComparable;
    std::vector<quint32> groups; ///< ids of StoredGroup
    bool hasBodies = false;
    quint8 flags = 0; ///< StoredFlag
};

/// What of an answer is not in its status and body.
enum StoredFlag : quint8 { LegacyTimedOut = 1, NewerTimedOut = 2, LegacyTruncated = 4, NewerTruncated = 8 };

/// A group as the store knows it. Ids are the store's own and stay.
struct StoredGroup
{
    quint32 id = 0;
    GroupSignature signature;
};

/// A rule set version that pairs were judged by, with what all stored pairs came to under it.
struct StoredRuleSet
{
    qint64 version = 0; ///< rising from 1
    QByteArray hash;    ///< of the rules file
    QDateTime at;
    QDate day; ///< rules that had expired by then did not apply
    ParityCounts counts;
};

/// What a batch of pairs came to.
struct AppendReport
{
    qint64 stored = 0;
    qint64 repeated = 0; ///< exactly like a stored pair: counted there
    qint64 known = 0;    ///< ids that the source had sent before: left out
    qint64 dropped = 0;  ///< oldest pairs that had to go for the size cap
    QDateTime droppedUpTo;
};

/// What the store holds.
struct PairStoreState
{
    qint64 pairs = 0;
    qint64 lastNumber = 0;
    qint64 dropped = 0; ///< since the file was made
    QDateTime droppedUpTo;
    qint64 bytes = 0;
    QString cursor; ///< of the source, behind the newest pair
    StoredRuleSet rules;
};

} // namespace interlock
