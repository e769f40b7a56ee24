// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/plainrowsmodel.h"

#include <QDateTime>
#include <QWidget>

namespace interlock {

class DataDesk;
class PlainLabel;
class StateBadge;
class TableView;

/// The data of both systems as the migration log has it: one sentence, the kinds of entities with their
/// checksums, and the rows that a person has to look at.
class DataView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataView)

public:
    explicit DataView(DataDesk &desk, QWidget *parent = nullptr);

    void setNow(const QDateTime &now);

private:
    void makeLayout();
    void setUpTables();
    void refresh();
    void fillEntities();
    void fillRows();

    DataDesk &m_desk;
    QDateTime m_now;
    bool m_dirty = true;
    PlainRowsModel m_entities;
    PlainRowsModel m_rows;
    StateBadge *m_badge;
    PlainLabel *m_sentence;
    PlainLabel *m_provenance;
    PlainLabel *m_rowsTitle;
    TableView *m_entityTable;
    TableView *m_rowTable;
};

} // namespace interlock
