// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shareslider.h"

#include "widgets/focusring.h"
#include "widgets/sharetrack.h"

#include <algorithm>
#include <cmath>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QWheelEvent>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// A spin box that leaves the wheel to the page unless it has the focus.
class CalmSpinBox final : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QDoubleSpinBox::paintEvent(event);
        if (!hasFocus())
            return;
        QPainter painter(this);
        drawFocusRing(&painter, QRectF(rect()), Theme::of(this));
    }
    void wheelEvent(QWheelEvent *event) override
    {
        if (hasFocus())
            QDoubleSpinBox::wheelEvent(event);
        else
            event->ignore();
    }
};

} // namespace

ShareSlider::ShareSlider(QWidget *parent)
    : QWidget(parent), m_track(new ShareTrack(this)), m_spin(new CalmSpinBox(this))
{
    m_spin->setRange(0, 100);
    m_spin->setDecimals(0);
    m_spin->setSuffix(u"\u2009%"_s);
    m_spin->setKeyboardTracking(false);
    m_spin->setFocusPolicy(Qt::StrongFocus);
    m_spin->setMinimumHeight(Theme::TargetSize);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * Theme::Grid);
    row->addWidget(m_track, 1);
    row->addWidget(m_spin, 0, Qt::AlignVCenter);
    setFocusProxy(m_track);
    connect(m_track, &ShareTrack::drafted, this, &ShareSlider::userDrafts);
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, &ShareSlider::userDrafts);
    setWords({});
}

void ShareSlider::setWords(const ShareWords &words)
{
    m_words = words;
    m_track->actualWord = words.actual;
    m_spin->setAccessibleName(words.sharePercent);
    m_track->setAccessibleName(words.share);
    m_track->update();
    describe();
}

QWidget *ShareSlider::track() const
{
    return m_track;
}

double ShareSlider::draft() const
{
    return m_track->draft;
}

void ShareSlider::setDraft(double percent)
{
    const QSignalBlocker quiet(m_spin);
    m_track->draft = std::clamp(percent, 0.0, 100.0);
    m_spin->setMaximum(std::max(m_track->bound(100), m_track->draft));
    m_spin->setValue(m_track->draft);
    m_track->update();
    describe();
}

void ShareSlider::userDrafts(double percent)
{
    const double before = draft();
    setDraft(percent);
    if (draft() != before)
        Q_EMIT draftChanged(draft());
}

void ShareSlider::setActual(std::optional<double> percent)
{
    m_track->actual = percent;
    m_track->update();
    describe();
}

void ShareSlider::setSteps(const QList<Step> &steps)
{
    m_track->steps = steps;
    m_track->update();
}

void ShareSlider::setLockedAbove(std::optional<double> percent)
{
    m_track->lockedAbove = percent;
    setDraft(draft());
}

void ShareSlider::setDecimals(int decimals)
{
    m_spin->setDecimals(std::clamp(decimals, 0, 2));
    m_track->singleStep = std::pow(10.0, -m_spin->decimals());
    m_spin->setSingleStep(m_track->singleStep);
    setDraft(draft());
}

void ShareSlider::describe()
{
    const QLocale locale = m_spin->locale();
    const QString value = locale.toString(draft(), 'f', m_spin->decimals());
    QStringList parts{m_words.draft.arg(value)};
    if (m_track->actual)
        parts.append(m_words.actualIs.arg(locale.toString(*m_track->actual, 'f', 1)));
    if (m_track->lockedAbove)
        parts.append(
            m_words.lockedAbove.arg(locale.toString(*m_track->lockedAbove, 'f', m_spin->decimals())));
    m_track->setAccessibleDescription(parts.join(u", "_s));
}

} // namespace interlock
