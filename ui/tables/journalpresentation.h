// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/journaltablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the journal's entries.
class JournalPresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JournalPresentation)

public:
    explicit JournalPresentation(JournalTableModel *source, QObject *parent = nullptr);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] Emphasis emphasis(const QModelIndex &source) const override;

private:
    JournalTableModel *m_source;
};

} // namespace interlock
