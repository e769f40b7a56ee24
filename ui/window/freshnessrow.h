// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"

#include <QWidget>

class QHBoxLayout;

namespace interlock {

class PlainLabel;

/// How old the last answer of each endpoint is, with a mark for its quality: the row at the top of the
/// window.
class FreshnessRow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FreshnessRow)

public:
    explicit FreshnessRow(QWidget *parent = nullptr);

    void showState(const MigrationState &state);

private:
    void showEndpoint(PlainLabel *label, const EndpointHealth &health, MonotonicTime now);
    void makeLabels(qsizetype count);

    QHBoxLayout *m_layout;
    QList<PlainLabel *> m_labels;
};

} // namespace interlock
