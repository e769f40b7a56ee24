// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/parity/grouptablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the groups of differences.
class GroupPresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GroupPresentation)

public:
    explicit GroupPresentation(GroupTableModel *source, QObject *parent = nullptr);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] Emphasis emphasis(const QModelIndex &source) const override;

private:
    GroupTableModel *m_source;
};

} // namespace interlock
