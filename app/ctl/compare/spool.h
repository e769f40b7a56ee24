// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QByteArray>
#include <QTemporaryFile>

namespace interlock {

/// Text that is written at the end and may be long: the first megabytes are kept in memory, the rest in a
/// temporary file that nobody else can read.
class Spool final
{
public:
    Spool() = default;

    void append(const QByteArray &bytes);
    [[nodiscard]] bool isEmpty() const { return m_empty; }
    /// False when the temporary file could not be written (disk full): the text is not whole then.
    [[nodiscard]] bool isWhole() const { return m_whole; }
    /// Hands the text on in pieces, from its start.
    void copyTo(const std::function<void(const QByteArray &)> &out);

private:
    void spill();

    QByteArray m_memory;
    QTemporaryFile m_file;
    bool m_empty = true;
    bool m_whole = true;
};

} // namespace interlock
