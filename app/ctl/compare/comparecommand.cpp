// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/comparecommand.h"

#include "app/ctl/compare/comparereport.h"
#include "app/ctl/compare/progressbar.h"
#include "models/domain/plaintext.h"
#include "models/domain/wholefile.h"
#include "models/parity/idlinks.h"

#include <cstdio>
#include <QDateTime>
#include <QFile>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

bool namesLines(const QString &file)
{
    return file.endsWith(u".ndjson", Qt::CaseInsensitive) || file.endsWith(u".jsonl", Qt::CaseInsensitive);
}

QString notWhole()
{
    return u"the temporary folder is full: the result cannot be kept"_s;
}

CompareJobOptions jobOptions(const CompareRequest &request, const QDate &today)
{
    CompareJobOptions options;
    options.legacy = request.legacy;
    options.newer = request.newer;
    options.lines = namesLines(request.legacy) || namesLines(request.newer);
    options.jobs = options.lines ? request.jobs.value_or(QThread::idealThreadCount()) : 1;
    options.scope.route = request.route.toUtf8();
    options.compare.today = today;
    options.compare.maxDifferences = request.maxDifferences;
    if (request.maxSize)
        options.compare.limits.maxBytes = static_cast<std::size_t>(*request.maxSize);
    if (request.maxDepth)
        options.compare.limits.maxDepth = *request.maxDepth;
    return options;
}

} // namespace

CompareCommand::CompareCommand(const Invocation &invocation) : Command(invocation) {}

CompareCommand::~CompareCommand()
{
    if (m_job)
        m_job->cancel();
    if (m_thread)
        m_thread->wait();
}

void CompareCommand::refuse(const QString &message)
{
    Output::message(message);
    finishSilently(ExitCode::Usage);
}

std::optional<QByteArray> CompareCommand::readFile(const QString &name)
{
    QFile file(name);
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray content = file.readAll();
        if (file.error() == QFileDevice::NoError)
            return content;
    }
    refuse(u"%1: %2"_s.arg(name, file.errorString()));
    return {};
}

std::shared_ptr<const IdMap> CompareCommand::readIdMap()
{
    const QString name = invocation().compare.idMap;
    if (name.isEmpty())
        return std::make_shared<const IdLinks>();
    const std::optional<QByteArray> csv = readFile(name);
    if (!csv)
        return {};
    auto links = IdLinks::fromCsv({csv->constData(), static_cast<std::size_t>(csv->size())});
    if (links)
        return std::move(*links);
    Output::plainMessage(u"%1:%2: %3"_s.arg(name).arg(links.error().line).arg(links.error().text));
    finishSilently(ExitCode::Usage);
    return {};
}

std::shared_ptr<const RuleSet> CompareCommand::readRules()
{
    const QString name = invocation().compare.rules;
    if (name.isEmpty())
        return std::make_shared<const RuleSet>();
    const std::optional<QByteArray> toml = readFile(name);
    if (!toml)
        return {};
    auto rules = RuleSet::fromToml(*toml);
    if (rules)
        return std::make_shared<const RuleSet>(std::move(*rules));
    for (const RuleProblem &problem : rules.error())
        Output::plainMessage(problem.describe(name));
    finishSilently(ExitCode::Usage);
    return {};
}

void CompareCommand::start()
{
    m_rules = readRules();
    if (!m_rules)
        return;
    const std::shared_ptr<const IdMap> idMap = readIdMap();
    if (!idMap)
        return;
    const CompareRequest &request = invocation().compare;
    const QDate today = QDateTime::currentDateTimeUtc().date();
    CompareJobOptions options = jobOptions(request, today);
    options.compare.idMap = idMap;
    m_report =
        std::make_unique<CompareReport>(CompareReport::Options{request.maxDifferences, invocation().json,
                                                               !request.html.isEmpty(), options.lines},
                                        m_rules, today);
    m_job = std::make_unique<CompareJob>(options, m_rules);
    m_thread.reset(QThread::create([this] { run(); }));
    connect(m_thread.get(), &QThread::finished, this, &CompareCommand::finishRun);
    m_thread->start();
}

void CompareCommand::run()
{
    ProgressBar bar;
    m_job->onResult = [this](qint64 pair, const PairResult &result) { m_report->add(pair, result); };
    m_job->onProgress = [this, &bar](qint64 done, qint64 all) {
        bar.show(done, all, m_report->counts().pairs());
    };
    m_error = m_job->run();
}

void CompareCommand::interrupt()
{
    if (!m_job)
        return finishSilently(ExitCode::Unknown);
    m_job->cancel();
}

bool CompareCommand::writeHtml()
{
    const CompareRequest &request = invocation().compare;
    QSaveFile file(request.html);
    if (!file.open(QIODevice::WriteOnly)) {
        m_error = u"%1: %2"_s.arg(request.html, file.errorString());
        return false;
    }
    m_report->writeHtml([&file](const QByteArray &text) { file.write(text); }, request.legacy, request.newer);
    if (!m_report->isWhole())
        m_error = notWhole();
    else if (!commitWhole(file))
        m_error = u"%1: %2"_s.arg(request.html, file.errorString());
    return m_error.isEmpty();
}

void CompareCommand::finishRun()
{
    if (m_job->cancelled()) {
        Output::message(u"interrupted: nothing was written"_s);
        return finishSilently(ExitCode::Unknown);
    }
    if (!m_error.isEmpty())
        return refuse(m_error);
    if (!m_report->isWhole())
        return refuse(notWhole());
    if (!invocation().compare.html.isEmpty() && !writeHtml())
        return refuse(m_error);
    m_report->write([](const QByteArray &text) {
        std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
    });
    std::fflush(stdout);
    if (!m_report->isWhole())
        return refuse(notWhole());
    finishSilently(m_report->allEqual() ? ExitCode::Done : ExitCode::Difference);
}

} // namespace interlock
