// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace interlock {

/// Ten marks of a route's or layer's observed split: squares for legacy, circles for new. Hollow when nothing
/// is known or the figure is stale.
class SplitDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SplitDelegate)

public:
    explicit SplitDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace interlock
