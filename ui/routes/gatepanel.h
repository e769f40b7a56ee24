// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"

#include <QTimer>
#include <QWidget>

class QListWidget;
class QPushButton;

namespace interlock {

class PlainLabel;

/// The gates of one route, one sentence each, and the way to set one aside: choose it, give the reason of the
/// act, press twice. Nothing opens over the page.
class GatePanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GatePanel)

public:
    explicit GatePanel(Control &control, QWidget *parent = nullptr);
    ~GatePanel() override;

    void setRoute(const QString &routeId);
    /// The reason that an override is recorded with.
    void setReason(const QString &reason);
    void showGates(const QList<GateResult> &gates);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refreshOverride();
    void overridePressed();
    void disarm();
    [[nodiscard]] const GateResult *chosen() const;
    [[nodiscard]] QString whyNot() const;

    Control &m_control;
    QString m_routeId;
    QString m_reason;
    QList<GateResult> m_gates;
    QListWidget *m_list;
    QPushButton *m_override;
    PlainLabel *m_note;
    QTimer m_armed; ///< runs between the two presses
    QString m_armedGate;
    QString m_problem;
};

} // namespace interlock
