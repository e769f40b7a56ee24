// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing: a precompiled header belongs to a target, and a target has a source
// (cmake/InterlockTargets.cmake).
