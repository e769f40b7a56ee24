// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/celltext.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString CellText::aged(const QString &text, Quality quality, qint64 ageSeconds, const QDateTime &lastAt)
{
    switch (quality) {
    case Quality::Live:
    case Quality::History:
    case Quality::Late:
        return text;
    case Quality::Stale:
        return u"%1 ◷%2"_s.arg(text, Format::duration(std::chrono::seconds(ageSeconds)));
    case Quality::Lost:
        return tr("– last %1 at %2").arg(text, Format::clock(lastAt));
    case Quality::Never:
    case Quality::Bad:
        return Format::dash();
    }
    Q_UNREACHABLE();
}

QString CellText::explained(const QString &text, Quality quality, const QDateTime &lastAt,
                            const QString &problem)
{
    QString line;
    switch (quality) {
    case Quality::Live:
    case Quality::History:
        return text;
    case Quality::Late:
        line = tr("late: %1").arg(text);
        break;
    case Quality::Stale:
        line = tr("stale: %1 since %2").arg(text, Format::absolute(lastAt));
        break;
    case Quality::Lost:
        line = tr("lost: last %1 at %2").arg(text, Format::absolute(lastAt));
        break;
    case Quality::Never:
        line = tr("no data yet");
        break;
    case Quality::Bad:
        line = tr("the answer was not readable");
        break;
    }
    return problem.isEmpty() ? line : line + u'\n' + visibleText(problem.left(400));
}

} // namespace interlock
