// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/grouppresentation.h"

#include "models/domain/plaintext.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

GroupPresentation::GroupPresentation(GroupTableModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString GroupPresentation::text(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    switch (source.column()) {
    case GroupTableModel::KindColumn:
        return ParityText::kind(DifferenceKind(raw.toInt()));
    case GroupTableModel::TagsColumn: {
        const QStringList tags = raw.toStringList();
        return tags.size() == 2 ? visibleText(tags[0]) + u" → "_s + visibleText(tags[1]) : QString();
    }
    case GroupTableModel::PairsColumn:
        return Format::count(raw.toLongLong());
    case GroupTableModel::ShareColumn:
        return raw.isValid() ? ParityText::rate(raw.toDouble()) : Format::dash();
    case GroupTableModel::FirstColumn:
    case GroupTableModel::LastColumn:
        return Format::relative(raw.toDateTime(), now());
    case GroupTableModel::TrendColumn: {
        const QVariantList hours =
            raw.toList(); // for the clipboard and screen readers; drawn by TrendDelegate
        return hours.isEmpty() ? QString() : tr("%1 in the last hour").arg(hours.constLast().toInt());
    }
    case GroupTableModel::StateColumn: {
        const TriageEntry entry = m_source->triage(source.row());
        return entry.reopened ? tr("▲ new again") : ParityText::triage(entry.state);
    }
    case GroupTableModel::PathColumn: {
        const QString path = visibleText(raw.toString());
        return path.isEmpty() ? tr("(the whole answer)") : path;
    }
    }
    return visibleText(raw.toString());
}

QString GroupPresentation::toolTip(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    if (raw.userType() == QMetaType::QDateTime)
        return Format::absolute(raw.toDateTime());
    if (source.column() != GroupTableModel::StateColumn)
        return text(source);
    const TriageEntry entry = m_source->triage(source.row());
    if (entry.revision == 0)
        return tr("Nobody has decided about this group yet.");
    return tr("%1 by %2, %3")
        .arg(text(source), visibleText(entry.changedBy), Format::absolute(entry.changedAt));
}

QString GroupPresentation::header(int column) const
{
    switch (column) {
    case GroupTableModel::RouteColumn:
        return tr("route");
    case GroupTableModel::PathColumn:
        return tr("field");
    case GroupTableModel::KindColumn:
        return tr("kind");
    case GroupTableModel::TagsColumn:
        return tr("LEGACY → NEW");
    case GroupTableModel::PairsColumn:
        return tr("pairs");
    case GroupTableModel::ShareColumn:
        return tr("share");
    case GroupTableModel::FirstColumn:
        return tr("first seen");
    case GroupTableModel::LastColumn:
        return tr("last seen");
    case GroupTableModel::TrendColumn:
        return tr("24 h");
    case GroupTableModel::StateColumn:
        return tr("state");
    case GroupTableModel::TicketColumn:
        return tr("ticket");
    }
    return {};
}

bool GroupPresentation::isNumber(int column) const
{
    return column >= GroupTableModel::PairsColumn && column <= GroupTableModel::LastColumn;
}

Presentation::Emphasis GroupPresentation::emphasis(const QModelIndex &source) const
{
    return source.column() == GroupTableModel::StateColumn && m_source->triage(source.row()).reopened
               ? Emphasis::Attention
               : Emphasis::None;
}

} // namespace interlock
