// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"
#include "models/profile/tomlvalue.h"

namespace interlock {

/// One step of the plan as somebody edits it: what the file says of it, right or wrong.
struct PlanDraftStep
{
    int id = 0; ///< names the step while it is edited; equal ids are the same step of the file
    int percent = 0;
    int day = 0;
    std::optional<Mode> mode{};
    QStringList routes{};
    QStringList layers{};
    double soakHours = 0; ///< 0: not said
    QStringList gates{};
    QStringList checklist{};
    QString announcement{};
    QString title{};
    bool approval = false; ///< a second person signs

    friend bool operator==(const PlanDraftStep &, const PlanDraftStep &) = default;
};

/// The plan section as somebody edits it.
struct PlanDraft
{
    QString start; ///< "2026-03-02"; empty: not said
    QList<PlanDraftStep> steps;

    friend bool operator==(const PlanDraft &, const PlanDraft &) = default;
};

/// Why a plan cannot be saved.
struct PlanProblem
{
    QString text;  ///< as the profile's reader tells it, untranslated
    int step = -1; ///< index in the draft; -1: about the plan or the file as a whole
    QString field; ///< key of the grammar, "percent"; empty: the step as a whole

    friend bool operator==(const PlanProblem &, const PlanProblem &) = default;
};

/// The plan section of one text of a profile, and that text with another plan in it. Everything outside of
/// what changed stays byte for byte: comments, order, white space, line ends.
///
/// Places come from the parser; nothing is written anew as a whole. What comes out was read back by the same
/// reader that loads profiles, and holds exactly the wanted plan and otherwise the same values: a layout that
/// the edit cannot keep is refused, never damaged. A value; any thread.
class PlanFile final
{
public:
    /// The text must be a right profile: its errors otherwise.
    [[nodiscard]] static tl::expected<PlanFile, QList<ProfileError>> parse(const QByteArray &toml,
                                                                           const QString &fileName);

    /// As the file has it; the four usual steps when it has none.
    [[nodiscard]] const PlanDraft &draft() const { return m_draft; }
    /// The file has steps of its own.
    [[nodiscard]] bool hasSteps() const { return !m_steps.empty(); }
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] const Profile &profile() const { return m_profile; }
    /// The text with @p wanted for its plan, or what is wrong with that.
    [[nodiscard]] tl::expected<QByteArray, QList<PlanProblem>> with(const PlanDraft &wanted) const;
    /// The same text with ids given by the steps of @p wanted, which it was made of.
    [[nodiscard]] PlanFile following(const PlanDraft &wanted) const;

private:
    PlanFile() = default;
    [[nodiscard]] QList<PlanProblem> check(const QByteArray &result, const PlanDraft &wanted) const;

    QString m_fileName;
    QByteArray m_bytes;
    TomlValue m_root;
    Profile m_profile;
    PlanDraft m_draft;
    std::vector<TomlValue> m_steps; ///< of the file, as many as it has
};

/// What the values of a `[plan]` table say, with ids from 1 in file order.
[[nodiscard]] PlanDraft planDraftOf(const TomlValue &root);

} // namespace interlock
