// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/parityexport.h"

#include "models/domain/plaintext.h"
#include "models/parity/statistics/binomialbounds.h"
#include "ui/filesave.h"
#include "ui/parity/paritycharts.h"
#include "ui/parity/paritymarks.h"
#include "ui/parity/paritytext.h"
#include "ui/parity/routeparitymodel.h"
#include "ui/text/format.h"
#include "widgets/bandchart.h"
#include "widgets/csvtext.h"
#include "widgets/heatmap.h"
#include "widgets/paretochart.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <QBuffer>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

// Everything is laid out in 1/96 inch, A4 across.
constexpr QSizeF paperSize(1123, 794);
constexpr double paperMargin = 38;
constexpr int paperDpi = 96;
constexpr double imageScale = 150.0 / paperDpi;
/// Of the table's columns, as parts of its width.
constexpr std::array<double, RouteParityModel::ColumnCount> paperColumns{0.13, 0.13, 0.09, 0.07, 0.08, 0.08,
                                                                         0.11, 0.08, 0.08, 0.08, 0.07};

constexpr qsizetype routeColumns = 2;
constexpr qsizetype routeRows = 3;
constexpr qsizetype routesAPage = routeColumns * routeRows;

QString utcText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString();
}

QString ratioField(const std::optional<double> &ratio)
{
    return ratio ? csvNumber(*ratio, 9) : QString();
}

} // namespace

ParityExport::ParityExport(const ParityReport &report, const QString &routeId, const QList<EventMark> &marks)
    : m_report(report), m_routeId(routeId), m_marks(marks)
{
}

QByteArray ParityExport::toCsv() const
{
    QString csv = csvRecord({u"exported_at"_s, u"environment"_s, u"migration"_s, u"data_up_to"_s,
                             u"rule_set"_s, u"route"_s, u"from"_s, u"seconds"_s, u"equal"_s,
                             u"equal_after_rules"_s, u"different"_s, u"not_comparable"_s, u"strict_parity"_s,
                             u"effective_parity"_s, u"wilson_low"_s, u"wilson_high"_s});
    const ParityOverTime &time = m_report.overTime;
    const QString version = m_report.rules ? QString::number(m_report.rules->version) : QString();
    for (const ParityOverTime::Route &route : time.routes) {
        for (int i = 0; i < time.steps; ++i) {
            const ParityCounts &counts = route.steps[std::size_t(i)];
            const std::optional<RateBand> band =
                wilsonBand(counts.equal + counts.equalAfterRules, counts.comparable());
            const QDateTime at = QDateTime::fromMSecsSinceEpoch(time.from + i * time.stepMs, Qt::UTC);
            csv += csvRecord({utcText(m_report.madeAt), csvField(m_report.environment),
                              csvField(m_report.migration), utcText(m_report.newestAt), version,
                              csvField(route.id), utcText(at), QString::number(time.stepMs / 1000),
                              QString::number(counts.equal), QString::number(counts.equalAfterRules),
                              QString::number(counts.different), QString::number(counts.notComparable),
                              ratioField(strictParity(counts)), ratioField(effectiveParity(counts)),
                              band ? csvNumber(band->low, 9) : QString(),
                              band ? csvNumber(band->high, 9) : QString()});
        }
    }
    return csv.toUtf8();
}

double ParityExport::paintHead(QPainter &painter, const QRectF &page) const
{
    const Theme theme = Theme::light();
    const QFont base = QGuiApplication::font();
    double y = page.top();
    const auto line = [&](const QString &text, FontRole role, const QColor &colour) {
        painter.setFont(themeFont(role, base));
        painter.setPen(colour);
        const QRectF room(page.left(), y, page.width(), 400);
        const QRectF used = painter.boundingRect(room, Qt::AlignLeft | Qt::TextWordWrap, text);
        painter.drawText(room, Qt::AlignLeft | Qt::TextWordWrap, text);
        y += used.height() + 6;
    };
    line(tr("Parity report, %1").arg(Format::absolute(m_report.madeAt)), FontRole::CaptionStrong,
         theme.mutedText);
    line(ParityText::headline(m_report).second, FontRole::BodyStrong, theme.text);
    line(ParityText::provenance(m_report), FontRole::Caption, theme.mutedText);
    line(ParityText::groups(m_report), FontRole::Caption, theme.mutedText);
    return y + 4;
}

double ParityExport::paintRoutes(QPainter &painter, const QRectF &area) const
{
    RouteParityModel model;
    model.setRoutes(m_report.routes);
    const Theme theme = Theme::light();
    const QFont base = QGuiApplication::font();
    const QFont font = themeFont(FontRole::Caption, base);
    const QFont strong = themeFont(FontRole::CaptionStrong, base);
    const double height = QFontMetricsF(font).height() + 4;
    const auto left = [&area](int column) {
        double part = 0;
        for (int i = 0; i < column; ++i)
            part += paperColumns[std::size_t(i)];
        return area.left() + area.width() * part;
    };
    const auto cell = [&](int row, int column, const QString &text, int alignment) {
        const QRectF rect(QPointF(left(column), area.top() + row * height),
                          QPointF(left(column + 1) - 6, area.top() + (row + 1) * height));
        painter.drawText(rect, alignment,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, int(rect.width())));
    };
    for (int column = 0; column < RouteParityModel::ColumnCount; ++column) {
        const int alignment = model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
        painter.setFont(strong);
        painter.setPen(theme.mutedText);
        cell(0, column, model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), alignment);
        painter.setFont(font);
        painter.setPen(theme.text);
        for (int row = 0; row < model.rowCount(); ++row)
            cell(row + 1, column, model.index(row, column).data().toString(), alignment);
    }
    return area.top() + (model.rowCount() + 1) * height + 12;
}

void ParityExport::paintCharts(QPainter &painter, const QRectF &area) const
{
    const ChartInk ink{Theme::light(), QGuiApplication::font()};
    BandChart chart;
    ParetoChart pareto;
    HeatMap heat;
    const int worst = m_report.worstRoute();
    for (int i = 0; i < m_report.routes.size(); ++i) {
        if (m_report.routes[i].id == m_routeId || (m_routeId.isEmpty() && i == worst))
            ParityCharts::fill(chart, m_report, m_report.routes[i]);
    }
    chart.setMarks(m_marks);
    chart.setMarksLegend(ParityMarks::legend());
    ParityCharts::fill(pareto, m_report);
    ParityCharts::fill(heat, m_report);
    const double half = area.width() / 2;
    const double upper = area.height() * 0.55;
    chart.paintChart(painter, QRectF(area.left(), area.top(), half - 8, upper - 8), ink);
    pareto.paintChart(painter, QRectF(area.left() + half, area.top(), half, upper - 8), ink);
    heat.paintChart(painter, QRectF(area.left(), area.top() + upper, area.width(), area.height() - upper),
                    ink);
}

void ParityExport::paint(QPainter &painter, const QRectF &page) const
{
    const double top = paintHead(painter, page);
    const double below = paintRoutes(painter, QRectF(page.left(), top, page.width(), page.height()));
    paintCharts(painter, QRectF(page.left(), below, page.width(), page.bottom() - below));
}

void ParityExport::paintRoutePage(QPainter &painter, const QRectF &page, qsizetype first) const
{
    const Theme theme = Theme::light();
    const QFont base = QGuiApplication::font();
    painter.setFont(themeFont(FontRole::Caption, base));
    painter.setPen(theme.mutedText);
    const double top = page.top() + painter.fontMetrics().height() + 6;
    painter.drawText(QRectF(page.topLeft(), QSizeF(page.width(), top - page.top())), Qt::AlignLeft,
                     painter.fontMetrics().elidedText(ParityText::provenance(m_report), Qt::ElideRight,
                                                      int(page.width())));
    const QList<RouteParity> routes = comparedRoutes();
    const double width = page.width() / routeColumns;
    const double height = (page.bottom() - top) / routeRows;
    for (qsizetype i = first; i < std::min(routes.size(), first + routesAPage); ++i) {
        const qsizetype column = (i - first) % routeColumns;
        const qsizetype row = (i - first) / routeColumns;
        BandChart chart;
        ParityCharts::fill(chart, m_report, routes[i]);
        chart.setMarks(m_marks);
        chart.setMarksLegend(ParityMarks::legend());
        chart.paintChart(
            painter,
            QRectF(page.left() + width * double(column), top + height * double(row), width - 12, height - 12),
            {theme, base});
    }
}

QList<RouteParity> ParityExport::comparedRoutes() const
{
    QList<RouteParity> routes;
    std::ranges::copy_if(m_report.routes, std::back_inserter(routes),
                         [](const RouteParity &route) { return route.counts.pairs() > 0; });
    return routes;
}

QImage ParityExport::toImage() const
{
    QImage image((paperSize * imageScale).toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(int(paperDpi / 0.0254));
    image.setDotsPerMeterY(int(paperDpi / 0.0254));
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(imageScale, imageScale);
    paint(painter,
          QRectF(QPointF(), paperSize).adjusted(paperMargin, paperMargin, -paperMargin, -paperMargin));
    return image;
}

QByteArray ParityExport::toPng() const
{
    QBuffer buffer;
    return buffer.open(QIODevice::WriteOnly) && toImage().save(&buffer, "PNG") ? buffer.data() : QByteArray();
}

QByteArray ParityExport::toPdf() const
{
    QBuffer buffer;
    if (!buffer.open(QIODevice::WriteOnly))
        return {};
    QPdfWriter writer(&buffer);
    writer.setResolution(paperDpi);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageOrientation(QPageLayout::Landscape);
    writer.setPageMargins(QMarginsF());
    writer.setTitle(tr("Parity, %1, %2").arg(visibleText(m_report.environment), utcText(m_report.madeAt)));
    QPainter painter;
    if (!painter.begin(&writer))
        return {};
    const QRectF page =
        QRectF(QPointF(), paperSize).adjusted(paperMargin, paperMargin, -paperMargin, -paperMargin);
    paint(painter, page);
    // Then every route over time: the first page has room for one.
    for (qsizetype first = 0; first < comparedRoutes().size(); first += routesAPage) {
        if (!writer.newPage())
            return {};
        paintRoutePage(painter, page, first);
    }
    painter.end();
    return buffer.data();
}

QString ParityExport::writePdf(const QString &path) const
{
    return writeFile(path, toPdf());
}

QString ParityExport::writePng(const QString &path) const
{
    return writeFile(path, toPng());
}

} // namespace interlock
