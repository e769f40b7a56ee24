// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace interlock {

class PlainLabel;

/// What is decided about the selected group: its state, ticket and last comment, and a new decision.
class TriageBar final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TriageBar)

public:
    explicit TriageBar(ParityDesk &desk, QWidget *parent = nullptr);

    /// Nothing: no group is selected.
    void setGroup(const std::optional<GroupSignature> &group);

private:
    void showEntry();
    void showComments(const QList<TriageComment> &comments);
    void decide();
    /// Where decisions go, and what is wrong with it.
    [[nodiscard]] QString homeWords() const;
    void enable(bool on);

    ParityDesk &m_desk;
    std::optional<GroupSignature> m_group;
    qint64 m_revision = -1;    ///< that the fields were filled from
    bool m_isTroubled = false; ///< decisions could not be read when the words were made
    QComboBox *m_state;
    QLineEdit *m_ticket;
    QLineEdit *m_comment;
    QPushButton *m_set;
    PlainLabel *m_said;
};

} // namespace interlock
