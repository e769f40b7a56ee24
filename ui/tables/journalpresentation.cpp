// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/journalpresentation.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

JournalPresentation::JournalPresentation(JournalTableModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString JournalPresentation::text(const QModelIndex &source) const
{
    const JournalEntry *entry = m_source->entry(source);
    if (!entry)
        return {};
    switch (source.column()) {
    case JournalTableModel::NumberColumn:
        return entry->sharedId != 0 ? Format::dash() : Format::count(entry->number);
    case JournalTableModel::AtColumn:
        return Format::absolute(entry->at).left(19);
    case JournalTableModel::KindColumn:
        return Words::journalKind(entry->record.kind);
    case JournalTableModel::MarkColumn:
        return Words::journalMark(entry->record.mark);
    case JournalTableModel::ActorColumn:
        return entry->sharedId != 0
                   ? tr("%1 on %2").arg(visibleText(entry->record.actor), visibleText(entry->place))
                   : visibleText(entry->record.actor);
    case JournalTableModel::WhatColumn:
        return visibleText(entry->record.what);
    case JournalTableModel::ReasonColumn:
        return visibleText(entry->record.reason);
    case JournalTableModel::OutcomeColumn:
        return visibleText(entry->record.outcome);
    }
    return {};
}

QString JournalPresentation::toolTip(const QModelIndex &source) const
{
    const JournalEntry *entry = m_source->entry(source);
    if (entry && source.column() == JournalTableModel::AtColumn)
        return tr("%1 (%2)").arg(Format::absolute(entry->at), Format::relative(entry->at, now()));
    return text(source);
}

QString JournalPresentation::header(int column) const
{
    switch (column) {
    case JournalTableModel::NumberColumn:
        return tr("no.");
    case JournalTableModel::AtColumn:
        return tr("time");
    case JournalTableModel::KindColumn:
        return tr("kind");
    case JournalTableModel::MarkColumn:
        return tr("mark");
    case JournalTableModel::ActorColumn:
        return tr("who");
    case JournalTableModel::WhatColumn:
        return tr("what");
    case JournalTableModel::ReasonColumn:
        return tr("reason");
    case JournalTableModel::OutcomeColumn:
        return tr("outcome");
    }
    return {};
}

bool JournalPresentation::isNumber(int column) const
{
    return column == JournalTableModel::NumberColumn;
}

Presentation::Emphasis JournalPresentation::emphasis(const QModelIndex &source) const
{
    const JournalEntry *entry = m_source->entry(source);
    return entry && entry->record.kind == JournalKind::Rollback &&
                   source.column() == JournalTableModel::WhatColumn
               ? Emphasis::Strong
               : Emphasis::None;
}

} // namespace interlock
