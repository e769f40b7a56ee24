// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journalentry.h"
#include "models/profile/profile.h"
#include "ui/page.h"

class QTabWidget;

namespace interlock {

class ParityDesk;
class DataView;
class DifferencesView;
class IssuesView;
class ParityOverview;
class RulesView;

/// Parity: the managers' overview first, the differences and the rules behind it, then what the team's
/// database says of the data and the log of issues. Ctrl+Page Up and Page Down turn between them.
class ParityPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParityPage)

public:
    /// @p desk and @p profile outlive the page.
    ParityPage(ParityDesk &desk, const Profile &profile, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;
    [[nodiscard]] QStringList views() const override;
    bool showView(const QString &name) override;
    /// The journal's entries, as marks on the chart.
    void showActs(const QList<JournalEntry> &entries);

private:
    ParityDesk &m_desk;
    QTabWidget *m_tabs;
    ParityOverview *m_overview;
    DifferencesView *m_differences;
    RulesView *m_rules;
    DataView *m_data;
    IssuesView *m_issues;
};

} // namespace interlock
