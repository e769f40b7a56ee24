// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/widgetwords.h"

namespace interlock {

ShareWords WidgetWords::share()
{
    ShareWords words;
    words.share = tr("Share of users who reach NEW");
    words.sharePercent = tr("Share of users who reach NEW, in percent");
    words.actual = tr("actual");
    words.draft = tr("draft %1 percent");
    words.actualIs = tr("actual %1 percent");
    words.lockedAbove = tr("locked above %1 percent");
    return words;
}

TableWords WidgetWords::table()
{
    TableWords words;
    words.copy = tr("Copy as CSV");
    words.save = tr("Save as CSV …");
    words.saveTitle = tr("Save table");
    words.csvFiles = tr("CSV files (*.csv)");
    return words;
}

PlotWords WidgetWords::plot()
{
    PlotWords words;
    words.live = tr("live");
    words.pausedAt = tr("paused at %1");
    words.stale = tr("stale");
    words.localTime = tr("local");
    words.time = tr("time");
    words.copy = tr("Copy as CSV");
    words.saveImage = tr("Save as PNG …");
    words.saveTitle = tr("Save plot");
    words.pngFiles = tr("PNG images (*.png)");
    words.backToLive = tr("Back to live");
    words.zoomIn = tr("Zoom in");
    words.zoomOut = tr("Zoom out");
    words.savedAt = tr("saved %1");
    words.limit = tr("limit %1: %2");
    return words;
}

} // namespace interlock
