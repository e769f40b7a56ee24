// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/switchbutton.h"

#include <algorithm>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace interlock {

using namespace Qt::StringLiterals;

SwitchButton::SwitchButton(QWidget *parent) : QPushButton(parent)
{
    setCheckable(true);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void SwitchButton::setWords(const QString &title, const QString &on, const QString &off)
{
    m_title = title;
    m_on = on;
    m_off = off;
    updateGeometry();
    update();
}

QString SwitchButton::words(bool on, const QString &title) const
{
    return (on ? m_on : m_off).arg(title);
}

int SwitchButton::widest(const QString &title) const
{
    const QFontMetrics metrics = fontMetrics();
    return std::max(metrics.horizontalAdvance(words(true, title)),
                    metrics.horizontalAdvance(words(false, title)));
}

QString SwitchButton::shownText() const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    const int room = style()->subElementRect(QStyle::SE_PushButtonContents, &option, this).width();
    return words(isChecked(), fontMetrics().elidedText(m_title, Qt::ElideRight, room - widest({})));
}

QSize SwitchButton::sizeHint() const
{
    // Without a text of its own a button takes its least size from the word "XXXX".
    const int frame = QPushButton::sizeHint().width() - fontMetrics().horizontalAdvance(u"XXXX"_s);
    return {frame + widest(m_title) + 2, QPushButton::sizeHint().height()};
}

QSize SwitchButton::minimumSizeHint() const
{
    const int cut = widest(m_title) - widest(m_title.left(2) + u'…');
    return sizeHint() - QSize(std::max(0, cut), 0);
}

void SwitchButton::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text = shownText().replace(u'&', u"&&"_s);
    painter.drawControl(QStyle::CE_PushButton, option);
}

} // namespace interlock
