// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/faults/fault.h"

#include <QStringList>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

QString faultName(Fault fault)
{
    switch (fault) {
    case Fault::SlowNew:
        return u"slow-new"_s;
    case Fault::ErrorBurst:
        return u"error-burst"_s;
    case Fault::PriceRounding:
        return u"price-rounding"_s;
    case Fault::SyncStall:
        return u"sync-stall"_s;
    case Fault::BackSyncStall:
        return u"back-sync-stall"_s;
    case Fault::Conflicts:
        return u"conflicts"_s;
    case Fault::LostCallbacks:
        return u"lost-callbacks"_s;
    case Fault::MemoryLeak:
        return u"memory-leak"_s;
    case Fault::DnsTtl:
        return u"dns-ttl"_s;
    case Fault::NoAck:
        return u"no-ack"_s;
    case Fault::Hang:
        return u"hang"_s;
    }
    Q_UNREACHABLE();
}

QString faultText(Fault fault)
{
    switch (fault) {
    case Fault::SlowNew:
        return u"the new store answers 1.5 to 3 s late"_s;
    case Fault::ErrorBurst:
        return u"one in eight answers of the new store is a 500"_s;
    case Fault::PriceRounding:
        return u"the new store is a cent off on every eighth price"_s;
    case Fault::SyncStall:
        return u"forward sync applies nothing more"_s;
    case Fault::BackSyncStall:
        return u"back sync applies nothing more"_s;
    case Fault::Conflicts:
        return u"carts are written on both systems at once; some conflicts stay open"_s;
    case Fault::LostCallbacks:
        return u"two of three results of the consolidation service are lost; they come again when this is off"_s;
    case Fault::MemoryLeak:
        return u"the new store loses 512 KiB a second, up to 96 MiB"_s;
    case Fault::DnsTtl:
        return u"one in twelve shoppers has an old address and goes past the bridge, straight to legacy"_s;
    case Fault::NoAck:
        return u"bridge instance edge-2 does not acknowledge changes"_s;
    case Fault::Hang:
        return u"bridge instance edge-2 accepts and never answers"_s;
    }
    Q_UNREACHABLE();
}

std::optional<Fault> faultFromName(QStringView name)
{
    for (const Fault fault : allFaults) {
        if (faultName(fault) == name)
            return fault;
    }
    return std::nullopt;
}

QString faultNames()
{
    QStringList names;
    for (const Fault fault : allFaults)
        names << faultName(fault);
    return names.join(u", "_s);
}

} // namespace interlock::rehearsal
