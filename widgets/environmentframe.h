// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

namespace interlock {

/// Frames what it holds with 6 px of the environment's colour and names it in capitals on a tab at the top,
/// so that a screenshot of production cannot be mistaken.
class EnvironmentFrame final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EnvironmentFrame)

public:
    static constexpr int FrameWidth = 6;

    explicit EnvironmentFrame(QWidget *parent = nullptr);

    void setEnvironment(const QString &name, const QColor &color);
    /// Takes @p widget as its child and fills itself with it.
    void setContents(QWidget *widget);
    /// More text on the tab's line, after the name; plain.
    void setTitle(const QString &title);
    [[nodiscard]] int tabHeight() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeContents();

    QString m_name;
    QString m_title;
    QColor m_color;
    QWidget *m_contents = nullptr;
};

} // namespace interlock
