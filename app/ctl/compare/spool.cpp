// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/spool.h"

namespace interlock {

namespace {

constexpr qsizetype spoolMemory = qsizetype{8} << 20U;
constexpr qint64 spoolPiece = qint64{1} << 20U;

} // namespace

void Spool::append(const QByteArray &bytes)
{
    m_memory += bytes;
    m_empty = m_empty && bytes.isEmpty();
    if (m_memory.size() > spoolMemory)
        spill();
}

void Spool::spill()
{
    const bool canWrite = m_file.isOpen() || m_file.open();
    m_whole = canWrite && m_file.write(m_memory) == m_memory.size() && m_whole;
    m_memory.clear();
}

void Spool::copyTo(const std::function<void(const QByteArray &)> &out)
{
    if (m_file.isOpen()) {
        m_whole = m_file.flush() && m_file.seek(0) && m_whole;
        for (QByteArray piece = m_file.read(spoolPiece); !piece.isEmpty(); piece = m_file.read(spoolPiece))
            out(piece);
        m_file.seek(m_file.size());
    }
    out(m_memory);
}

} // namespace interlock
