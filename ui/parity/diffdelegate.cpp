// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/diffdelegate.h"

#include <algorithm>
#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int signWidth = 16;
constexpr int indentWidth = 14;
constexpr qsizetype farAway = 48; ///< characters; a mark beyond is brought nearer
constexpr qsizetype contextLength = 16;
constexpr qsizetype mostDrawn = 600; ///< characters; more than a screen's width

QColor tinted(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

/// The part of a cell's text that is drawn, with its marks.
void bringIntoSight(DiffModel::Cell &cell)
{
    if (!cell.marks.empty() && cell.marks.front().begin > farAway) {
        const qsizetype cut = cell.marks.front().begin - contextLength;
        cell.text = u"…"_s + cell.text.mid(cut);
        for (TextSpan &mark : cell.marks)
            mark.begin -= cut - 1;
    }
    if (cell.text.size() > mostDrawn)
        cell.text = cell.text.left(mostDrawn) + u'…';
}

} // namespace

DiffDelegate::DiffDelegate(const DiffModel *model, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model)
{
}

QString DiffDelegate::sign(const DiffModel::Cell &cell)
{
    if (cell.folded && cell.state == DiffRow::State::Same)
        return u"▸"_s;
    if (cell.state == DiffRow::State::Same)
        return {};
    if (cell.hidden)
        return u"~"_s; // differs, and a rule says that it does not count
    if (cell.state == DiffRow::State::Changed)
        return u"≠"_s;
    return cell.side == PairSide::Legacy ? u"−"_s : u"+"_s;
}

void DiffDelegate::paintText(QPainter *painter, const QRectF &rect, const DiffModel::Cell &cell,
                             const Theme &theme, const QColor &ink)
{
    const QFontMetricsF metrics(painter->font());
    const QColor system = theme.system(cell.side == PairSide::Legacy ? SystemKind::Legacy : SystemKind::New);
    double x = rect.left();
    const double base = rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2;
    painter->setPen(cell.hidden || cell.folded ? theme.mutedText : ink);
    painter->drawText(QPointF(x, base), cell.lead);
    x += metrics.horizontalAdvance(cell.lead);
    // Marks first, so that the text stays sharp over them.
    for (const TextSpan &mark : cell.marks) {
        if (mark.begin >= cell.text.size())
            break;
        const double from = x + metrics.horizontalAdvance(cell.text.left(mark.begin));
        const double width = metrics.horizontalAdvance(cell.text.mid(mark.begin, mark.length));
        const QRectF ground(from, rect.top() + 3, std::max(2.0, width), rect.height() - 6);
        painter->fillRect(ground, tinted(system, 0.35F));
        painter->fillRect(QRectF(ground.left(), ground.bottom() - 2, ground.width(), 2), system);
    }
    painter->drawText(QPointF(x, base), cell.text);
}

void DiffDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    DiffModel::Cell cell = m_model->cell(index);
    bringIntoSight(cell);
    const Theme theme = Theme::of(option.palette);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const QColor system = theme.system(cell.side == PairSide::Legacy ? SystemKind::Legacy : SystemKind::New);
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, theme.base);
    if (cell.empty)
        painter->fillRect(option.rect, QBrush(theme.staleHatch, Qt::BDiagPattern));
    else if (cell.state != DiffRow::State::Same && !cell.hidden)
        painter->fillRect(option.rect, tinted(system, 0.12F));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(std::max(9.0, option.font.pointSizeF()));
    font.setItalic(cell.folded);
    painter->setFont(font);
    const QRectF rect = QRectF(option.rect).adjusted(4, 0, -4, 0);
    painter->setPen(theme.text);
    if (!cell.empty)
        painter->drawText(QRectF(rect.left(), rect.top(), signWidth, rect.height()), Qt::AlignCenter,
                          sign(cell));
    const double indent = signWidth + 4 + std::min(cell.depth, 12) * double(indentWidth);
    paintText(painter, rect.adjusted(indent, 0, 0, 0), cell, theme, theme.text);
    if (selected) {
        painter->setPen(QPen(theme.focus, 1));
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
    painter->restore();
}

} // namespace interlock
