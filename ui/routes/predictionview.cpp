// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/predictionview.h"

#include "models/control/consequence/predictionbook.h"
#include "ui/routes/predictiontablemodel.h"
#include "ui/text/consequencetext.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

PredictionView::PredictionView(PredictionBook &book, QWidget *parent)
    : QWidget(parent), m_book(book), m_model(new PredictionTableModel(this)), m_table(new TableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_table->setObjectName(u"prediction-table"_s);
    m_table->setAccessibleName(tr("What was foretold of acts, and what came"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(m_model);
    m_table->setColumnCharacters({9, 20, 13, 18, 12, 10});
    m_table->setEmptyText(
        tr("What a change is foretold to bring would be kept here with what came. It comes with the "
           "first change that is sent from this console."));
    layout->addWidget(m_table, 1);
    connect(&m_book, &PredictionBook::changed, this, &PredictionView::refresh);
    m_model->setPredictions(m_book.predictions());
}

QWidget *PredictionView::makeSwitch(QStackedWidget &views, QWidget *parent)
{
    auto *widget = new QWidget(parent);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    auto *button = new QPushButton(tr("Predicted / came"), widget);
    button->setObjectName(u"prediction-switch"_s);
    button->setAccessibleName(tr("Show what was predicted and what came"));
    button->setCheckable(true);
    m_score = new PlainLabel(widget);
    m_score->setObjectName(u"prediction-score"_s);
    m_score->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    row->addWidget(button);
    row->addWidget(m_score, 1);
    connect(button, &QPushButton::clicked, this,
            [this, &views](bool on) { views.setCurrentIndex(on ? views.indexOf(this) : 0); });
    connect(&views, &QStackedWidget::currentChanged, button,
            [this, &views, button] { button->setChecked(views.currentWidget() == this); });
    refresh();
    return widget;
}

void PredictionView::refresh()
{
    m_model->setPredictions(m_book.predictions());
    if (!m_score)
        return;
    m_score->setText(ConsequenceText::score(m_book.score()));
    setPlainToolTip(m_score, m_score->text());
}

} // namespace interlock
