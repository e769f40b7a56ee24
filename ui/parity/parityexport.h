// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/parityreport.h"
#include "widgets/plotmarks.h"

#include <QCoreApplication>
#include <QImage>

class QPainter;

namespace interlock {

/// A report for people who do not have the console: dated, with environment, the data's age and the rule
/// set's version on it.
class ParityExport
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ParityExport)

public:
    ParityExport(const ParityReport &report, const QString &routeId, const QList<EventMark> &marks);

    /// One row a route and step of time; every row says where it comes from.
    [[nodiscard]] QByteArray toCsv() const;
    /// A4 across, at 150 dpi, on white.
    [[nodiscard]] QImage toImage() const;
    [[nodiscard]] QByteArray toPng() const;
    /// A4 across, as vectors.
    [[nodiscard]] QByteArray toPdf() const;
    /// Whole or not at all: a report that is there stays. What went wrong, or nothing.
    [[nodiscard]] QString writePdf(const QString &path) const;
    [[nodiscard]] QString writePng(const QString &path) const;

private:
    void paint(QPainter &painter, const QRectF &page) const;
    [[nodiscard]] double paintHead(QPainter &painter, const QRectF &page) const;
    [[nodiscard]] double paintRoutes(QPainter &painter, const QRectF &area) const;
    void paintCharts(QPainter &painter, const QRectF &area) const;
    /// Some routes over time, from the @p first compared one on.
    void paintRoutePage(QPainter &painter, const QRectF &page, qsizetype first) const;
    [[nodiscard]] QList<RouteParity> comparedRoutes() const;

    const ParityReport &m_report;
    QString m_routeId;
    QList<EventMark> m_marks;
};

} // namespace interlock
