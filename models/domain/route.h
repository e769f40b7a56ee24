// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

namespace interlock {

/// Which of the two systems.
enum class Side { Legacy, New };

/// The layers in the order in which a migration is carved.
enum class Layer { Url, Read, Session, Write };
inline constexpr Layer allLayers[] = {Layer::Url, Layer::Read, Layer::Session, Layer::Write};

/// The modes of a route in the order of the steps: one step forward or back at a time (control-api-v1,
/// Bridge).
enum class Mode { Legacy, CompareLegacy, CompareNew, New };
inline constexpr Mode allModes[] = {Mode::Legacy, Mode::CompareLegacy, Mode::CompareNew, Mode::New};

/// Wire names of the contract: "legacy", "compare-legacy", "compare-new", "new"; "url", "read", "session",
/// "write".
[[nodiscard]] QString modeName(Mode mode);
[[nodiscard]] std::optional<Mode> modeFromName(QStringView name);
[[nodiscard]] QString layerName(Layer layer);
[[nodiscard]] std::optional<Layer> layerFromName(QStringView name);
[[nodiscard]] QString sideName(Side side);
[[nodiscard]] std::optional<Side> sideFromName(QStringView name);

/// An id of the contract: `[A-Za-z0-9._:-]{1,128}`.
[[nodiscard]] bool isValidId(QStringView id);

/// A rule beside the share that sends some users to one side whatever their bucket says.
struct RoutingRule
{
    QString id;
    QString title;
    Side to = Side::New;
    bool enabled = false;

    friend bool operator==(const RoutingRule &, const RoutingRule &) = default;
};

/// One route as the bridge has it. @c percent is the share of users the mode applies to, 0 … 100; all others
/// are served by legacy. In mode Legacy nobody reaches new, whatever percent and rules say.
struct RouteState
{
    QString id;
    QString title;
    Layer layer = Layer::Read;
    Mode mode = Mode::Legacy;
    int percent = 0;
    QList<RoutingRule> rules;
    QDateTime changedAt;
    QString changedBy;

    friend bool operator==(const RouteState &, const RouteState &) = default;
};

/// The share of users, 0 … 100, whose requests reach new (compared or answered) by mode and percent, rules
/// left out.
[[nodiscard]] int effectivePercent(Mode mode, int percent);

/// What a forward or backward change of one route asks for; an absent member stays as it is.
struct RouteChange
{
    QString routeId;
    std::optional<Mode> mode;
    std::optional<int> percent;
    QMap<QString, bool> rules; ///< rule id → enabled
    QString reason;

    friend bool operator==(const RouteChange &, const RouteChange &) = default;
};

/// @p route after @p change, without asking anybody.
[[nodiscard]] RouteState applied(const RouteState &route, const RouteChange &change);

/// True when @p change sends more users to new than @p route does now: a higher effective percent, a mode in
/// which more of the answer comes from new, or a rule to new switched on (or to legacy switched off). The
/// contract's "more to new" concerns users who reach new; a mode step compare-legacy → compare-new also
/// counts as forward here because customers then get new's answers.
[[nodiscard]] bool isForward(const RouteState &route, const RouteChange &change);

} // namespace interlock
