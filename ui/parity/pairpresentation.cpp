// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/pairpresentation.h"

#include "models/domain/plaintext.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"

namespace interlock {

PairPresentation::PairPresentation(PairTableModel *source, QObject *parent) : Presentation(source, parent) {}

QString PairPresentation::text(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    switch (source.column()) {
    case PairTableModel::NumberColumn:
    case PairTableModel::GroupsColumn:
    case PairTableModel::SeenColumn:
        return Format::count(raw.toLongLong());
    case PairTableModel::AtColumn:
        return Format::clock(raw.toDateTime());
    case PairTableModel::OutcomeColumn:
        return ParityText::outcome(PairOutcome(raw.toInt()));
    case PairTableModel::LegacyStatusColumn:
    case PairTableModel::NewerStatusColumn:
        return raw.toInt() > 0 ? QString::number(raw.toInt()) : Format::dash();
    case PairTableModel::LegacyMsColumn:
    case PairTableModel::NewerMsColumn:
        return Format::withUnit(Format::count(raw.toLongLong()), tr("ms"));
    }
    return raw.userType() == QMetaType::QByteArray ? visibleText(QString::fromUtf8(raw.toByteArray()))
                                                   : visibleText(raw.toString());
}

QString PairPresentation::toolTip(const QModelIndex &source) const
{
    const QVariant raw = source.data(RawRole);
    return raw.userType() == QMetaType::QDateTime ? Format::absolute(raw.toDateTime()) : text(source);
}

QString PairPresentation::header(int column) const
{
    switch (column) {
    case PairTableModel::NumberColumn:
        return tr("pair");
    case PairTableModel::AtColumn:
        return tr("at");
    case PairTableModel::RouteColumn:
        return tr("route");
    case PairTableModel::MethodColumn:
        return tr("method");
    case PairTableModel::PathColumn:
        return tr("request");
    case PairTableModel::OutcomeColumn:
        return tr("outcome");
    case PairTableModel::GroupsColumn:
        return tr("groups");
    case PairTableModel::LegacyStatusColumn:
        return tr("LEGACY");
    case PairTableModel::NewerStatusColumn:
        return tr("NEW");
    case PairTableModel::LegacyMsColumn:
        return tr("LEGACY took");
    case PairTableModel::NewerMsColumn:
        return tr("NEW took");
    case PairTableModel::SeenColumn:
        return tr("seen");
    }
    return {};
}

bool PairPresentation::isNumber(int column) const
{
    return column != PairTableModel::RouteColumn && column != PairTableModel::MethodColumn &&
           column != PairTableModel::PathColumn && column != PairTableModel::OutcomeColumn;
}

} // namespace interlock
