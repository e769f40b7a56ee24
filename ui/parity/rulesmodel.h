// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"

#include <map>
#include <memory>
#include <QAbstractTableModel>

namespace interlock {

/// The rules in force, in the order of their file, with what they hide.
class RulesModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RulesModel)

public:
    enum Column {
        LineColumn,
        RuleColumn,
        DetailColumn,
        ScopeColumn,
        HitsColumn,
        OwnerColumn,
        TicketColumn,
        ExpiresColumn,
        ReasonColumn,
        ColumnCount
    };

    explicit RulesModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setRules(const std::shared_ptr<const RuleSet> &rules, const QDate &today);
    /// Nothing: not counted yet.
    void setHits(const std::optional<std::map<int, qint64>> &hits);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(int row, int column) const;

    std::shared_ptr<const RuleSet> m_rules;
    QDate m_today;
    std::optional<std::map<int, qint64>> m_hits;
};

} // namespace interlock
