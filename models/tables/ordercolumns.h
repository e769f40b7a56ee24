// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/orderinflight.h"

#include <limits>
#include <QHash>
#include <vector>

namespace interlock {

/// Orders in columns, each order at a slot that it keeps while it is known. States and currencies are few, so
/// rows carry numbers for them.
class OrderColumns
{
public:
    using Slot = quint32;
    static constexpr qint64 noTime = std::numeric_limits<qint64>::min();

    /// Puts the order at its slot; @p isNew tells whether it was unknown. Returns whether anything differs.
    bool put(const OrderInFlight &order, Slot &slot, bool &isNew);
    void remove(Slot slot);
    [[nodiscard]] qsizetype size() const { return m_slots.size(); }
    [[nodiscard]] std::size_t slotEnd() const { return m_id.size(); } ///< one past the highest slot ever used
    [[nodiscard]] std::optional<Slot> find(const QString &orderId) const;
    [[nodiscard]] OrderInFlight order(Slot slot) const;
    /// Slots in use, in no order.
    [[nodiscard]] std::vector<Slot> used() const;

    [[nodiscard]] const QString &id(Slot slot) const { return m_id[slot]; }
    [[nodiscard]] const QString &legacyId(Slot slot) const { return m_legacyId[slot]; }
    [[nodiscard]] const QString &newId(Slot slot) const { return m_newId[slot]; }
    [[nodiscard]] Side origin(Slot slot) const { return m_origin[slot]; }
    [[nodiscard]] Side owner(Slot slot) const { return m_owner[slot]; }
    [[nodiscard]] const QString &state(Slot slot) const { return m_words[m_state[slot]]; }
    [[nodiscard]] const QString &currency(Slot slot) const { return m_words[m_currency[slot]]; }
    [[nodiscard]] qint64 placed(Slot slot) const { return m_placed[slot]; } ///< ms since the epoch, or noTime
    [[nodiscard]] qint64 due(Slot slot) const { return m_due[slot]; }
    [[nodiscard]] qint64 updated(Slot slot) const { return m_updated[slot]; }
    [[nodiscard]] std::optional<qint64> amount(Slot slot) const { return m_amount[slot]; }

private:
    [[nodiscard]] quint32 word(const QString &text);
    [[nodiscard]] Slot newSlot();
    void write(Slot slot, const OrderInFlight &order);

    QHash<QString, Slot> m_slots;
    std::vector<Slot> m_free;
    std::vector<QString> m_id, m_legacyId, m_newId;
    std::vector<Side> m_origin, m_owner;
    std::vector<quint32> m_state, m_currency;
    std::vector<qint64> m_placed, m_due, m_updated;
    std::vector<std::optional<qint64>> m_amount;
    std::vector<QString> m_words;
    QHash<QString, quint32> m_wordOf;
};

/// A time of the columns as a date; invalid for OrderColumns::noTime.
[[nodiscard]] QDateTime columnTime(qint64 ms);

} // namespace interlock
