// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/rulesmodel.h"

#include "models/domain/plaintext.h"
#include "ui/parity/ruletext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"

namespace interlock {

using namespace Qt::StringLiterals;

void RulesModel::setRules(const std::shared_ptr<const RuleSet> &rules, const QDate &today)
{
    beginResetModel();
    m_rules = rules;
    m_today = today;
    m_hits.reset();
    endResetModel();
}

void RulesModel::setHits(const std::optional<std::map<int, qint64>> &hits)
{
    if (m_hits == hits)
        return;
    m_hits = hits;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, HitsColumn), index(rowCount() - 1, HitsColumn));
}

int RulesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_rules ? 0 : int(m_rules->rules().size());
}

int RulesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RulesModel::text(int row, int column) const
{
    const Rule &rule = m_rules->rules()[std::size_t(row)];
    switch (column) {
    case LineColumn:
        return QString::number(rule.line);
    case RuleColumn:
        return ruleOpName(rule.op) + u' ' +
               (rule.path.isEmpty() ? tr("(the whole answer)") : visibleText(QString::fromUtf8(rule.path)));
    case DetailColumn:
        return RuleText::detail(rule);
    case ScopeColumn:
        return RuleText::scope(rule);
    case HitsColumn: {
        if (!m_hits)
            return Format::dash();
        const auto found = m_hits->find(row);
        return found == m_hits->end() || found->second == 0 ? tr("▲ 0") : Format::count(found->second);
    }
    case OwnerColumn:
        return visibleText(rule.owner);
    case TicketColumn:
        return visibleText(rule.ticket);
    case ExpiresColumn:
        if (!rule.expires.isValid())
            return Format::dash();
        return (rule.expired(m_today) ? tr("▲ expired %1") : u"%1"_s).arg(rule.expires.toString(Qt::ISODate));
    case ReasonColumn:
        return visibleText(rule.reason);
    }
    return {};
}

QVariant RulesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column());
    if (role == Qt::ToolTipRole) {
        if (index.column() == HitsColumn)
            return plainToolTip(tr("Differences hidden or values changed in the pairs kept. A rule without "
                                   "any may not be needed any more."));
        return plainToolTip(text(index.row(), index.column()));
    }
    if (role == Qt::TextAlignmentRole) {
        const bool number = index.column() == LineColumn || index.column() == HitsColumn;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

QVariant RulesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == LineColumn || section == HitsColumn;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("line"),  tr("rule"),   tr("how"),     tr("where"), tr("hits"),
                            tr("owner"), tr("ticket"), tr("expires"), tr("reason")};
    return names.value(section);
}

} // namespace interlock
