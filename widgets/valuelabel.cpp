// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/valuelabel.h"

#include <algorithm>
#include <cmath>
#include <QPainter>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double ClockSize = 11;
constexpr double PartSpace = 3;
constexpr double NoteSpace = 8;

void drawClock(QPainter *painter, const QRectF &place, const QColor &color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.3));
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(place.adjusted(0.7, 0.7, -0.7, -0.7));
    painter->drawLine(place.center(), place.center() - QPointF(0, place.height() * 0.3));
    painter->drawLine(place.center(), place.center() + QPointF(place.width() * 0.24, 0));
    painter->restore();
}

} // namespace

ValueLabel::ValueLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
    changed();
}

void ValueLabel::setValue(const QString &value, const QString &unit, Quality quality, const QString &note)
{
    const bool same =
        value == m_parts.value && unit == m_parts.unit && note == m_parts.note && quality == m_quality;
    if (same)
        return;
    m_parts = {value, unit, note};
    m_quality = quality;
    changed();
}

void ValueLabel::clear()
{
    setValue({}, {}, Quality::Never);
}

void ValueLabel::setWidest(const QString &value, const QString &unit, const QString &note)
{
    m_widest = {value, unit, note};
    updateGeometry();
}

void ValueLabel::setRole(FontRole role)
{
    m_role = role;
    updateGeometry();
    update();
}

void ValueLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

void ValueLabel::setLevel(StateLevel level)
{
    if (level == m_level)
        return;
    m_level = level;
    changed();
}

void ValueLabel::changed()
{
    const QString shown = text();
    setAccessibleDescription(shown);
    if (sizeHint().width() > width()) // grows for what is wider than expected, never shrinks
        updateGeometry();
    update();
}

ValueLabel::Parts ValueLabel::shownParts() const
{
    switch (m_quality) {
    case Quality::Never:
        return {u"—"_s, {}, {}};
    case Quality::Lost:
        return {u"—"_s, {}, m_parts.note};
    case Quality::Live:
        return {m_parts.value, m_parts.unit, {}};
    case Quality::Late:
    case Quality::Stale:
        return m_parts;
    }
    return {};
}

QString ValueLabel::text() const
{
    const Parts parts = shownParts();
    QStringList words;
    for (const QString &part : {stateShape(m_level), parts.value, parts.unit, parts.note}) {
        if (!part.isEmpty())
            words.append(part);
    }
    return words.join(u' ');
}

QFont ValueLabel::valueFont() const
{
    QFont result = themeFont(m_role, font());
    if (m_level != StateLevel::Normal)
        result.setBold(true);
    result.setItalic(m_quality == Quality::Stale);
    return result;
}

double ValueLabel::widthOf(const Parts &parts, bool clock) const
{
    const QFontMetricsF big(valueFont());
    const QFontMetricsF small(themeFont(FontRole::Caption, font()));
    double width = tabularWidth(big, parts.value);
    if (!parts.unit.isEmpty())
        width += PartSpace + small.horizontalAdvance(parts.unit);
    if (!parts.note.isEmpty())
        width += NoteSpace + tabularWidth(small, parts.note);
    if (m_level != StateLevel::Normal)
        width += PartSpace + big.horizontalAdvance(stateShape(m_level));
    return width + (clock ? NoteSpace + ClockSize : 0);
}

QSize ValueLabel::sizeHint() const
{
    const double width =
        std::max(widthOf(shownParts(), hasClock()), widthOf(m_widest, !m_widest.note.isEmpty()));
    const int height = QFontMetrics(themeFont(m_role, font())).height() + Theme::Grid / 2;
    return {int(std::ceil(width)) + 2, height};
}

void ValueLabel::paintEvent(QPaintEvent * /*event*/)
{
    const Theme theme = Theme::of(this);
    const Parts parts = shownParts();
    const QFont small = themeFont(FontRole::Caption, font());
    const QFontMetricsF smallMetrics(small);
    const QFontMetricsF bigMetrics(valueFont());
    const bool dim = m_quality != Quality::Live && m_quality != Quality::Late;
    const double baseline = (height() + bigMetrics.ascent() - bigMetrics.descent()) / 2;
    double x = m_alignment & Qt::AlignRight ? width() - widthOf(parts, hasClock()) : 0;
    QPainter painter(this);
    const auto put = [&](const QString &part, const QFont &font, const QFontMetricsF &metrics,
                         const QColor &color) {
        painter.setFont(font);
        painter.setPen(color);
        const double room = tabularWidth(metrics, part);
        drawTabular(&painter, {x, baseline - metrics.ascent(), room + 1, metrics.height()},
                    Qt::AlignLeft | Qt::AlignVCenter, part);
        x += room;
    };
    const QColor valueColor = dim ? theme.mutedText : theme.text;
    if (m_level != StateLevel::Normal) {
        put(stateShape(m_level), valueFont(), bigMetrics,
            theme.isDark || m_level != StateLevel::Attention ? theme.state(m_level) : theme.text);
        x += PartSpace;
    }
    put(parts.value, valueFont(), bigMetrics, valueColor);
    if (!parts.unit.isEmpty()) {
        x += PartSpace;
        put(parts.unit, small, smallMetrics, theme.mutedText);
    }
    if (hasClock()) {
        x += NoteSpace;
        drawClock(&painter,
                  {x, baseline - smallMetrics.capHeight() / 2 - ClockSize / 2, ClockSize, ClockSize},
                  theme.mutedText);
        x += ClockSize - NoteSpace + PartSpace;
    }
    if (!parts.note.isEmpty()) {
        x += NoteSpace;
        put(parts.note, small, smallMetrics, theme.mutedText);
    }
}

} // namespace interlock
