// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/sourcecheck.h"

namespace interlock {

namespace {

/// The id as a number, when it is one in its only spelling.
std::optional<quint64> idNumber(const QString &id)
{
    bool isNumber = false;
    const quint64 number = id.toULongLong(&isNumber);
    if (!isNumber || QString::number(number) != id)
        return std::nullopt;
    return number;
}

} // namespace

SourceCheck::SourceCheck(const QString &lastId) : m_lastNumber(idNumber(lastId)) {}

void SourceCheck::look(const TrafficPairPage &page, const QString &cursor)
{
    m_findings.isStuck = !page.pairs.isEmpty() && page.next == cursor;
    for (const TrafficPair &pair : page.pairs) {
        if (m_newestAt.isValid() && pair.at < m_newestAt)
            ++m_findings.reordered;
        else
            m_newestAt = pair.at;
        if (const std::optional<quint64> number = idNumber(pair.id))
            lookAtNumber(*number);
    }
}

void SourceCheck::lookAtNumber(quint64 number)
{
    if (m_lastNumber && number <= *m_lastNumber) {
        ++m_findings.repeated;
        return;
    }
    if (m_lastNumber)
        m_findings.missing += qint64(number - *m_lastNumber - 1);
    m_lastNumber = number;
}

} // namespace interlock
