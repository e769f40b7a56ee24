// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/planfile.h"

#include <QObject>

namespace interlock {

/// What became of a wish to save.
enum class PlanSave {
    Saved,
    Unchanged, ///< there was nothing to write
    Wrong,     ///< problems() says what; nothing was written
    Conflict,  ///< somebody else wrote the file since it was read; nothing was written
    Failed     ///< the disk; failure() says why
};

/// The plan of one profile's file while somebody edits it: drafts with undo, checked at every change, saved
/// whole or not at all. The running migration goes on by the profile that it was started with. GUI thread;
/// reads and writes at most 1 MiB.
class PlanEditor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanEditor)

public:
    explicit PlanEditor(const QString &fileName, QObject *parent = nullptr);
    ~PlanEditor() override;

    [[nodiscard]] const QString &fileName() const { return m_fileName; }
    /// Reads the file and forgets every draft. False when it cannot be read or is no right profile:
    /// failure() says why, and there is nothing to edit.
    bool load();
    [[nodiscard]] bool isLoaded() const { return m_file.has_value(); }
    [[nodiscard]] QString failure() const { return m_failure; }

    [[nodiscard]] const PlanDraft &draft() const { return m_draft; }
    /// The plan as the file had it when it was read or saved last.
    [[nodiscard]] const PlanDraft &saved() const { return m_saved; }
    /// The profile of the file as it was then; only while loaded.
    [[nodiscard]] const Profile &profile() const { return m_file->profile(); }
    void change(const PlanDraft &draft);
    /// A new step behind the one at @p index (-1: first of all) with values that its neighbours allow.
    /// Returns its index.
    int addStep(int index);
    void removeStep(int index);
    void undo();
    void redo();
    [[nodiscard]] bool canUndo() const { return !m_before.isEmpty(); }
    [[nodiscard]] bool canRedo() const { return !m_after.isEmpty(); }
    [[nodiscard]] bool isDirty() const { return m_draft != m_saved; }
    /// What is wrong with the draft; empty: it may be saved.
    [[nodiscard]] const QList<PlanProblem> &problems() const { return m_problems; }
    /// Somebody else wrote the file since it was read. Looks at the disk.
    [[nodiscard]] bool isFileChanged() const;
    PlanSave save();

Q_SIGNALS:
    void changed();

private:
    void setDraft(const PlanDraft &draft);
    [[nodiscard]] std::optional<QByteArray> read(QString *why) const;

    QString m_fileName;
    std::optional<PlanFile> m_file;
    PlanDraft m_draft;
    PlanDraft m_saved;
    QList<PlanDraft> m_before;
    QList<PlanDraft> m_after;
    QList<PlanProblem> m_problems;
    QByteArray m_result; ///< the file as the draft would have it; valid without problems
    QString m_failure;
    int m_nextId = 1;
};

} // namespace interlock
