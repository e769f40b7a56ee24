// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/navigation.h"

#include "ui/page.h"
#include "widgets/theme.h"

namespace interlock {

using namespace Qt::StringLiterals;

Navigation::Navigation(QWidget *parent) : QListWidget(parent)
{
    setObjectName(u"navigation"_s);
    setAccessibleName(tr("Pages"));
    setFixedWidth(132);
    setFrameShape(QFrame::NoFrame);
    setSpacing(0);
    setStyleSheet(u"QListWidget { background: palette(window); border: none; }"
                  "QListWidget::item { padding-left: 10px; border: 2px solid transparent; color: "
                  "palette(window-text); }"
                  "QListWidget::item:selected { background: palette(highlight); }"
                  "QListWidget::item:selected:focus { border: 2px solid palette(window-text); }"_s);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
}

void Navigation::addPage(const Page *page)
{
    auto *item = new QListWidgetItem(page->title(), this);
    item->setData(Qt::UserRole, page->name());
    item->setSizeHint(QSize(100, 36));
    item->setToolTip(tr("Ctrl+%1").arg(count()));
    m_titles.insert(page->name(), page->title());
}

void Navigation::setBadge(const QString &pageName, int count)
{
    for (int row = 0; row < this->count(); ++row) {
        QListWidgetItem *entry = item(row);
        if (entry->data(Qt::UserRole).toString() != pageName)
            continue;
        const QString title = m_titles.value(pageName);
        const QString text = count > 0 ? u"%1  %2"_s.arg(title).arg(count) : title;
        if (entry->text() != text) {
            entry->setText(text);
            QFont strong = font();
            strong.setBold(count > 0);
            entry->setFont(strong);
        }
    }
}

} // namespace interlock
