// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"
#include "ui/parity/diffmodel.h"

#include <QWidget>

class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace interlock {

class PlainLabel;
class TableView;

/// One pair: both answers side by side or one under the other, what differs and what rules hide of it. N and
/// P (or F8, Shift+F8) go to the next and the previous difference, Enter opens a folded line.
class DiffView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffView)

public:
    explicit DiffView(ParityDesk &desk, QWidget *parent = nullptr);

    /// Opens a pair; the one before stays until it is there. An answer that is overtaken is dropped. The
    /// first difference of @p group comes into sight, else the first that counts.
    void open(qint64 number, const GroupSignature &group = {});
    void clear();
    [[nodiscard]] qint64 shown() const { return m_view ? m_view->pair.number : 0; } ///< 0: none
    [[nodiscard]] const PairView *view() const { return m_view.get(); }             ///< null: none is shown
    [[nodiscard]] DiffModel &model() { return m_model; }

Q_SIGNALS:
    void opened(qint64 number);
    /// A rule that a person wants to make from the difference in sight, as TOML.
    void ruleWanted(const QByteArray &toml);

private:
    void makeLayout();
    [[nodiscard]] QWidget *makeBar();
    void makeShortcuts();
    void show(const PairViewPtr &view, const GroupSignature &group);
    void complete(const GroupSignature &group);
    void takeComplete(const PairViewPtr &view, const GroupSignature &group);
    [[nodiscard]] int firstRow(const GroupSignature &group) const;
    void showHead();
    void showRules();
    void showRow();
    void go(bool forward);
    void goTo(int row); ///< -1: nowhere
    void find();
    void fillRules();
    [[nodiscard]] const Difference *currentDifference() const;

    ParityDesk &m_desk;
    DiffModel m_model;
    PairViewPtr m_view;
    int m_generation = 0;
    int m_firstShown = -1; ///< line that was brought into sight when the pair was opened
    PlainLabel *m_head;
    PlainLabel *m_rules;
    PlainLabel *m_row;
    TableView *m_table;
    QPushButton *m_inline = nullptr;
    QPushButton *m_unfold = nullptr;
    QPushButton *m_copyJson = nullptr;
    QLineEdit *m_find = nullptr;
    QPushButton *m_rule = nullptr;
    QMenu *m_ruleMenu = nullptr;
    QList<QWidget *> m_needPair; ///< enabled while a pair is shown
};

} // namespace interlock
