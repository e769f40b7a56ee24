// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/predictionfile.h"
#include "models/domain/wholefile.h"

#include <algorithm>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestPredictionFile = 4 * 1024 * 1024;
constexpr int predictionLockMs = 5000;

QList<Prediction> readPredictions(const QString &fileName)
{
    QFile file(fileName);
    if (fileName.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    const QJsonArray entries = QJsonDocument::fromJson(file.read(largestPredictionFile)).array();
    QList<Prediction> predictions;
    for (const QJsonValueConstRef entry : entries) {
        if (const auto one = predictionFromJson(entry.toObject()))
            predictions.append(*one);
    }
    return predictions;
}

void writePredictions(const QString &fileName, const QList<Prediction> &predictions)
{
    QJsonArray entries;
    for (const Prediction &one : predictions)
        entries.append(predictionJson(one));
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const QByteArray content = QJsonDocument(entries).toJson(QJsonDocument::Compact);
    if (file.write(content) == content.size())
        static_cast<void>(commitWhole(file)); // a full disk: the older predictions stay
}

} // namespace

PredictionFile::PredictionFile(const QString &fileName) : m_fileName(fileName)
{
    m_pool.setMaxThreadCount(1);
}

PredictionFile::~PredictionFile()
{
    m_pool.waitForDone();
}

QList<Prediction> PredictionFile::read() const
{
    return readPredictions(m_fileName);
}

void PredictionFile::write(const Prediction &prediction)
{
    if (m_fileName.isEmpty())
        return;
    m_pool.start([fileName = m_fileName, prediction] {
        QLockFile lock(fileName + u".lock"_s);
        if (!lock.tryLock(predictionLockMs))
            return;
        QList<Prediction> predictions = readPredictions(fileName);
        const auto same = std::ranges::find(predictions, prediction.act, &Prediction::act);
        if (same != predictions.end())
            *same = prediction;
        else
            predictions.prepend(prediction);
        writePredictions(fileName, predictions.mid(0, kept));
    });
}

} // namespace interlock
