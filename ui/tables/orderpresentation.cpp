// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/orderpresentation.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

OrderPresentation::OrderPresentation(OrderTableModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString OrderPresentation::text(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    switch (source.column()) {
    case OrderTableModel::OriginColumn:
    case OrderTableModel::OwnerColumn:
        return Words::side(Side(raw.toInt()));
    case OrderTableModel::PlacedColumn:
    case OrderTableModel::UpdatedColumn:
        return Format::relative(raw.toDateTime(), now());
    case OrderTableModel::DueColumn: {
        const QString due = Format::relative(raw.toDateTime(), now());
        return m_source->isOverdue(source.row()) ? u"▲ "_s + due : due;
    }
    case OrderTableModel::AmountColumn:
        return raw.isValid()
                   ? Format::amount(raw.toLongLong(), visibleText(m_source->order(source.row()).currency))
                   : Format::dash();
    }
    const QString shown = visibleText(raw.toString());
    return shown.isEmpty() ? Format::dash() : shown;
}

QString OrderPresentation::toolTip(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    return raw.userType() == QMetaType::QDateTime ? Format::absolute(raw.toDateTime()) : text(source);
}

QString OrderPresentation::header(int column) const
{
    switch (column) {
    case OrderTableModel::IdColumn:
        return tr("order");
    case OrderTableModel::OriginColumn:
        return tr("placed on");
    case OrderTableModel::OwnerColumn:
        return tr("completed by");
    case OrderTableModel::StateColumn:
        return tr("state");
    case OrderTableModel::PlacedColumn:
        return tr("placed");
    case OrderTableModel::DueColumn:
        return tr("due");
    case OrderTableModel::UpdatedColumn:
        return tr("updated");
    case OrderTableModel::AmountColumn:
        return tr("amount");
    case OrderTableModel::LegacyIdColumn:
        return tr("legacy id");
    case OrderTableModel::NewIdColumn:
        return tr("new id");
    }
    return {};
}

bool OrderPresentation::isNumber(int column) const
{
    return column == OrderTableModel::AmountColumn || column == OrderTableModel::PlacedColumn ||
           column == OrderTableModel::DueColumn || column == OrderTableModel::UpdatedColumn;
}

Presentation::Emphasis OrderPresentation::emphasis(const QModelIndex &source) const
{
    return source.column() == OrderTableModel::DueColumn && m_source->isOverdue(source.row())
               ? Emphasis::Attention
               : Emphasis::None;
}

} // namespace interlock
