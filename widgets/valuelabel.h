// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

namespace interlock {

/// A value with its unit, never without its freshness: live is plain; late adds the age; stale is dimmed,
/// italic, with a clock and the age; lost is a dash and the last value in words; never is a dash. Keeps its
/// room whatever it shows, and its digits stand still. Server text may be shown: it stays plain.
class ValueLabel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ValueLabel)

public:
    enum class Quality { Never, Live, Late, Stale, Lost };

    explicit ValueLabel(QWidget *parent = nullptr);

    /// @p value without unit. @p note is shown small after it when the quality is not Live: the age ("14 s")
    /// when late or stale, the sentence ("last 10 % at 03:12:07") when lost.
    void setValue(const QString &value, const QString &unit, Quality quality, const QString &note = {});
    /// Nothing was ever known: a dash.
    void clear();
    /// What the widest contents will be: the room that is kept.
    void setWidest(const QString &value, const QString &unit, const QString &note = {});
    void setRole(FontRole role); ///< of the value; unit and note are captions
    void setAlignment(Qt::Alignment alignment);
    /// Sets the value off by colour and shape when it is not normal.
    void setLevel(StateLevel level);

    [[nodiscard]] Quality quality() const { return m_quality; }
    [[nodiscard]] QString text() const; ///< all that is shown, in reading order
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Parts
    {
        QString value, unit, note;
    };
    [[nodiscard]] Parts shownParts() const;
    [[nodiscard]] QFont valueFont() const;
    [[nodiscard]] double widthOf(const Parts &parts, bool clock) const;
    [[nodiscard]] bool hasClock() const { return m_quality == Quality::Stale; }
    void changed();

    Parts m_parts;
    Parts m_widest;
    Quality m_quality = Quality::Never;
    FontRole m_role = FontRole::Body;
    StateLevel m_level = StateLevel::Normal;
    Qt::Alignment m_alignment = Qt::AlignLeft;
};

} // namespace interlock
