// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <QFile>
#include <QString>
#include <string>

namespace interlock {

/// One document as it was read.
struct SourceDocument
{
    std::string text;
    bool tooLong = false; ///< over the limit: @c text is only its beginning
};

/// One of the two files of `compare`, read from front to back in pieces: memory holds a document, never the
/// file.
class DocumentSource final
{
public:
    /// @p name: a file, or `-` for standard input. @p maxBytes: of a document or line.
    DocumentSource(const QString &name, bool lines, std::size_t maxBytes);

    /// Asked while nothing comes (a pipe): true ends the reading.
    std::function<bool()> cancelled;

    /// False when it cannot be opened; errorText() says why.
    [[nodiscard]] bool open();
    /// The next document, or the next line that is not blank; nothing at the end and after an error.
    [[nodiscard]] std::optional<SourceDocument> next();
    /// What went wrong, naming the file; empty when nothing did.
    [[nodiscard]] QString errorText() const { return m_error; }
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; }
    /// 0 when it is not known (standard input, pipes).
    [[nodiscard]] qint64 size() const { return m_file.isSequential() ? 0 : m_file.size(); }

private:
    [[nodiscard]] std::optional<SourceDocument> nextLine();
    [[nodiscard]] std::optional<SourceDocument> whole();
    [[nodiscard]] bool fill();
    [[nodiscard]] bool waitForBytes() const;
    void fail(const QString &text);

    QString m_name;
    bool m_lines;
    std::size_t m_maxBytes;
    QFile m_file;
    std::string m_buffer;
    std::size_t m_at = 0; ///< what of the buffer is taken
    bool m_atEnd = false;
    bool m_first = true;
    qint64 m_bytesRead = 0;
    QString m_error;
};

} // namespace interlock
