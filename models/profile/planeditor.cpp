// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/planeditor.h"
#include "models/domain/wholefile.h"

#include <algorithm>
#include <QFile>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 largestPlanFile = 1024 * 1024;
constexpr qsizetype draftsKept = 200;
} // namespace

PlanEditor::PlanEditor(const QString &fileName, QObject *parent) : QObject(parent), m_fileName(fileName) {}

PlanEditor::~PlanEditor() = default;

std::optional<QByteArray> PlanEditor::read(QString *why) const
{
    QFile file(m_fileName);
    if (!file.open(QIODevice::ReadOnly)) {
        *why = u"%1 cannot be read: %2"_s.arg(m_fileName, file.errorString());
        return {};
    }
    const QByteArray bytes = file.read(largestPlanFile + 1);
    if (file.error() != QFileDevice::NoError) {
        *why = u"%1 cannot be read: %2"_s.arg(m_fileName, file.errorString());
        return {};
    }
    return bytes;
}

bool PlanEditor::load()
{
    m_failure.clear();
    m_file.reset();
    m_before.clear();
    m_after.clear();
    m_draft = m_saved = {};
    m_problems.clear();
    if (const auto bytes = read(&m_failure)) {
        auto file = PlanFile::parse(*bytes, m_fileName);
        if (file) {
            m_file = std::move(*file);
            m_saved = m_file->draft();
            m_nextId = static_cast<int>(m_saved.steps.size()) + 1;
            setDraft(m_saved);
        } else {
            m_failure = file.error().constFirst().toString();
        }
    }
    Q_EMIT changed();
    return isLoaded();
}

void PlanEditor::setDraft(const PlanDraft &draft)
{
    m_draft = draft;
    m_problems.clear();
    if (auto result = m_file->with(draft))
        m_result = std::move(*result);
    else
        m_problems = result.error();
}

void PlanEditor::change(const PlanDraft &draft)
{
    if (!m_file || draft == m_draft)
        return;
    m_before.append(m_draft);
    if (m_before.size() > draftsKept)
        m_before.removeFirst();
    m_after.clear();
    setDraft(draft);
    Q_EMIT changed();
}

int PlanEditor::addStep(int index)
{
    PlanDraft draft = m_draft;
    const int place = std::clamp(index + 1, 0, static_cast<int>(draft.steps.size()));
    PlanDraftStep step;
    step.id = m_nextId++;
    const int below = place > 0 ? draft.steps.at(place - 1).percent : 0;
    const int above = place < draft.steps.size() ? draft.steps.at(place).percent : 100;
    step.percent = std::clamp(below + std::max(1, (above - below) / 2), 1, 100);
    step.day = place > 0 ? draft.steps.at(place - 1).day : 1;
    if (place > 0) {
        step.routes = draft.steps.at(place - 1).routes;
        step.layers = draft.steps.at(place - 1).layers;
        step.mode = draft.steps.at(place - 1).mode;
    }
    draft.steps.insert(place, step);
    change(draft);
    return place;
}

void PlanEditor::removeStep(int index)
{
    if (index < 0 || index >= m_draft.steps.size())
        return;
    PlanDraft draft = m_draft;
    draft.steps.removeAt(index);
    change(draft);
}

void PlanEditor::undo()
{
    if (m_before.isEmpty())
        return;
    m_after.append(m_draft);
    setDraft(m_before.takeLast());
    Q_EMIT changed();
}

void PlanEditor::redo()
{
    if (m_after.isEmpty())
        return;
    m_before.append(m_draft);
    setDraft(m_after.takeLast());
    Q_EMIT changed();
}

bool PlanEditor::isFileChanged() const
{
    QString why;
    const auto bytes = read(&why);
    return m_file && (!bytes || *bytes != m_file->bytes());
}

PlanSave PlanEditor::save()
{
    m_failure.clear();
    if (!m_file || !m_problems.isEmpty())
        return PlanSave::Wrong;
    if (m_result == m_file->bytes())
        return PlanSave::Unchanged;
    if (isFileChanged())
        return PlanSave::Conflict;
    QSaveFile file(m_fileName);
    if (!writeWhole(file, m_result)) {
        m_failure = u"%1 cannot be written: %2"_s.arg(m_fileName, file.errorString());
        Q_EMIT changed();
        return PlanSave::Failed;
    }
    if (auto kept = PlanFile::parse(m_result, m_fileName))
        m_file = kept->following(m_draft);
    m_saved = m_draft;
    setDraft(m_draft);
    Q_EMIT changed();
    return PlanSave::Saved;
}

} // namespace interlock
