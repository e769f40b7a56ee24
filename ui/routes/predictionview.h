// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;

namespace interlock {

class PlainLabel;
class PredictionBook;
class PredictionTableModel;
class TableView;

/// What was foretold of the acts that were sent, beside what came, and how often that was right: so that the
/// figures of the panel can earn trust.
class PredictionView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PredictionView)

public:
    /// @p book outlives it.
    explicit PredictionView(PredictionBook &book, QWidget *parent = nullptr);

    /// A line with the hit rate, always to be seen, and the button that brings this view of @p views to the
    /// front and back.
    [[nodiscard]] QWidget *makeSwitch(QStackedWidget &views, QWidget *parent);

private:
    void refresh();

    PredictionBook &m_book;
    PredictionTableModel *m_model;
    PlainLabel *m_score = nullptr;
    TableView *m_table;
};

} // namespace interlock
