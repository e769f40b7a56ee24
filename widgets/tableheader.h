// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace interlock {

/// The header of every table: the order is told by an arrow in front of the title, part of the text, so that
/// no style can lay it over a title that is aligned to the right. A title that is too long is cut, never the
/// arrow.
class TableHeader final : public QHeaderView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableHeader)

public:
    explicit TableHeader(QWidget *parent = nullptr);

    /// What is to be read over the column now.
    [[nodiscard]] QString shownText(int section) const;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;
};

} // namespace interlock
