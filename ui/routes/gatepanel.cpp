// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/gatepanel.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/gatetext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto overrideArmedFor = 10s;

/// What keeps a move comes first; the order of the profile within.
int gateRank(const GateResult &gate)
{
    if (gate.passes())
        return 2;
    return gate.severity == GateSeverity::Warn ? 1 : 0;
}

StateLevel gateLevel(const GateResult &gate)
{
    if (!gate.overriddenBy.isEmpty())
        return StateLevel::Highest;
    if (gate.passes())
        return StateLevel::Normal;
    return gate.severity == GateSeverity::Warn || gate.state == GateState::Waiting ? StateLevel::Attention
                                                                                   : StateLevel::Alarm;
}

void showGateRow(QListWidgetItem *item, const GateResult &gate, const Theme &theme)
{
    const QString text = GateText::sentence(gate);
    if (item->text() != text)
        item->setText(text);
    item->setToolTip(plainToolTip(text));
    const StateLevel level = gateLevel(gate);
    item->setBackground(level == StateLevel::Normal ? QBrush() : QBrush(theme.state(level)));
    item->setForeground(level == StateLevel::Normal ? QBrush(theme.mutedText)
                                                    : QBrush(theme.stateText(level)));
    item->setData(Qt::UserRole, gate.gateId);
}

} // namespace

GatePanel::GatePanel(Control &control, QWidget *parent)
    : QWidget(parent),
      m_control(control),
      m_list(new QListWidget(this)),
      m_override(new QPushButton(this)),
      m_note(new PlainLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    m_list->setObjectName(u"act-gates"_s);
    m_list->setAccessibleName(tr("Gates of this route"));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMinimumHeight(2 * QFontMetrics(font()).lineSpacing() + 12);
    auto *caption = new PlainLabel(tr("GATES"), this);
    caption->setFont(themeFont(FontRole::CaptionStrong, font()));
    auto *row = new QHBoxLayout; // one line for caption, note and button: the panel must fit 800 pixels
    row->addWidget(caption);
    m_override->setObjectName(u"gate-override"_s);
    m_override->installEventFilter(this);
    m_note->setObjectName(u"gate-note"_s);
    m_note->setFont(themeFont(FontRole::Caption, font()));
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    row->addWidget(m_note, 1);
    row->addWidget(m_override);
    layout->addLayout(row);
    layout->addWidget(m_list, 1);
    m_armed.setSingleShot(true);
    m_armed.setInterval(overrideArmedFor);
    connect(&m_armed, &QTimer::timeout, this, &GatePanel::disarm);
    connect(m_override, &QPushButton::clicked, this, &GatePanel::overridePressed);
    connect(m_list, &QListWidget::currentItemChanged, this, [this] {
        m_problem.clear();
        disarm();
    });
    refreshOverride();
}

GatePanel::~GatePanel()
{
    disconnect(m_list, nullptr, this, nullptr); // a list that goes tells that nothing is chosen any more
}

void GatePanel::setRoute(const QString &routeId)
{
    m_routeId = routeId;
    m_problem.clear();
    m_gates.clear();
    m_list->clear();
    disarm();
}

void GatePanel::setReason(const QString &reason)
{
    m_reason = reason.trimmed();
    refreshOverride();
}

void GatePanel::showGates(const QList<GateResult> &gates)
{
    m_gates = gates;
    std::ranges::stable_sort(m_gates, {}, gateRank);
    const QString wanted =
        m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    const Theme theme = Theme::of(this);
    while (m_list->count() > m_gates.size())
        delete m_list->takeItem(m_list->count() - 1);
    while (m_list->count() < m_gates.size())
        m_list->addItem(new QListWidgetItem);
    for (int row = 0; row < m_list->count(); ++row) {
        showGateRow(m_list->item(row), m_gates.at(row), theme);
        // A row that moved takes the choice along; the same gate stays chosen.
        if (!wanted.isEmpty() && m_gates.at(row).gateId == wanted && m_list->currentRow() != row) {
            const QSignalBlocker quiet(m_list);
            m_list->setCurrentRow(row);
        }
    }
    refreshOverride();
}

const GateResult *GatePanel::chosen() const
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return nullptr;
    const auto gate = std::ranges::find(m_gates, item->data(Qt::UserRole).toString(), &GateResult::gateId);
    return gate == m_gates.cend() ? nullptr : &*gate;
}

QString GatePanel::whyNot() const
{
    const GateResult *gate = chosen();
    if (!gate)
        return tr("Choose a closed gate to set it aside for the next act.");
    if (gate->never)
        return tr("“%1” cannot be overridden by anybody.").arg(GateText::title(*gate));
    if (gate->passes() && gate->overriddenBy.isEmpty())
        return tr("“%1” locks nothing.").arg(GateText::title(*gate));
    if (gate->overriddenBy.isEmpty() && m_reason.isEmpty())
        return tr("Give the reason above first: it is recorded and shown on every console.");
    return {};
}

void GatePanel::refreshOverride()
{
    const GateResult *gate = chosen();
    const bool standing = gate && !gate->overriddenBy.isEmpty();
    const QString why = whyNot();
    const bool armed = m_armed.isActive() && gate && gate->gateId == m_armedGate;
    m_override->setText(standing ? tr("Take the override back")
                        : armed  ? tr("Override it now")
                                 : tr("Override …"));
    m_override->setEnabled(why.isEmpty());
    m_override->setAccessibleName(gate ? tr("Override the gate %1").arg(GateText::title(*gate))
                                       : tr("Override"));
    QString note = why;
    if (!m_problem.isEmpty())
        note = m_problem;
    else if (armed)
        note = tr("Press again within 10 s. Every console shows it; it expires after %1.")
                   .arg(Format::duration(m_control.profile().overrideFor));
    m_note->setText(note);
    setPlainToolTip(m_note, note);
}

/// A double-click is one press: the second one must be meant.
bool GatePanel::eventFilter(QObject *watched, QEvent *event)
{
    return (watched == m_override && event->type() == QEvent::MouseButtonDblClick) ||
           QWidget::eventFilter(watched, event);
}

void GatePanel::disarm()
{
    m_armed.stop();
    m_armedGate.clear();
    refreshOverride();
}

void GatePanel::overridePressed()
{
    const GateResult *gate = chosen();
    if (!gate || !whyNot().isEmpty())
        return;
    m_problem.clear();
    if (!gate->overriddenBy.isEmpty()) {
        m_control.gates().withdraw(m_routeId, gate->gateId);
        return disarm();
    }
    if (!m_armed.isActive() || m_armedGate != gate->gateId) {
        m_armedGate = gate->gateId;
        m_armed.start();
        return refreshOverride();
    }
    const QString gateId = gate->gateId;
    disarm();
    whenDone(m_control.gates().setAside(m_routeId, gateId, m_reason), this,
             [this](const Result<GateOverride> &result) {
                 m_problem = result ? QString() : ErrorText::sentence(result.error());
                 refreshOverride();
             });
}

} // namespace interlock
