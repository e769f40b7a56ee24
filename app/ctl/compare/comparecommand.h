// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "app/ctl/compare/comparejob.h"

#include <memory>
#include <QThread>

namespace interlock {

class CompareReport;

/// `compare`: 0 all pairs equal (after rules), 1 any different or not comparable, 2 unreadable input. With 2
/// nothing is written to standard output.
class CompareCommand final : public Command
{
    Q_OBJECT

public:
    explicit CompareCommand(const Invocation &invocation);
    ~CompareCommand() override;

    void start() override;
    void interrupt() override;

private:
    [[nodiscard]] std::optional<QByteArray> readFile(const QString &name);
    [[nodiscard]] std::shared_ptr<const RuleSet> readRules();
    /// Nothing, and refused, when there is one that cannot be read; an empty one when none is named.
    [[nodiscard]] std::shared_ptr<const IdMap> readIdMap();
    void run();
    void finishRun();
    [[nodiscard]] bool writeHtml();
    void refuse(const QString &message);

    std::shared_ptr<const RuleSet> m_rules;
    std::unique_ptr<CompareJob> m_job;
    std::unique_ptr<CompareReport> m_report;
    std::unique_ptr<QThread> m_thread;
    QString m_error; ///< of the run, written before its thread ends
};

} // namespace interlock
