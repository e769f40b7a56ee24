// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of TimePlot that leave the program: CSV and images.
#include "widgets/csvtext.h"
#include "widgets/timeplot.h"

#include <limits>
#include <map>
#include <QClipboard>
#include <QDateTime>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPainter>
#include <QSaveFile>
#include <vector>

namespace interlock {

using namespace Qt::StringLiterals;

QString TimePlot::toCsv() const
{
    const auto missing = std::numeric_limits<double>::quiet_NaN();
    std::map<qint64, std::vector<double>> rows;
    const auto count = std::size_t(m_series.size());
    for (std::size_t i = 0; i < count; ++i) {
        m_series[qsizetype(i)].source->visit(m_group->from(), m_group->to(), [&](qint64 time, double value) {
            auto &row = rows.try_emplace(time, count, missing).first->second;
            row[i] = value;
        });
    }
    QStringList header{u"time_utc"_s};
    for (const PlotSeries &series : m_series)
        header.append(csvField(m_unit.isEmpty() ? series.name : series.name + u" ["_s + m_unit + u']'));
    QString csv = csvRecord(header);
    for (const auto &[time, values] : rows) {
        QStringList fields{QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString(Qt::ISODateWithMs)};
        for (const double value : values)
            fields.append(csvNumber(value));
        csv += csvRecord(fields);
    }
    return csv;
}

void TimePlot::copyCsv() const
{
    QGuiApplication::clipboard()->setText(toCsv());
}

QImage TimePlot::toImage() const
{
    const QPixmap picture = const_cast<TimePlot *>(this)->grab(); // grab() draws and changes nothing
    const double ratio = picture.devicePixelRatio();
    const QFontMetrics metrics(m_theme.textFont);
    const int stampHeight = metrics.height() + Theme::Grid;
    QImage image((QSizeF(width(), height() + stampHeight) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(m_theme.background);
    QPainter painter(&image);
    painter.drawPixmap(0, 0, picture);
    painter.setFont(m_theme.textFont);
    painter.setPen(m_theme.mutedText);
    const QString range = timeText(m_group->from(), true) + u" – "_s + timeText(m_group->to(), true) + u' ' +
                          (m_group->isUtc() ? m_words.utc : m_words.localTime);
    const QString saved =
        m_words.savedAt.arg(QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss"_s) + u" UTC"_s);
    const QRect line(Theme::Grid, height(), width() - 2 * Theme::Grid, stampHeight);
    const QString stamp =
        metrics.elidedText(m_title + u" · "_s + range + u" · "_s + saved, Qt::ElideMiddle, line.width());
    painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, stamp);
    painter.end();
    image.setText(u"Title"_s, m_title);
    image.setText(u"Description"_s, range + u"; "_s + saved);
    return image;
}

bool TimePlot::savePng(const QString &path) const
{
    QSaveFile file(path); // a full disk leaves the old picture
    return file.open(QIODevice::WriteOnly) && toImage().save(&file, "PNG") && file.flush() && file.commit();
}

void TimePlot::savePngAs()
{
    auto *dialog = new QFileDialog(this, m_words.saveTitle, QString(), m_words.pngFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"png"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (!savePng(path))
            qWarning("cannot write %s", qUtf8Printable(path));
    });
    dialog->show();
}

} // namespace interlock
