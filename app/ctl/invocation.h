// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/route.h"

#include <chrono>
#include <QByteArray>
#include <QStringList>
#include <tl/expected.hpp>

namespace interlock {

enum class CtlCommand {
    Help,
    Version,
    Status,
    Gates,
    Set,
    Rollback,
    Watch,
    JournalVerify,
    JournalShow,
    JournalExport,
    Validate,
    Drill,
    InitDb,
    Compare,
    Approvals
};
enum class ExportFormat { Csv, Ndjson };

/// What `approvals` was asked for.
enum class ApprovalVerb { List, Show, Sign, Decline, Withdraw };
struct ApprovalsWish
{
    ApprovalVerb verb = ApprovalVerb::List;
    QString id;     ///< of the request, or how it begins; lower case
    QString digest; ///< sign: how the evidence's digest begins, hexadecimal, lower case
};

/// What `compare` was asked for.
struct CompareRequest
{
    QString legacy; ///< a file, or `-` for standard input
    QString newer;
    QString rules; ///< a file, or empty
    QString idMap; ///< a file, or empty
    QString route;
    QString html; ///< where the report goes, or empty
    qint64 maxDifferences = 1000;
    std::optional<qint64> maxSize; ///< bytes
    std::optional<int> maxDepth;
    std::optional<int> jobs;
};

/// A command line that is right as such. Members that the command does not use keep their defaults.
struct Invocation
{
    CtlCommand command = CtlCommand::Help;
    QString profile;
    bool json = false;
    bool wait = true; ///< false with --no-wait: acknowledged is enough
    bool dryRun = false;
    bool gradual = false; ///< rollback: in steps
    bool ask = false;     ///< set: asks a second person instead of sending
    QStringList routes;   ///< set: exactly one; rollback and gates: empty means all
    std::optional<int> percent;
    std::optional<Mode> mode;
    QString reason;
    QStringList overrides;                       ///< set: gates to set aside for this act
    std::optional<std::chrono::seconds> timeout; ///< how long an act's marks are waited for
    QString scenario;                            ///< drill: the fault; empty: one at random
    bool byOperator = false;                     ///< drill: a person rolls back
    QString connection;                          ///< init-db: instead of the profile's
    int limit = 20;                              ///< journal show
    ExportFormat format = ExportFormat::Csv;
    QByteArray head; ///< journal verify: 32 bytes, or empty
    CompareRequest compare;
    ApprovalsWish approval;
};

/// What is wrong with a command line, in one sentence.
struct UsageError
{
    QString text;
    bool json = false; ///< --json was asked for all the same, and the command answers mistakes with an object
};

/// @p arguments without the program's name. Reads no file.
[[nodiscard]] tl::expected<Invocation, UsageError> parseInvocation(const QStringList &arguments);

/// The text of `--help`.
[[nodiscard]] QString usageText();
/// "status", "journal verify", …
[[nodiscard]] QString ctlCommandName(CtlCommand command);

} // namespace interlock
