// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/ordertablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the orders in flight.
class OrderPresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OrderPresentation)

public:
    explicit OrderPresentation(OrderTableModel *source, QObject *parent = nullptr);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] Emphasis emphasis(const QModelIndex &source) const override;

private:
    OrderTableModel *m_source;
};

} // namespace interlock
