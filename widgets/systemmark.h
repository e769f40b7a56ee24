// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

namespace interlock {

/// The mark of a system: a blue square for legacy, a bluish green disc for new. Decoration beside a word; set
/// the accessible name where it stands alone.
class SystemMark final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemMark)

public:
    explicit SystemMark(SystemKind kind, QWidget *parent = nullptr);

    [[nodiscard]] SystemKind kind() const { return m_kind; }
    void setKind(SystemKind kind);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    SystemKind m_kind;
};

} // namespace interlock
