// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/pipelinetablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the sync pipelines and their tables.
class PipelinePresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PipelinePresentation)

public:
    explicit PipelinePresentation(PipelineTableModel *source, QObject *parent = nullptr);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] Emphasis emphasis(const QModelIndex &source) const override;

private:
    PipelineTableModel *m_source;
};

} // namespace interlock
