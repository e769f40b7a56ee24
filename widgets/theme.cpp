// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>
#include <QApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QStyleFactory>
#include <QWidget>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

double linearPart(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linearPart(color.redF()) + 0.7152 * linearPart(color.greenF()) +
           0.0722 * linearPart(color.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [low, high] =
        std::minmax({luminance(a), luminance(b)}); // by value: the two-argument form returns references
    return (high + 0.05) / (low + 0.05);
}

QColor readableOn(const QColor &ground)
{
    const QColor black(0x10, 0x12, 0x14);
    return contrastRatio(ground, black) >= contrastRatio(ground, Qt::white) ? black : QColor(Qt::white);
}

Theme Theme::light()
{
    Theme t;
    t.window = QColor(0xF4, 0xF5, 0xF5);
    t.panel = QColor(0xFA, 0xFA, 0xFA);
    t.base = QColor(0xFF, 0xFF, 0xFF);
    t.text = QColor(0x1B, 0x1E, 0x21);
    t.mutedText = QColor(0x55, 0x5B, 0x61);
    t.hairline = QColor(0xD0, 0xD3, 0xD6);
    t.border = QColor(0x80, 0x86, 0x8C);
    t.focus = QColor(0x1B, 0x1E, 0x21);
    t.selection = QColor(0xD3, 0xD8, 0xDD);
    t.selectionText = t.text;
    t.pressed = QColor(0xDD, 0xE0, 0xE3);
    t.legacy = QColor(0x00, 0x72, 0xB2);
    t.fresh = QColor(0x00, 0x9E, 0x73);
    t.attention = QColor(0xF0, 0xE4, 0x42);
    t.alarm = QColor(0xB8, 0x4F, 0x00); // vermilion, darkened until white text reads on it
    t.highest = QColor(0xCC, 0x79, 0xA7);
    t.attentionText = QColor(0x1B, 0x1E, 0x21);
    t.alarmText = QColor(0xFF, 0xFF, 0xFF);
    t.highestText = QColor(0x1B, 0x1E, 0x21);
    t.limit = QColor(0xB8, 0x4F, 0x00);
    t.grid = QColor(0xE6, 0xE8, 0xEA);
    t.event = QColor(0x55, 0x5B, 0x61);
    t.staleHatch = QColor(0xB4, 0xB9, 0xBE);
    t.cursor = QColor(0x55, 0x5B, 0x61);
    return t;
}

Theme Theme::dark()
{
    Theme t;
    t.isDark = true;
    t.window = QColor(0x1F, 0x22, 0x25);
    t.panel = QColor(0x24, 0x28, 0x2B);
    t.base = QColor(0x17, 0x19, 0x1C);
    t.text = QColor(0xE4, 0xE6, 0xE8);
    t.mutedText = QColor(0xA6, 0xAC, 0xB2);
    t.hairline = QColor(0x3A, 0x3F, 0x44);
    t.border = QColor(0x80, 0x87, 0x8E);
    t.focus = QColor(0xE4, 0xE6, 0xE8);
    t.selection = QColor(0x3F, 0x47, 0x4E);
    t.selectionText = QColor(0xF2, 0xF3, 0xF4);
    t.pressed = QColor(0x34, 0x39, 0x3E);
    t.legacy = QColor(0x56, 0xB4, 0xE9);
    t.fresh = QColor(0x2B, 0xC7, 0x9B);
    t.attention = QColor(0xF0, 0xE4, 0x42);
    t.alarm = QColor(0xE0, 0x6A, 0x10); // vermilion, lightened until dark text reads on it
    t.highest = QColor(0xCC, 0x79, 0xA7);
    t.attentionText = QColor(0x12, 0x14, 0x16);
    t.alarmText = QColor(0x12, 0x14, 0x16);
    t.highestText = QColor(0x12, 0x14, 0x16);
    t.limit = QColor(0xEC, 0x7C, 0x26);
    t.grid = QColor(0x2C, 0x30, 0x34);
    t.event = QColor(0xA6, 0xAC, 0xB2);
    t.staleHatch = QColor(0x5A, 0x60, 0x66);
    t.cursor = QColor(0xA6, 0xAC, 0xB2);
    return t;
}

Theme Theme::of(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? dark() : light();
}

Theme Theme::of(const QWidget *widget)
{
    return of(widget->palette());
}

QPalette Theme::palette() const
{
    QPalette p(window);
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, base);
    p.setColor(QPalette::AlternateBase, panel);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, panel);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, alarm);
    p.setColor(QPalette::ToolTipBase, base);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::PlaceholderText, mutedText);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, selectionText);
    p.setColor(QPalette::Link, text);
    p.setColor(QPalette::LinkVisited, text);
    p.setColor(QPalette::Light, isDark ? hairline : base);
    p.setColor(QPalette::Midlight, isDark ? panel : window);
    p.setColor(QPalette::Mid, hairline);
    p.setColor(QPalette::Dark, border);
    p.setColor(QPalette::Shadow, isDark ? QColor(Qt::black) : border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, mutedText);
    return p;
}

QString Theme::styleSheet() const
{
    QString sheet = uR"(
QToolTip { color: %text; background: %base; border: 1px solid %border; padding: 4px; }
QPushButton, QToolButton { min-height: 22px; padding: 2px 12px; border: 1px solid %border; border-radius: 3px; background: %panel; color: %text; }
QToolButton { padding: 2px 8px; }
QPushButton:hover, QToolButton:hover { background: %pressed; }
QPushButton:pressed, QPushButton:checked, QToolButton:pressed, QToolButton:checked { background: %selection; }
QPushButton:disabled, QToolButton:disabled { color: %muted; border-color: %hairline; }
QPushButton:focus, QToolButton:focus { border: 2px solid %focus; padding: 1px 11px; }
QToolButton:focus { padding: 1px 7px; }
QLineEdit, QPlainTextEdit, QTextEdit { min-height: 22px; border: 1px solid %border; border-radius: 3px; background: %base; color: %text; padding: 1px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid %focus; padding: 0px 3px; }
QAbstractItemView { background: %base; border: 1px solid %hairline; gridline-color: %hairline; selection-background-color: %selection; selection-color: %text; outline: none; }
QAbstractItemView:focus { border: 2px solid %focus; }
QHeaderView::section { background: %window; color: %muted; border: none; border-bottom: 1px solid %border; padding: 4px 8px; font-weight: normal; }
QSplitter::handle { background: %hairline; }
)"_s;
    const std::pair<QString, QColor> names[] = {{u"%text"_s, text},         {u"%base"_s, base},
                                                {u"%border"_s, border},     {u"%panel"_s, panel},
                                                {u"%pressed"_s, pressed},   {u"%selection"_s, selection},
                                                {u"%muted"_s, mutedText},   {u"%focus"_s, focus},
                                                {u"%hairline"_s, hairline}, {u"%window"_s, window}};
    for (const auto &[name, color] : names)
        sheet.replace(name, color.name());
    return sheet;
}

void Theme::apply(QApplication &application) const
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(palette());
    QApplication::setFont(themeFont(FontRole::Body, QApplication::font()));
    application.setStyleSheet(styleSheet());
}

QColor Theme::state(StateLevel level) const
{
    switch (level) {
    case StateLevel::Normal:
        return panel;
    case StateLevel::Attention:
        return attention;
    case StateLevel::Alarm:
        return alarm;
    case StateLevel::Highest:
        return highest;
    }
    return panel;
}

QColor Theme::stateText(StateLevel level) const
{
    switch (level) {
    case StateLevel::Normal:
        return mutedText;
    case StateLevel::Attention:
        return attentionText;
    case StateLevel::Alarm:
        return alarmText;
    case StateLevel::Highest:
        return highestText;
    }
    return mutedText;
}

QString stateShape(StateLevel level)
{
    switch (level) {
    case StateLevel::Normal:
        return {};
    case StateLevel::Attention:
        return u"▲"_s;
    case StateLevel::Alarm:
        return u"◆"_s;
    case StateLevel::Highest:
        return u"⬢"_s;
    }
    return {};
}

namespace {

double digitWidth(const QFontMetricsF &metrics)
{
    double width = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        width = std::max(width, metrics.horizontalAdvance(QChar(digit)));
    return width;
}

bool digitsAreEqual(const QFontMetricsF &metrics)
{
    return metrics.horizontalAdvance(u'1') >= digitWidth(metrics);
}

} // namespace

double tabularWidth(const QFontMetricsF &metrics, const QString &text)
{
    if (digitsAreEqual(metrics))
        return metrics.horizontalAdvance(text);
    const double digit = digitWidth(metrics);
    double width = 0;
    for (const QChar c : text)
        width += c.isDigit() ? digit : metrics.horizontalAdvance(c);
    return width;
}

void drawTabular(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter->font());
    if (digitsAreEqual(metrics)) {
        painter->drawText(rect, int(alignment) | Qt::TextSingleLine, text);
        return;
    }
    const double digit = digitWidth(metrics);
    const double width = tabularWidth(metrics, text);
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    for (const QChar c : text) {
        const double own = metrics.horizontalAdvance(c);
        const double cell = c.isDigit() ? digit : own;
        const QRectF place(x + (cell - own) / 2, rect.top(), own + 2, rect.height());
        painter->drawText(place, Qt::AlignVCenter | Qt::TextSingleLine, QString(c));
        x += cell;
    }
}

QFont themeFont(FontRole role, const QFont &base)
{
    // A role is derived from the application's font, so that asking for Body twice does not grow it.
    const double body = std::max(10.0, QApplication::font().pointSizeF());
    QFont font(base);
    font.setBold(role == FontRole::BodyStrong || role == FontRole::Headline ||
                 role == FontRole::CaptionStrong);
    switch (role) {
    case FontRole::Headline:
        font.setPointSizeF(std::round(body * 1.6));
        break;
    case FontRole::Body:
    case FontRole::BodyStrong:
        font.setPointSizeF(body);
        break;
    case FontRole::Caption:
    case FontRole::CaptionStrong:
        font.setPointSizeF(std::max(9.0, body - 1.0));
        break;
    }
    return font;
}

} // namespace interlock
