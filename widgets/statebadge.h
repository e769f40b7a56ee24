// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

namespace interlock {

/// One word of state with its shape and colour: grey text when normal; filled, with ▲ ◆ or ⬢, when not. Stale
/// dims it and sets it in italics; lost shows a dash before the word. Server text may be shown: it stays
/// plain.
class StateBadge final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StateBadge)

public:
    enum class Freshness { Live, Stale, Lost };

    explicit StateBadge(QWidget *parent = nullptr);

    void setState(StateLevel level, const QString &word, Freshness freshness = Freshness::Live);
    [[nodiscard]] StateLevel level() const { return m_level; }
    [[nodiscard]] const QString &word() const { return m_word; }
    /// Keeps room for the longest of @p words, so that a change of state moves nothing.
    void setWidestWords(const QStringList &words);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] QFont shownFont() const;

    StateLevel m_level = StateLevel::Normal;
    Freshness m_freshness = Freshness::Live;
    QString m_word;
    QStringList m_widest;
};

} // namespace interlock
