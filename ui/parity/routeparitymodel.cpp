// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/routeparitymodel.h"

#include "models/domain/plaintext.h"
#include "models/parity/statistics/binomialbounds.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"

#include <algorithm>
#include <QFont>
#include <QGuiApplication>

namespace interlock {

void RouteParityModel::setRoutes(const QList<RouteParity> &routes)
{
    const bool sameRows = std::ranges::equal(m_routes, routes, {}, &RouteParity::id, &RouteParity::id);
    if (!sameRows) {
        beginResetModel();
        m_routes = routes;
        endResetModel();
        return;
    }
    m_routes = routes;
    if (!m_routes.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_routes.size()) - 1, ColumnCount - 1));
}

int RouteParityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_routes.size());
}

int RouteParityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RouteParityModel::text(const RouteParity &route, int column)
{
    const bool empty = route.counts.pairs() == 0;
    switch (column) {
    case RouteColumn:
        return visibleText(route.title);
    case GateColumn:
        return ParityText::gateWord(route);
    case ToGoColumn:
        return route.gate && route.gate->state != ParityGateState::Open
                   ? Format::count(route.gate->cleanPairsToGo)
                   : Format::dash();
    case RestartsColumn:
        return route.gate ? Format::count(route.gate->attempt - 1) : Format::dash();
    case PairsColumn:
        return empty ? Format::dash() : Format::count(route.counts.comparable());
    case DifferentColumn:
        return empty ? Format::dash() : Format::count(route.counts.different);
    case NotComparableColumn:
        return empty ? Format::dash() : Format::count(route.counts.notComparable);
    case StrictColumn:
        return ParityText::parity(strictParity(route.counts));
    case EffectiveColumn:
        return ParityText::parity(effectiveParity(route.counts));
    case BoundColumn: {
        const std::optional<double> bound =
            greatestTrueRate(route.counts.different, route.counts.comparable());
        return bound ? ParityText::rate(*bound) : Format::dash();
    }
    case CoverageColumn:
        return ParityText::coverage(route);
    }
    return {};
}

QString RouteParityModel::toolTip(const RouteParity &route, int column)
{
    if (column == CoverageColumn)
        return ParityText::coverageExplained(route);
    if (column == StrictColumn)
        return tr("%1 equal without any rule, of %2 comparable pairs")
            .arg(Format::count(route.counts.equal), Format::count(route.counts.comparable()));
    if (column == EffectiveColumn)
        return tr("%1 more are equal only because rules allow it")
            .arg(Format::count(route.counts.equalAfterRules));
    if (column == RestartsColumn && route.gate)
        return tr("The gate began anew %1 after a change of the rules or a fix; each attempt asks for more.")
            .arg(Format::counted(route.gate->attempt - 1, tr("once"), tr("%1 times")));
    if ((column == GateColumn || column == ToGoColumn) && route.gate)
        return tr("attempt %1: %2 clean pairs, %3 mismatches; it must show fewer than %4 mismatches")
            .arg(route.gate->attempt)
            .arg(Format::count(route.gate->clean), Format::count(route.gate->mismatches),
                 ParityText::rate(route.gate->p0));
    return ParityText::routeSentence(route);
}

QVariant RouteParityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RouteParity &route = m_routes[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(route, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(route, index.column()));
    case Qt::TextAlignmentRole:
        return int((index.column() > GateColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        if (index.column() == GateColumn && route.gate && route.gate->state == ParityGateState::Closed) {
            QFont font = QGuiApplication::font();
            font.setBold(true);
            return font;
        }
        return {};
    }
    return {};
}

QVariant RouteParityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section > GateColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case RouteColumn:
        return tr("route");
    case GateColumn:
        return tr("gate");
    case ToGoColumn:
        return tr("clean to go");
    case RestartsColumn:
        return tr("restarts");
    case PairsColumn:
        return tr("pairs");
    case DifferentColumn:
        return tr("different");
    case NotComparableColumn:
        return tr("not comparable");
    case StrictColumn:
        return tr("strict");
    case EffectiveColumn:
        return tr("effective");
    case BoundColumn:
        return tr("true rate ≤");
    case CoverageColumn:
        return tr("coverage");
    }
    return {};
}

} // namespace interlock
