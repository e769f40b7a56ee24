// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tableheader.h"

#include "widgets/theme.h"

#include <QStyleOptionHeader>

namespace interlock {

using namespace Qt::StringLiterals;

TableHeader::TableHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QString TableHeader::shownText(int section) const
{
    QString title = model() ? model()->headerData(section, Qt::Horizontal).toString() : QString();
    if (!isSortIndicatorShown() || sortIndicatorSection() != section)
        return title;
    const QString arrow = sortIndicatorOrder() == Qt::AscendingOrder ? u"↑ "_s : u"↓ "_s;
    const int room = sectionSize(section) - 2 * Theme::Grid - fontMetrics().horizontalAdvance(arrow);
    return arrow + fontMetrics().elidedText(title, Qt::ElideRight, room);
}

void TableHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    option->sortIndicator = QStyleOptionHeader::None;
    if (isSortIndicatorShown() && sortIndicatorSection() == section)
        option->text = shownText(section);
}

} // namespace interlock
