// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Every test gets this file without naming it (cmake/InterlockTargets.cmake): it leads the precompiled
// header.
//
// Qt Test gives a condition 5 s to come true. On a loaded machine, or under a sanitizer, a thread may well be
// kept from running for that long, and a test must not fail because a machine was slow. Waiting ends as soon
// as the condition holds; only a test that fails takes this long.

#include <QTest>

namespace interlock {
/// Milliseconds that a condition gets to come true.
constexpr int patience = 60'000;
} // namespace interlock

#undef QTRY_VERIFY
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT((expr), interlock::patience)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expr, text) QTRY_VERIFY2_WITH_TIMEOUT((expr), text, interlock::patience)
#undef QTRY_COMPARE
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT((expr), expected, interlock::patience)
