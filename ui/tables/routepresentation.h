// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/routetablemodel.h"
#include "ui/tables/presentation.h"

namespace interlock {

/// The words of the board of layers and routes.
class RoutePresentation final : public Presentation
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RoutePresentation)

public:
    explicit RoutePresentation(RouteTableModel *source, QObject *parent = nullptr);

    /// "99.97 % (n 48 k)", or "insufficient (n 12)" while too few pairs were compared to say anything.
    [[nodiscard]] static QString parityText(const ParityBucket &parity);
    /// "12 differences in 48,210 pairs; 3 % of eligible requests compared".
    [[nodiscard]] static QString paritySentence(const ParityBucket &parity);

protected:
    [[nodiscard]] QString text(const QModelIndex &source) const override;
    [[nodiscard]] QString toolTip(const QModelIndex &source) const override;
    [[nodiscard]] QString header(int column) const override;
    [[nodiscard]] QString headerToolTip(int column) const override;
    [[nodiscard]] bool isNumber(int column) const override;
    [[nodiscard]] Emphasis emphasis(const QModelIndex &source) const override;

private:
    [[nodiscard]] QString routeText(const RouteRow &row, int column) const;
    [[nodiscard]] QString layerText(const LayerRow &row, int column) const;
    [[nodiscard]] QString routeToolTip(const RouteRow &row, int column) const;

    RouteTableModel *m_source;
};

} // namespace interlock
