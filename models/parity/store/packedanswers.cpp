// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/packedanswers.h"

#include <cstring>
#include <memory>
#include <zstd.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Before compression: both lengths, then both bodies.
struct PackedHead
{
    static constexpr quint64 absent = ~quint64(0);
    quint64 legacySize = absent;
    quint64 newerSize = absent;
};

struct ZstdDecompressorDeleter
{
    void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};
struct ZstdCompressorDeleter
{
    void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
};

tl::unexpected<Error> damagedAnswers(const QString &detail)
{
    return fail(ErrorKind::Database, u"a stored pair is damaged: "_s + detail);
}

} // namespace

QByteArray packedAnswers(const AnswerBodies &bodies)
{
    PackedHead head;
    if (bodies.legacy)
        head.legacySize = quint64(bodies.legacy->size());
    if (bodies.newer)
        head.newerSize = quint64(bodies.newer->size());
    QByteArray plain(qsizetype(sizeof(head)), Qt::Uninitialized);
    std::memcpy(plain.data(), &head, sizeof(head));
    plain.append(bodies.legacy.value_or(QByteArray()));
    plain.append(bodies.newer.value_or(QByteArray()));

    constexpr int fastLevel = 1;
    thread_local const std::unique_ptr<ZSTD_CCtx, ZstdCompressorDeleter> context(ZSTD_createCCtx());
    QByteArray packed(qsizetype(ZSTD_compressBound(size_t(plain.size()))), Qt::Uninitialized);
    const size_t size = ZSTD_compressCCtx(context.get(), packed.data(), size_t(packed.size()),
                                          plain.constData(), size_t(plain.size()), fastLevel);
    packed.truncate(ZSTD_isError(size) ? 0 : qsizetype(size)); // fails for want of memory only: then damaged
    packed.squeeze();
    return packed;
}

Result<AnswerBodies> unpackedAnswers(const QByteArray &packed, qsizetype maxBytes)
{
    const unsigned long long size = ZSTD_getFrameContentSize(packed.constData(), size_t(packed.size()));
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size < sizeof(PackedHead))
        return damagedAnswers(u"no Zstandard frame"_s);
    if (size > quint64(maxBytes))
        return damagedAnswers(u"it would take %1 bytes"_s.arg(size));
    thread_local const std::unique_ptr<ZSTD_DCtx, ZstdDecompressorDeleter> context(ZSTD_createDCtx());
    QByteArray plain(qsizetype(size), Qt::Uninitialized);
    const size_t got = ZSTD_decompressDCtx(context.get(), plain.data(), size_t(plain.size()),
                                           packed.constData(), size_t(packed.size()));
    if (ZSTD_isError(got) || got != size)
        return damagedAnswers(u"its frame does not unpack"_s);
    PackedHead head;
    std::memcpy(&head, plain.constData(), sizeof(head));
    const quint64 legacy = head.legacySize == PackedHead::absent ? 0 : head.legacySize;
    const quint64 newer = head.newerSize == PackedHead::absent ? 0 : head.newerSize;
    const quint64 room = quint64(size) - sizeof(head);
    if (legacy > room || newer != room - legacy)
        return damagedAnswers(u"its lengths do not fit"_s);
    AnswerBodies bodies;
    const qsizetype at = qsizetype(sizeof(head));
    if (head.legacySize != PackedHead::absent)
        bodies.legacy = plain.mid(at, qsizetype(legacy));
    if (head.newerSize != PackedHead::absent)
        bodies.newer = plain.mid(at + qsizetype(legacy), qsizetype(newer));
    return bodies;
}

} // namespace interlock
