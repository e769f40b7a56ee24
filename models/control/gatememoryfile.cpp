// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatememoryfile.h"
#include "models/domain/wholefile.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr qint64 largestGateMemory = 4 * 1024 * 1024;

QByteArray gateMemoryJson(const QList<GateMemory> &memory, const QDateTime &wall)
{
    QJsonArray gates;
    for (const GateMemory &one : memory) {
        QJsonObject object{{u"gate"_s, one.gateId},
                           {u"route"_s, one.routeId},
                           {u"heldMs"_s, qint64(one.held.count())},
                           {u"of"_s, one.of}};
        if (one.counter)
            object.insert(u"counter"_s, QString::number(*one.counter));
        gates.append(object);
    }
    return QJsonDocument(
               QJsonObject{{u"seenAt"_s, wall.toUTC().toString(Qt::ISODateWithMs)}, {u"gates"_s, gates}})
        .toJson(QJsonDocument::Compact);
}

GateMemory gateMemoryOf(const QJsonObject &object)
{
    GateMemory memory{object.value("gate"_L1).toString(),
                      object.value("route"_L1).toString(),
                      milliseconds(object.value("heldMs"_L1).toInteger(-1)),
                      {},
                      object.value("of"_L1).toString()};
    bool isNumber = false;
    const qint64 counter = object.value("counter"_L1).toString().toLongLong(&isNumber);
    if (isNumber)
        memory.counter = counter;
    return memory;
}

} // namespace

GateMemoryFile::GateMemoryFile(const QString &fileName) : m_fileName(fileName)
{
    m_pool.setMaxThreadCount(1);
}

GateMemoryFile::~GateMemoryFile()
{
    m_pool.waitForDone();
}

void GateMemoryFile::write(const QList<GateMemory> &memory, const QDateTime &wall)
{
    if (m_fileName.isEmpty())
        return;
    m_pool.start([fileName = m_fileName, content = gateMemoryJson(memory, wall)] {
        QSaveFile file(fileName);
        if (!file.open(QIODevice::WriteOnly))
            return;
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        if (file.write(content) == content.size())
            static_cast<void>(commitWhole(file)); // a full disk: the older proof stays, and grows old
    });
}

GateMemoryFile::Content GateMemoryFile::read(const QDateTime &wall) const
{
    QFile file(m_fileName);
    if (m_fileName.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject object = QJsonDocument::fromJson(file.read(largestGateMemory)).object();
    const QDateTime seenAt = QDateTime::fromString(object.value("seenAt"_L1).toString(), Qt::ISODate);
    if (!seenAt.isValid() || seenAt > wall || milliseconds(seenAt.msecsTo(wall)) > longestGap)
        return {};
    Content content;
    content.ago = milliseconds(seenAt.msecsTo(wall));
    const QJsonArray gates = object.value("gates"_L1).toArray();
    for (const QJsonValueConstRef gate : gates)
        content.memory.append(gateMemoryOf(gate.toObject()));
    return content;
}

} // namespace interlock
