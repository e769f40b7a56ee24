// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/planfile.h"

namespace interlock {

class TomlText;

/// Puts another plan into the text of a profile, changing only the lines of what changed. Knows the two ways
/// in which steps are written: `[[plan.step]]` sections, and a list of inline tables. Judges nothing: the
/// caller reads the result back. All references outlive it.
class PlanTextEdit final
{
public:
    /// @p draft is what @p root, read from @p bytes, says.
    PlanTextEdit(const QByteArray &bytes, const TomlValue &root, const PlanDraft &draft);

    /// The key of a step is one that is edited here; others stay as they are.
    [[nodiscard]] static bool knows(const QString &key);
    /// Nothing when the layout has no place for the change, or when steps of the file changed places.
    [[nodiscard]] std::optional<QByteArray> with(const PlanDraft &wanted) const;

private:
    enum class Layout { None, Sections, List };

    [[nodiscard]] bool editStart(TomlText &text, const QString &start) const;
    [[nodiscard]] bool editSections(TomlText &text, const PlanDraft &wanted) const;
    [[nodiscard]] bool editList(TomlText &text, const PlanDraft &wanted) const;
    void editSection(TomlText &text, int index, const PlanDraftStep &step) const;
    void removeSection(TomlText &text, int index, bool noneAdded) const;
    [[nodiscard]] QByteArray editedTable(const TomlText &text, int index, const PlanDraftStep &step) const;
    /// Behind the last line of a section.
    [[nodiscard]] qsizetype sectionEnd(const TomlText &text, const TomlValue &table) const;
    [[nodiscard]] int fileIndex(const PlanDraftStep &step) const;
    [[nodiscard]] bool inOrder(const PlanDraft &wanted) const;

    const QByteArray &m_bytes;
    const TomlMember *m_plan = nullptr;
    const TomlMember *m_list = nullptr; ///< plan.step
    const PlanDraft &m_draft;
    Layout m_layout = Layout::None;
};

/// The member of a table, or null.
[[nodiscard]] const TomlMember *tomlMember(const TomlValue &table, QStringView key);

} // namespace interlock
