// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/parity/pairtablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the recorded pairs.
class PairPresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PairPresentation)

public:
    explicit PairPresentation(PairTableModel *source, QObject *parent = nullptr);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
};

} // namespace interlock
