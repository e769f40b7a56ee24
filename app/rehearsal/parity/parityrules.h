// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace interlock::rehearsal {

/// The rule set that consoles share, as JSON, with its revision. It is kept and handed out; comparing by it
/// is the console's.
class ParityRules final
{
public:
    [[nodiscard]] quint64 revision() const { return m_revision; }
    [[nodiscard]] const QJsonObject &rules() const { return m_rules; }
    /// Equal rules leave the revision.
    void replace(const QJsonObject &rules);

    /// Why @p rules cannot be a rule set (`{"rule":[{"op":…},…]}` with the ops of the parity contract),
    /// naming the place; empty when it can.
    [[nodiscard]] static QString shapeError(const QJsonObject &rules);
    /// Why a set of the right shape is not allowed (an op nobody knows), naming the place; empty when it is.
    [[nodiscard]] static QString contentError(const QJsonObject &rules);

private:
    quint64 m_revision = 1;
    QJsonObject m_rules{{QStringLiteral("rule"), QJsonArray()}};
};

} // namespace interlock::rehearsal
