// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/plainrowsmodel.h"

#include <QDateTime>
#include <QWidget>

namespace interlock {

class DataDesk;
class PlainLabel;
class TableView;

/// The team's log of issues and their resolutions, open ones first. Triage writes to it: a group that becomes
/// known or waits for review opens one, a group that is fixed, expected or the tool's closes it.
class IssuesView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(IssuesView)

public:
    explicit IssuesView(DataDesk &desk, QWidget *parent = nullptr);

    void setNow(const QDateTime &now);

private:
    void refresh();

    DataDesk &m_desk;
    QDateTime m_now;
    bool m_dirty = true;
    PlainRowsModel m_model;
    PlainLabel *m_said;
    TableView *m_table;
};

} // namespace interlock
