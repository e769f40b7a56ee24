// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"
#include "ui/parity/plainrowsmodel.h"

#include <QWidget>

class QPushButton;

namespace interlock {

class PlainLabel;
class TableView;

/// Fields that one system answers differently from itself, with how often; each may be made a rule. Nothing
/// of it hides anything by itself.
class NoiseView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NoiseView)

public:
    explicit NoiseView(ParityDesk &desk, QWidget *parent = nullptr);

    /// Shows what is known by now.
    void refresh();
    /// Suggestions without a rule of their own.
    [[nodiscard]] int open() const { return m_open; }

Q_SIGNALS:
    void ruleWanted(const QByteArray &toml);

private:
    void makeRule(int row);
    [[nodiscard]] bool hasRule(const NoiseSuggestion &suggestion) const;
    [[nodiscard]] PlainRowsModel::Row rowOf(const NoiseSuggestion &suggestion) const;

    ParityDesk &m_desk;
    PlainRowsModel m_model;
    std::vector<NoiseSuggestion> m_shown;
    int m_open = 0;
    PlainLabel *m_said;
    TableView *m_table;
    QPushButton *m_make;
};

} // namespace interlock
