// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/diffmodel.h"
#include "widgets/theme.h"

#include <QStyledItemDelegate>

namespace interlock {

/// Draws the lines of a pair: a sign before what differs, a ground in the system's colour, and the differing
/// parts of long values set off, brought into sight when they lie far to the right.
class DiffDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffDelegate)

public:
    explicit DiffDelegate(const DiffModel *model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    [[nodiscard]] static QString sign(const DiffModel::Cell &cell);
    static void paintText(QPainter *painter, const QRectF &rect, const DiffModel::Cell &cell,
                          const Theme &theme, const QColor &ink);

    const DiffModel *m_model;
};

} // namespace interlock
