// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/freshnessrow.h"

#include "models/domain/plaintext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString qualityMark(Quality quality)
{
    switch (quality) {
    case Quality::Live:
    case Quality::History:
        return u"●"_s;
    case Quality::Late:
        return u"◐"_s;
    case Quality::Stale:
        return u"◷"_s;
    case Quality::Lost:
    case Quality::Bad:
        return u"▲"_s;
    case Quality::Never:
        return u"○"_s;
    }
    Q_UNREACHABLE();
}

QString ageText(const EndpointHealth &health, MonotonicTime now)
{
    if (health.lastAnswerAt == MonotonicTime{})
        return Format::dash();
    const double seconds = std::chrono::duration<double>(now - health.lastAnswerAt).count();
    return seconds < 60
               ? Format::withUnit(QLocale().toString(std::max(0.0, seconds), 'f', 1), FreshnessRow::tr("s"))
               : Format::duration(std::chrono::seconds(qint64(seconds)));
}

/// Room for the widest age in either slant, with the mark of a wrong clock, so that the row stands still.
int widestText(const QString &title, const QFont &base)
{
    int widest = 0;
    QFont font = themeFont(FontRole::Caption, base);
    for (const bool italic : {false, true}) {
        font.setItalic(italic);
        const QFontMetrics metrics(font);
        for (const Quality quality :
             {Quality::Live, Quality::Late, Quality::Stale, Quality::Lost, Quality::Never})
            widest = std::max(
                widest, metrics.horizontalAdvance(u"%1 %2 00.0\u2009s ⏲"_s.arg(title, qualityMark(quality))));
    }
    return widest + 2 * Theme::Grid;
}

QString freshnessToolTip(const EndpointHealth &health)
{
    QStringList lines{FreshnessRow::tr("%1 (%2): %3")
                          .arg(visibleText(health.title), Words::endpointKind(health.kind),
                               Words::quality(health.quality))};
    if (health.lastAnswerWall.isValid())
        lines << FreshnessRow::tr("last answer %1, round trip %2, clock differs by %3")
                     .arg(Format::absolute(health.lastAnswerWall),
                          Format::seconds(double(health.roundTrip.count()) / 1000),
                          Format::seconds(double(health.clockSkew.count()) / 1000));
    lines << (health.events ? FreshnessRow::tr("changes are pushed") : FreshnessRow::tr("polled"));
    if (!health.problem.isEmpty())
        lines << ErrorText::sentence({health.problemKind, health.problem, {}});
    return lines.join(u'\n');
}

} // namespace

FreshnessRow::FreshnessRow(QWidget *parent) : QWidget(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::Grid);
    setAccessibleName(tr("Freshness of the endpoints"));
}

void FreshnessRow::makeLabels(qsizetype count)
{
    while (m_labels.size() > count)
        delete m_labels.takeLast();
    while (m_labels.size() < count) {
        auto *label = new PlainLabel(this);
        label->setObjectName(u"freshness-%1"_s.arg(m_labels.size()));
        label->setAlignment(Qt::AlignCenter);
        label->setFont(themeFont(FontRole::Caption, font()));
        m_layout->addWidget(label);
        m_labels << label;
    }
}

void FreshnessRow::showState(const MigrationState &state)
{
    makeLabels(state.endpoints.size());
    for (qsizetype i = 0; i < m_labels.size(); ++i)
        showEndpoint(m_labels.at(i), state.endpoints.at(i), state.now);
}

void FreshnessRow::showEndpoint(PlainLabel *label, const EndpointHealth &health, MonotonicTime now)
{
    const QString title = visibleText((health.title.isEmpty() ? health.id : health.title).left(16));
    const QString skew = std::abs(health.clockSkew.count()) > 2000 ? tr(" ⏲") : QString();
    label->setText(u"%1 %2 %3%4"_s.arg(title, qualityMark(health.quality), ageText(health, now), skew));
    label->setFixedWidth(widestText(title, font()));
    const bool bad = health.quality == Quality::Lost || health.quality == Quality::Bad;
    const Theme theme = Theme::of(this);
    const StateLevel level =
        bad ? StateLevel::Alarm
            : (health.quality == Quality::Stale ? StateLevel::Attention : StateLevel::Normal);
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme.state(level));
    colours.setColor(QPalette::WindowText, theme.stateText(level));
    label->setAutoFillBackground(level != StateLevel::Normal);
    label->setPalette(colours);
    QFont shownFont = themeFont(FontRole::Caption, font());
    shownFont.setItalic(health.quality == Quality::Stale);
    label->setFont(shownFont);
    setPlainToolTip(label, freshnessToolTip(health));
}

} // namespace interlock
