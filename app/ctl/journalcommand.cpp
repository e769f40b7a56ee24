// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/journalcommand.h"

#include "app/ctl/journalexport.h"
#include "app/ctl/profilereport.h"
#include "app/wiring/statepaths.h"
#include "models/domain/whendone.h"

#include <limits>
#include <QFileInfo>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr int journalPage = 1000;
} // namespace

void JournalCommand::start()
{
    const auto profile = loadProfile(invocation().profile);
    if (!profile) {
        for (const ProfileError &error : profile.error())
            Output::plainMessage(error.toString());
        return finish(ExitCode::Usage, {{u"errors"_s, profileErrorsJson(profile.error())}});
    }
    m_file = statePaths(*profile).journal;
    if (!QFileInfo(m_file).isFile())
        return fail(ExitCode::Usage, u"there is no journal at "_s + m_file, {{u"file"_s, m_file}});
    m_journal = std::make_unique<Journal>(m_file);
    if (invocation().command == CtlCommand::JournalVerify)
        verify();
    else
        readBefore(0);
}

void JournalCommand::verify()
{
    whenDone(m_journal->verify(invocation().head), this,
             [this](const Result<JournalVerdict> &verdict) { verified(verdict); });
}

void JournalCommand::verified(const Result<JournalVerdict> &verdict)
{
    if (!verdict)
        return failed(verdict.error());
    const QString head = QString::fromLatin1(verdict->head.toHex());
    const ExitCode exit = verdict->intact ? ExitCode::Done : ExitCode::Difference;
    if (verdict->intact)
        output().line(u"intact: %1 entries, head %2"_s.arg(QString::number(verdict->entries), head));
    else
        Output::message(u"%1: NOT intact: %2"_s.arg(m_file, verdict->problem));
    finish(exit, {{u"file"_s, m_file},
                  {u"intact"_s, verdict->intact},
                  {u"entries"_s, verdict->entries},
                  {u"firstBad"_s, verdict->firstBad},
                  {u"problem"_s, verdict->problem},
                  {u"head"_s, head}});
}

/// How many entries are still wanted.
qsizetype JournalCommand::missing() const
{
    const bool all = invocation().command == CtlCommand::JournalExport;
    return (all ? std::numeric_limits<qsizetype>::max() : qsizetype(invocation().limit)) - m_entries.size();
}

void JournalCommand::readBefore(qint64 number)
{
    const int limit = static_cast<int>(std::min<qsizetype>(journalPage, missing()));
    whenDone(m_journal->read(limit, number), this,
             [this](const Result<QList<JournalEntry>> &page) { readPage(page); });
}

void JournalCommand::readPage(const Result<QList<JournalEntry>> &page)
{
    if (!page)
        return failed(page.error());
    m_entries = *page + m_entries;
    const bool more = !page->isEmpty() && page->first().number > 1;
    if (more && missing() > 0)
        return readBefore(page->first().number);
    if (invocation().command == CtlCommand::JournalShow || output().json())
        show();
    else
        writeOut();
}

void JournalCommand::show()
{
    QJsonArray entries;
    for (const JournalEntry &entry : std::as_const(m_entries)) {
        output().line(journalLine(entry));
        if (output().json())
            entries.append(journalJson(entry));
    }
    finish(ExitCode::Done, {{u"file"_s, m_file}, {u"entries"_s, entries}});
}

void JournalCommand::writeOut()
{
    const bool csv = invocation().format == ExportFormat::Csv;
    if (csv)
        Output::raw(journalCsvHeader());
    for (const JournalEntry &entry : std::as_const(m_entries))
        Output::raw(csv ? journalCsv(entry) : terminalSafeJson(journalJson(entry)) + '\n');
    finish(ExitCode::Done);
}

/// A journal that is no database any more is a difference, not a wrong command line.
void JournalCommand::failed(const Error &error)
{
    fail(ExitCode::Difference, u"%1: the journal cannot be read: %2"_s.arg(m_file, error.detail),
         {{u"file"_s, m_file}});
}

} // namespace interlock
