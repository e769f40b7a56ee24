// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"

#include <functional>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace interlock {

class DiffView;
class GroupPresentation;
class PairPresentation;
class PlainLabel;
class TableView;
class TriageBar;

/// The diff browser: groups of differences on top, because their columns need the width; below them the pairs
/// of the selected group and one pair with both answers.
class DifferencesView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DifferencesView)

public:
    explicit DifferencesView(ParityDesk &desk, QWidget *parent = nullptr);

    void setNow(const QDateTime &now);
    /// Shows the groups of one route only; empty: of all.
    void showRoute(const QString &routeId);
    /// Opens a pair, whatever is filtered.
    void showPair(qint64 number);

Q_SIGNALS:
    void ruleWanted(const QByteArray &toml);

private:
    void makeLayout();
    [[nodiscard]] QWidget *makeFilter();
    [[nodiscard]] QWidget *makePairs();
    void setUpGroups();
    void setUpOrder();
    void setUpPairs();
    void keepPlace(TableView &table, const std::function<int()> &currentRow);
    [[nodiscard]] GroupSignature listedGroup() const; ///< that the listed pairs are of; else empty
    void applyFilter();
    void selectGroup();
    void showCounts();

    ParityDesk &m_desk;
    GroupPresentation *m_groupWords;
    PairPresentation *m_pairWords;
    TableView *m_groups;
    TableView *m_pairs;
    TriageBar *m_triage;
    DiffView *m_diff;
    QString m_route;
    std::optional<quint32> m_group; ///< that the pairs are of
    qint64 m_pair = 0;              ///< that is open or on its way; 0: none
    int m_scrolledTo = 0;           ///< of a table whose rows are being replaced
    QLineEdit *m_text = nullptr;
    QComboBox *m_state = nullptr;
    QComboBox *m_order = nullptr; ///< by keyboard what the header does by mouse
    QComboBox *m_outcome = nullptr;
    PlainLabel *m_shown = nullptr;
};

} // namespace interlock
