// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "models/journal/journal.h"

namespace interlock {

/// `journal verify|show|export`: reads the migration's journal and asks no endpoint.
class JournalCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;
    void start() override;
    void interrupt() override { finish(ExitCode::Unknown); }

private:
    void verify();
    void verified(const Result<JournalVerdict> &verdict);
    void readBefore(qint64 number);
    void readPage(const Result<QList<JournalEntry>> &page);
    void show();
    void writeOut();
    [[nodiscard]] qsizetype missing() const;
    void failed(const Error &error);

    QString m_file;
    std::unique_ptr<Journal> m_journal;
    QList<JournalEntry> m_entries; ///< oldest first
};

} // namespace interlock
