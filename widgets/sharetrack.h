// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shareslider.h"

namespace interlock {

/// The track of a ShareSlider. Values are percent; what the user asks for is told as drafted(), already bound
/// by the lock.
class ShareTrack final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShareTrack)

public:
    explicit ShareTrack(QWidget *parent = nullptr);

    double draft = 0;
    double singleStep = 1;
    std::optional<double> actual;
    std::optional<double> lockedAbove;
    QList<ShareSlider::Step> steps;
    QString actualWord;

    [[nodiscard]] double bound(double percent) const;
    [[nodiscard]] double xOf(double percent) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void drafted(double percent);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] double percentAt(double x) const;
    [[nodiscard]] double nextStep(int direction) const;
    void ask(double percent);
    void paintLock(QPainter *painter, const Theme &theme, double row) const;
    void paintSteps(QPainter *painter, const Theme &theme, double row) const;
    void paintActual(QPainter *painter, const Theme &theme, double row) const;
};

} // namespace interlock
