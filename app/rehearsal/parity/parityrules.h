// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/parity/rules.h"

#include <memory>
#include <QJsonObject>
#include <QString>

namespace interlock::rehearsal {

/// The rule set that consoles share and that the bridge compares by, with its revision.
class ParityRules final
{
public:
    [[nodiscard]] quint64 revision() const { return m_revision; }
    /// `{"rule":[…]}`, the values as they were sent: numbers have not been through a double.
    [[nodiscard]] const QByteArray &json() const { return m_json; }
    [[nodiscard]] const std::shared_ptr<const RuleSet> &set() const { return m_set; }
    /// Takes the rules of @p json, all or none. Equal text leaves the revision. The error (Input) names the
    /// place.
    [[nodiscard]] Result<void> replace(const QByteArray &json);

    /// Why @p rules cannot be a rule set (`{"rule":[{"op":…},…]}`), naming the place; empty when it can.
    [[nodiscard]] static QString shapeError(const QJsonObject &rules);

private:
    quint64 m_revision = 1;
    QByteArray m_json = QByteArrayLiteral("{\"rule\":[]}");
    std::shared_ptr<const RuleSet> m_set = std::make_shared<const RuleSet>();
};

} // namespace interlock::rehearsal
