// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace interlock {

/// Every duration of models/control that is not the profile's. Defaults are the product's (docs/acts.md);
/// tests give shorter ones.
struct ControlTimings
{
    using ms = std::chrono::milliseconds;

    // Monitor
    ms watchdog{250};
    ms changedAtMost{100};   ///< changed() comes no closer together than this …
    ms changedAtLeast{1000}; ///< … and no further apart: ages move
    ms identityPeriod{3000};
    ms parityPeriod{8000}; ///< below 10 s, past which any reading is STALE
    ms backoffCap{8000};

    // Alarms: on-delays, each long enough that a single lost poll stays silent
    ms endpointLostAfter{2000};
    ms limitAfter{3000};
    ms clearAfter{2000};   ///< off-delay of every alarm
    ms neverAfter{10'000}; ///< an endpoint that has not answered at all

    // Forward act
    ms armedFor{30'000};
    ms forwardHold{1000};
    ms askFirst{500}; ///< UNKNOWN: first question by key; doubled up to the cap
    ms askCap{8000};
    ms neverArrivedAfter{
        5000}; ///< "never arrived" is believed no sooner: the request may still be on its way

    // Rollback
    ms rollbackHold{500};
    ms diskWait{50};
    ms gradualDiskWait{2000}; ///< a gradual rollback's step has more time to get its key on the disk
    ms retryFirst{250};
    ms retryCap{5000};
    ms resumeAsk{1000}; ///< how long the next start waits to hear that somebody released the latch
    ms probePeriod{5000};
    ms followPeriod{500};    ///< how often the bridge is asked while a rollback is not settled
    ms unsettledAfter{2000}; ///< RollbackUnsettled is raised

    // Warranty
    ms dryRunPeriod{60'000};  ///< the profile's [warranty] goes first
    ms dryRunRetry{5000};     ///< after one that failed
    ms dryRunProves{180'000}; ///< how long one that went through counts
    ms lapsedAfter{10'000};   ///< WarrantyLapsed is raised

    // Marks
    ms markPoll{250};     ///< how often a mark that is under way is asked for, at first …
    ms markPollCap{2000}; ///< … and at last
    ms markRetry{10'000}; ///< after one that could not be written

    // Several people
    ms teamBeat{5000}; ///< a third of what the server takes somebody for present

    // Engine
    ms leasePeriod{1000};
    ms leaseValid{3000};    ///< a confirmed lease counts so long; less than a server needs to free a dead one
    ms nobodyAfter{10'000}; ///< NobodyWatches is raised
    ms legacyCheckFor{10'000}; ///< after a rollback legacy's figures have so long to come in
    ms notifyFirst{1000};
    ms notifyCap{60'000};
};

} // namespace interlock
