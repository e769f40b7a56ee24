// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/consequencepanel.h"

#include "ui/text/consequencetext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int consequenceFigures = 6;

/// As wide as there is room, whatever it says.
PlainLabel *placedLabel(const QString &name, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(name);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    label->setFixedHeight(QFontMetrics(parent->font()).lineSpacing());
    return label;
}

void showLine(PlainLabel *label, const QString &text, const QString &whole)
{
    if (label->text() != text)
        label->setText(text);
    setPlainToolTip(label, whole);
}

} // namespace

ConsequencePanel::ConsequencePanel(QWidget *parent)
    : QWidget(parent),
      m_sentence(placedLabel(u"act-consequences"_s, this)),
      m_caveat(placedLabel(u"act-caveat"_s, this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(Theme::Grid);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto *caption = new PlainLabel(tr("WHAT CHANGES"), this);
    caption->setFont(themeFont(FontRole::CaptionStrong, font()));
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::Grid);
    head->addWidget(caption);
    head->addWidget(m_caveat, 1);
    grid->addLayout(head, 0, 0, 1, 2);
    grid->addWidget(m_sentence, 1, 0, 1, 2);
    for (int i = 0; i < consequenceFigures; ++i) {
        auto *label = placedLabel(u"act-consequence-%1"_s.arg(i), this);
        grid->addWidget(label, 2 + i / 2, i % 2);
        m_figures << label;
    }
}

void ConsequencePanel::showConsequence(const QString &sentence, const std::optional<Consequence> &consequence)
{
    showLine(m_sentence, sentence, sentence);
    const QList<ConsequenceText::Figure> figures =
        consequence ? ConsequenceText::figures(*consequence) : QList<ConsequenceText::Figure>();
    for (qsizetype i = 0; i < m_figures.size(); ++i) {
        if (i >= figures.size()) {
            showLine(m_figures.at(i), {}, {});
            continue;
        }
        const QString text = u"%1: %2"_s.arg(figures.at(i).title, figures.at(i).text);
        showLine(m_figures.at(i), text, text + u'\n' + figures.at(i).whole);
    }
    const QString caveat = consequence ? ConsequenceText::caveat(*consequence) : QString();
    showLine(m_caveat, caveat, caveat);
}

} // namespace interlock
