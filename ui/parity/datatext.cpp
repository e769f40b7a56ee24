// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/datatext.h"

#include "models/parity/statistics/paritycensus.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString skippedWords(const DataCounts &counts)
{
    QStringList parts;
    const auto add = [&parts](qint64 count, const QString &word) {
        if (count > 0)
            parts << u"%1 %2"_s.arg(Format::count(count), word);
    };
    add(counts.pending, DataText::verdict(DataVerdict::Pending));
    add(counts.unchecked, DataText::verdict(DataVerdict::Unchecked));
    add(counts.failed, DataText::verdict(DataVerdict::Failed));
    add(counts.forReview, DataText::verdict(DataVerdict::ForReview));
    return parts.join(u", "_s);
}

} // namespace

QString DataText::verdict(DataVerdict verdict)
{
    switch (verdict) {
    case DataVerdict::Equal:
        return tr("equal");
    case DataVerdict::Different:
        return tr("different");
    case DataVerdict::Pending:
        return tr("not migrated yet");
    case DataVerdict::Unchecked:
        return tr("without both checksums");
    case DataVerdict::Failed:
        return tr("failed");
    case DataVerdict::ForReview:
        return tr("flagged for review");
    }
    Q_UNREACHABLE();
}

QString DataText::equalShare(const DataCounts &counts)
{
    if (counts.rows == 0)
        return Format::dash();
    if (CensusCounts{counts.rows, counts.checked(), counts.skipped(), counts.different}.maySayAll())
        return tr("all, 100 %");
    const double ratio = double(counts.equal) / double(counts.rows);
    return Format::percent(percentToShow(ratio, 2, false).value_or(99.99), 2);
}

std::pair<StateLevel, QString> DataText::headline(const DataDesk &desk)
{
    if (!desk.hasMigrationLog())
        return {StateLevel::Attention,
                tr("Checksums of the data are not known: the profile names no database. Give it a [parity] "
                   "section with the connection.")};
    if (!desk.census())
        return {StateLevel::Attention,
                desk.logProblem()
                    ? tr("Nothing is known of the data yet. %1").arg(ErrorText::sentence(*desk.logProblem()))
                    : tr("The migration log is being read for the first time.")};
    const DataCounts &counts = desk.census()->census.total();
    if (counts.rows == 0)
        return {StateLevel::Attention, tr("The migration log is empty: nothing was migrated yet.")};
    const CensusCounts census{counts.rows, counts.checked(), counts.skipped(), counts.different};
    if (census.maySayAll())
        return {
            StateLevel::Normal,
            tr("All %1 rows have the same checksum on both sides: 100 %, every row checked and none skipped.")
                .arg(Format::count(counts.rows))};
    const QString checked = tr("%1 of %2 rows checked, %3 differ")
                                .arg(Format::count(counts.checked()), Format::count(counts.rows),
                                     Format::count(counts.different));
    const QString skipped = counts.skipped() > 0
                                ? tr("; %1 not checked (%2), so nothing may be said of all")
                                      .arg(Format::count(counts.skipped()), skippedWords(counts))
                                : QString();
    const bool bad = counts.different > 0 || counts.failed > 0;
    return {bad ? StateLevel::Alarm : StateLevel::Attention, checked + skipped + u'.'};
}

QString DataText::provenance(const DataDesk &desk, const QDateTime &now)
{
    QStringList parts;
    if (const std::optional<CensusWalk> &census = desk.census()) {
        parts << tr("read to the end: %1 (%2)")
                     .arg(Format::relative(census->finishedAt, now), Format::absolute(census->finishedAt));
        if (census->census.badRows() > 0)
            parts << tr("▲ %1 unreadable rows, counted as not checked")
                         .arg(Format::count(census->census.badRows()));
    }
    if (desk.walk())
        parts << tr("reading again: %1 rows so far").arg(Format::count(desk.walk()->census.total().rows));
    if (desk.logProblem())
        parts << tr("▲ %1").arg(ErrorText::sentence(*desk.logProblem()));
    return parts.join(u" · "_s);
}

QString DataText::issues(const DataDesk &desk, const QDateTime &now)
{
    if (!desk.hasTeamLog())
        return tr("The log of issues is not known: the profile names no database. Give it a [parity] section "
                  "with the connection.");
    QStringList parts;
    if (desk.issuesReadAt().isValid()) {
        const auto open = std::ranges::count_if(desk.issues(), &LoggedIssue::isOpen);
        parts << Format::counted(open, tr("1 open issue"), tr("%1 open issues"))
              << Format::counted(desk.issues().size() - open, tr("1 closed"), tr("%1 closed"));
        if (desk.issues().size() >= DataDesk::mostIssues)
            parts << tr("the newest %1 are shown").arg(Format::count(DataDesk::mostIssues));
        parts << tr("read %1").arg(Format::relative(desk.issuesReadAt(), now));
    }
    if (desk.issuesProblem())
        parts << tr("▲ %1").arg(ErrorText::sentence(*desk.issuesProblem()));
    if (desk.releasesProblem())
        parts << tr("▲ releases: %1").arg(ErrorText::sentence(*desk.releasesProblem()));
    return parts.isEmpty() ? tr("The log of issues is being read.") : parts.join(u" · "_s);
}

} // namespace interlock
