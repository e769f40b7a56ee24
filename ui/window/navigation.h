// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

namespace interlock {

class Page;

/// The list of pages on the left, in the order in which they were added, with Ctrl+1 … for each.
class Navigation final : public QListWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Navigation)

public:
    explicit Navigation(QWidget *parent = nullptr);

    void addPage(const Page *page);
    /// A number behind a page's title; 0 takes it away.
    void setBadge(const QString &pageName, int count);

private:
    QHash<QString, QString> m_titles;
};

} // namespace interlock
