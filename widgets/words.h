// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace interlock {

// The few words that widgets say by themselves. They are values with English texts: translations live in ui/,
// which hands its own words over. %1 and %2 are filled in by the widget.

struct ShareWords
{
    QString share = QStringLiteral("Share");
    QString sharePercent = QStringLiteral("Share, percent");
    QString actual = QStringLiteral("actual");
    QString draft = QStringLiteral("draft %1 percent");
    QString actualIs = QStringLiteral("actual %1 percent");
    QString lockedAbove = QStringLiteral("locked above %1 percent");
};

struct TableWords
{
    QString copy = QStringLiteral("Copy as CSV");
    QString save = QStringLiteral("Save as CSV …");
    QString saveTitle = QStringLiteral("Save table");
    QString csvFiles = QStringLiteral("CSV files (*.csv)");
};

struct PlotWords
{
    QString live = QStringLiteral("live");
    QString pausedAt = QStringLiteral("paused at %1");
    QString stale = QStringLiteral("stale");
    QString utc = QStringLiteral("UTC");
    QString localTime = QStringLiteral("local");
    QString time = QStringLiteral("time");
    QString copy = QStringLiteral("Copy as CSV");
    QString saveImage = QStringLiteral("Save as PNG …");
    QString saveTitle = QStringLiteral("Save plot");
    QString pngFiles = QStringLiteral("PNG images (*.png)");
    QString backToLive = QStringLiteral("Back to live");
    QString zoomIn = QStringLiteral("Zoom in");
    QString zoomOut = QStringLiteral("Zoom out");
    QString savedAt = QStringLiteral("saved %1");
    QString limit = QStringLiteral("limit %1: %2");
};

} // namespace interlock
