// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/planstepform.h"

#include "models/domain/plaintext.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <cmath>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestField = 2000;

QStringList idsOf(const QString &text)
{
    QStringList ids;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty())
            ids << part.trimmed();
    }
    return ids;
}

QStringList linesOf(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines << line.trimmed();
    }
    return lines;
}

} // namespace

PlanStepForm::PlanStepForm(QWidget *parent)
    : QWidget(parent),
      m_grid(new QGridLayout(this)),
      m_title(makeLine(tr("none"))),
      m_percent(new QSpinBox(this)),
      m_day(new QSpinBox(this)),
      m_mode(new QComboBox(this)),
      m_routes(makeLine(tr("every route"))),
      m_layers(makeLine(tr("none"))),
      m_soak(new QDoubleSpinBox(this)),
      m_gates(makeLine(tr("none"))),
      m_checklist(new QPlainTextEdit(this)),
      m_announcement(makeLine(tr("none"))),
      m_approval(new QComboBox(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::Grid / 2);
    m_grid->setColumnStretch(1, 1);
    m_percent->setRange(0, 100);
    m_percent->setSuffix(u"\u2009%"_s);
    m_day->setRange(0, 9999);
    for (QSpinBox *box : {m_percent, m_day}) {
        box->setKeyboardTracking(false);
        connect(box, &QSpinBox::valueChanged, this, [this] { m_filling ? void() : Q_EMIT edited(); });
    }
    m_soak->setRange(0, 99999);
    m_soak->setDecimals(1);
    m_soak->setSuffix(u"\u2009h"_s);
    m_soak->setSpecialValueText(tr("as the soak gate has it"));
    m_soak->setKeyboardTracking(false);
    connect(m_soak, &QDoubleSpinBox::valueChanged, this, [this] { m_filling ? void() : Q_EMIT edited(); });
    m_mode->addItem(tr("stays as it is"));
    for (const Mode mode : allModes)
        m_mode->addItem(Words::mode(mode), int(mode));
    connect(m_mode, &QComboBox::activated, this, [this] { Q_EMIT edited(); });
    m_approval->addItems({tr("one person is enough"), tr("a second person signs before it is taken")});
    connect(m_approval, &QComboBox::activated, this, [this] { Q_EMIT edited(); });
    m_checklist->setTabChangesFocus(true);
    m_checklist->setPlaceholderText(tr("one item a line; each needs somebody's go"));
    m_checklist->setFixedHeight(4 * QFontMetrics(font()).lineSpacing() + 12);
    m_checklist->installEventFilter(this);

    addField(u"title"_s, tr("Title"), tr("What the step is called"), m_title);
    addField(u"percent"_s, tr("Share"), tr("Share of users who then reach NEW"), m_percent);
    addField(u"day"_s, tr("Day"), tr("Day of the plan, from 1"), m_day);
    addField(u"mode"_s, tr("Mode"), tr("The mode that its routes then have"), m_mode);
    addField(u"routes"_s, tr("Routes"), tr("Ids with commas between them; none: every route"), m_routes);
    addField(u"layers"_s, tr("Layers"), tr("Every route of these layers"), m_layers);
    addField(u"soak_hours"_s, tr("Soak"), tr("How long it stands before the next step"), m_soak);
    addField(u"gates"_s, tr("Gates"), tr("Ids of gates without which the step is not taken"), m_gates);
    addField(u"checklist"_s, tr("Checklist"), tr("One item a line; each needs somebody's go"), m_checklist);
    addField(u"announcement"_s, tr("Announcement"), tr("Banner of the day before"), m_announcement);
    addField(u"approval"_s, tr("Approval"), tr("Who signs beside the operator"), m_approval);
    setProblems({});
}

QLineEdit *PlanStepForm::makeLine(const QString &placeholder)
{
    auto *line = new QLineEdit(this);
    line->setPlaceholderText(placeholder);
    line->setMaxLength(longestField);
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (!m_filling && line->isModified())
            Q_EMIT edited();
    });
    return line;
}

void PlanStepForm::addField(const QString &key, const QString &title, const QString &hint, QWidget *widget)
{
    auto *label = new PlainLabel(this);
    label->setBuddy(widget);
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(u"✗ "_s + tr("Announcement")) + 4);
    widget->setObjectName(u"plan-field-"_s + key);
    widget->setAccessibleName(title);
    const int row = int(m_fields.size());
    m_grid->addWidget(label, row, 0, widget == m_checklist ? Qt::AlignTop : Qt::AlignVCenter);
    m_grid->addWidget(widget, row, 1);
    m_fields.append({key, title, hint, widget, label});
}

void PlanStepForm::setKnown(const Profile &profile)
{
    QStringList routes;
    for (const RouteSpec &route : profile.routes)
        routes << route.id;
    QStringList gates;
    for (const GateSpec &gate : profile.gates)
        gates << gate.id;
    m_known = {{u"routes"_s, tr("Routes: %1").arg(routes.join(u", "_s))},
               {u"layers"_s, tr("Layers: %1").arg(u"url, read, session, write"_s)},
               {u"gates"_s, gates.isEmpty() ? tr("The profile has no gates.")
                                            : tr("Gates: %1").arg(gates.join(u", "_s))}};
}

void PlanStepForm::setStep(const PlanDraftStep &step)
{
    m_filling = true;
    m_step = step;
    const auto show = [](QLineEdit *line, const QString &text) {
        if (line->text() != text)
            line->setText(text);
        line->setModified(false);
    };
    show(m_title, step.title);
    m_percent->setValue(step.percent);
    m_day->setValue(step.day);
    m_mode->setCurrentIndex(step.mode ? m_mode->findData(int(*step.mode)) : 0);
    show(m_routes, step.routes.join(u", "_s));
    show(m_layers, step.layers.join(u", "_s));
    m_soak->setValue(step.soakHours);
    show(m_gates, step.gates.join(u", "_s));
    if (linesOf(m_checklist->toPlainText()) != step.checklist)
        m_checklist->setPlainText(step.checklist.join(u'\n'));
    show(m_announcement, step.announcement);
    m_approval->setCurrentIndex(step.approval ? 1 : 0);
    m_filling = false;
}

PlanDraftStep PlanStepForm::step() const
{
    PlanDraftStep step = m_step;
    const auto take = [](const QLineEdit *line, QString &text) {
        if (line->isModified())
            text = line->text().trimmed();
    };
    const auto takeIds = [](const QLineEdit *line, QStringList &ids) {
        if (line->isModified())
            ids = idsOf(line->text());
    };
    take(m_title, step.title);
    step.percent = m_percent->value();
    step.day = m_day->value();
    step.mode.reset();
    if (m_mode->currentIndex() > 0)
        step.mode = Mode(m_mode->currentData().toInt());
    takeIds(m_routes, step.routes);
    takeIds(m_layers, step.layers);
    if (std::abs(m_soak->value() - step.soakHours) >= 0.05) // the box rounds; the file may be finer
        step.soakHours = m_soak->value();
    takeIds(m_gates, step.gates);
    if (linesOf(m_checklist->toPlainText()) != linesOf(step.checklist.join(u'\n')))
        step.checklist = linesOf(m_checklist->toPlainText());
    take(m_announcement, step.announcement);
    step.approval = m_approval->currentIndex() == 1;
    return step;
}

void PlanStepForm::setProblems(const QHash<QString, QString> &problems)
{
    for (const Field &field : std::as_const(m_fields)) {
        const QString problem = problems.value(field.key);
        field.label->setText(problem.isEmpty() ? field.title : u"✗ "_s + field.title);
        QStringList tip{problem.isEmpty() ? field.hint : visibleText(problem)};
        if (m_known.contains(field.key))
            tip << visibleText(m_known.value(field.key));
        setPlainToolTip(field.widget, tip.join(u'\n'));
        setPlainToolTip(field.label, tip.join(u'\n'));
    }
}

bool PlanStepForm::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_checklist && event->type() == QEvent::FocusOut && !m_filling && step() != m_step)
        Q_EMIT edited();
    return QWidget::eventFilter(watched, event);
}

} // namespace interlock
