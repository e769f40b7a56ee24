// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/parity/rules.h"

namespace interlock {

/// A rules file as text: people edit it by hand too, so what is added, changed or taken out by a screen
/// leaves every other line, comments and order as they are.
class RulesFile
{
public:
    /// The bytes of the file; nothing in it when there is no such file yet. Input when it cannot be read or
    /// is larger than 4 MiB.
    [[nodiscard]] static Result<QByteArray> read(const QString &path);
    /// Replaces the file, whole or not at all. Conflict when it does not hold @p before any more.
    [[nodiscard]] static Result<void> write(const QString &path, const QByteArray &before,
                                            const QByteArray &after);

    /// The lines of rule @p index, from its `[[rule]]` on, without the comments that lead to the next one.
    /// Nothing when it is not written as a `[[rule]]` table. @p rules must be those of @p file.
    [[nodiscard]] static std::optional<QByteArray> ruleText(const QByteArray &file, const RuleSet &rules,
                                                            std::size_t index);
    [[nodiscard]] static QByteArray added(const QByteArray &file, const QByteArray &rule);
    /// The file with other text for rule @p index; an empty @p rule takes it out. Unchanged when it is not a
    /// `[[rule]]` table.
    [[nodiscard]] static QByteArray replaced(const QByteArray &file, const RuleSet &rules, std::size_t index,
                                             const QByteArray &rule);

    /// @p rule with `key = value`: the line that has the key is replaced, else one is put at the end of its
    /// own keys; an empty value takes the line out. @p value is TOML.
    [[nodiscard]] static QByteArray withKey(const QByteArray &rule, const QByteArray &key,
                                            const QByteArray &value);
    /// @p text as a TOML string.
    [[nodiscard]] static QByteArray quoted(const QString &text);
};

} // namespace interlock
