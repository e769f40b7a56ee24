// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statebadge.h"

#include <algorithm>
#include <QPainter>

namespace interlock {

using namespace Qt::StringLiterals;

StateBadge::StateBadge(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

void StateBadge::setState(StateLevel level, const QString &word, Freshness freshness)
{
    if (level == m_level && word == m_word && freshness == m_freshness)
        return;
    const QSize before = sizeHint();
    m_level = level;
    m_word = word;
    m_freshness = freshness;
    setAccessibleName(word);
    if (sizeHint() != before)
        updateGeometry();
    update();
}

void StateBadge::setWidestWords(const QStringList &words)
{
    m_widest = words;
    updateGeometry();
}

QString StateBadge::shownText() const
{
    const QString text = m_freshness == Freshness::Lost ? u"— "_s + m_word : m_word;
    const QString shape = stateShape(m_level);
    return shape.isEmpty() ? text : shape + u' ' + text;
}

QFont StateBadge::shownFont() const
{
    QFont result = themeFont(m_level == StateLevel::Normal ? FontRole::Body : FontRole::BodyStrong, font());
    result.setItalic(m_freshness != Freshness::Live);
    return result;
}

QSize StateBadge::sizeHint() const
{
    const QFontMetrics metrics(themeFont(FontRole::BodyStrong, font()));
    int width = QFontMetrics(shownFont()).horizontalAdvance(shownText());
    for (const QString &word : m_widest)
        width = std::max(width, metrics.horizontalAdvance(u"⬢ — "_s + word));
    return {width + 2 * Theme::Grid, metrics.height() + Theme::Grid};
}

void StateBadge::paintEvent(QPaintEvent * /*event*/)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_freshness != Freshness::Live)
        painter.setOpacity(0.75);
    if (m_level != StateLevel::Normal) {
        painter.setPen(m_level == StateLevel::Attention && !theme.isDark ? QPen(theme.border, 1)
                                                                         : QPen(Qt::NoPen));
        painter.setBrush(theme.state(m_level));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    painter.setOpacity(1);
    painter.setFont(shownFont());
    painter.setPen(theme.stateText(m_level));
    const QRectF inner = QRectF(rect()).adjusted(Theme::Grid, 0, -Theme::Grid, 0);
    const Qt::Alignment side = m_level == StateLevel::Normal ? Qt::AlignLeft : Qt::AlignHCenter;
    painter.drawText(inner, int(side | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(shownText(), Qt::ElideRight, int(inner.width()) + 1));
}

} // namespace interlock
