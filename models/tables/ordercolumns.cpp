// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/ordercolumns.h"

namespace interlock {

namespace {
qint64 msOf(const QDateTime &time)
{
    return time.isValid() ? time.toMSecsSinceEpoch() : OrderColumns::noTime;
}
} // namespace

QDateTime columnTime(qint64 ms)
{
    return ms == OrderColumns::noTime ? QDateTime() : QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

bool OrderColumns::put(const OrderInFlight &order, Slot &slot, bool &isNew)
{
    const auto it = m_slots.constFind(order.orderId);
    isNew = it == m_slots.cend();
    if (isNew) {
        slot = newSlot();
        m_slots.insert(order.orderId, slot);
        write(slot, order);
        return true;
    }
    slot = *it;
    const bool same = m_origin[slot] == order.origin && m_owner[slot] == order.owner &&
                      m_due[slot] == msOf(order.dueAt) && m_updated[slot] == msOf(order.updatedAt) &&
                      m_placed[slot] == msOf(order.placedAt) && m_amount[slot] == order.amountMinor &&
                      state(slot) == order.state && m_legacyId[slot] == order.legacyId &&
                      m_newId[slot] == order.newId && currency(slot) == order.currency;
    if (!same)
        write(slot, order);
    return !same;
}

void OrderColumns::remove(Slot slot)
{
    m_slots.remove(m_id[slot]);
    m_id[slot].clear();
    m_legacyId[slot].clear();
    m_newId[slot].clear();
    m_free.push_back(slot);
}

std::optional<OrderColumns::Slot> OrderColumns::find(const QString &orderId) const
{
    const auto it = m_slots.constFind(orderId);
    return it == m_slots.cend() ? std::nullopt : std::optional(*it);
}

OrderInFlight OrderColumns::order(Slot slot) const
{
    OrderInFlight result;
    result.orderId = m_id[slot];
    result.origin = m_origin[slot];
    result.owner = m_owner[slot];
    result.state = state(slot);
    result.placedAt = columnTime(m_placed[slot]);
    result.dueAt = columnTime(m_due[slot]);
    result.updatedAt = columnTime(m_updated[slot]);
    result.legacyId = m_legacyId[slot];
    result.newId = m_newId[slot];
    result.amountMinor = m_amount[slot];
    result.currency = currency(slot);
    return result;
}

std::vector<OrderColumns::Slot> OrderColumns::used() const
{
    std::vector<Slot> result;
    result.reserve(std::size_t(m_slots.size()));
    for (const Slot slot : m_slots)
        result.push_back(slot);
    return result;
}

quint32 OrderColumns::word(const QString &text)
{
    const auto it = m_wordOf.constFind(text);
    if (it != m_wordOf.cend())
        return *it;
    m_words.push_back(text);
    return *m_wordOf.insert(text, quint32(m_words.size() - 1));
}

OrderColumns::Slot OrderColumns::newSlot()
{
    if (!m_free.empty()) {
        const Slot slot = m_free.back();
        m_free.pop_back();
        return slot;
    }
    const std::size_t size = m_id.size() + 1;
    m_id.resize(size);
    m_legacyId.resize(size);
    m_newId.resize(size);
    m_origin.resize(size);
    m_owner.resize(size);
    m_state.resize(size);
    m_currency.resize(size);
    m_placed.resize(size);
    m_due.resize(size);
    m_updated.resize(size);
    m_amount.resize(size);
    return Slot(size - 1);
}

void OrderColumns::write(Slot slot, const OrderInFlight &order)
{
    m_id[slot] = order.orderId;
    m_legacyId[slot] = order.legacyId;
    m_newId[slot] = order.newId;
    m_origin[slot] = order.origin;
    m_owner[slot] = order.owner;
    m_state[slot] = word(order.state);
    m_currency[slot] = word(order.currency);
    m_placed[slot] = msOf(order.placedAt);
    m_due[slot] = msOf(order.dueAt);
    m_updated[slot] = msOf(order.updatedAt);
    m_amount[slot] = order.amountMinor;
}

} // namespace interlock
