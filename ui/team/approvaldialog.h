// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/team.h"

#include <QDialog>
#include <QFuture>

class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace interlock {

class Control;
class PlainLabel;

/// Requests for a second person, each with the evidence in words; to sign, decline or withdraw one. Not
/// modal: the rollback bar stays in reach. What is switched off says why.
class ApprovalDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ApprovalDialog)

public:
    /// @p control outlives the dialog and has a team.
    explicit ApprovalDialog(Control &control, QWidget *parent = nullptr);

private:
    void makeLayout();
    void refresh();
    void lookAnew();
    void showChosen();
    [[nodiscard]] QString whyNotSigned() const;
    void follow(const QFuture<Result<Approval>> &future, const QString &done);

    Control &m_control;
    QList<Approval> m_shown; ///< newest first, a row each
    Approval m_chosen;       ///< exactly what is on the screen, and what is signed
    QListWidget *m_list = nullptr;
    QPlainTextEdit *m_evidence = nullptr;
    PlainLabel *m_word = nullptr;
    QLineEdit *m_reason = nullptr;
    QPushButton *m_sign = nullptr;
    QPushButton *m_decline = nullptr;
    QPushButton *m_withdraw = nullptr;
    QString m_said; ///< what became of the last step, until the person goes on
    bool m_busy = false;
};

} // namespace interlock
