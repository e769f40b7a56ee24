// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/series.h"

#include "models/history/offsetpool.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace interlock {

namespace {

constexpr qint64 BlockSamples = std::tuple_size_v<SampleOffsets>;
constexpr qint64 ChunkSamples = 64;
constexpr qint64 MaxOffset = std::numeric_limits<quint16>::max();
constexpr int FanOutBits = 3; // each node of the pyramid stands for 8 of the level below
constexpr float Infinite = std::numeric_limits<float>::infinity();

float storedValue(double value)
{
    const auto narrow = float(value);
    return std::isfinite(narrow) ? narrow : std::numeric_limits<float>::quiet_NaN();
}

/// The start of column @p k of @p width over @p span: ceil(k · span / width), without overflow.
qint64 columnStart(qint64 k, qint64 span, qint64 width)
{
    return k * (span / width) + (k * (span % width) + width - 1) / width;
}

qint64 columnOf(qint64 offset, qint64 span, qint64 width, qint64 from)
{
    qint64 low = from;
    qint64 high = width - 1;
    while (low < high) {
        const qint64 middle = low + (high - low + 1) / 2;
        if (columnStart(middle, span, width) <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

} // namespace

struct Series::Block
{
    std::array<float, BlockSamples> values;
    std::shared_ptr<SampleOffsets> offsets = std::make_shared<SampleOffsets>(); // shared once it is full
};

Series::Series(std::chrono::milliseconds gapAfter, OffsetPool *times) : m_gapAfter(gapAfter), m_times(times)
{
}

Series::Series(Series &&) noexcept = default;
Series &Series::operator=(Series &&) noexcept = default;
Series::~Series() = default;

void Series::append(qint64 time, double value)
{
    if (!empty() && time < lastTime())
        return;
    const bool chunkFull = m_chunks.empty() || m_closeChunk ||
                           m_end - m_chunks.back().start >= ChunkSamples ||
                           time - m_chunks.back().base > MaxOffset;
    if (chunkFull)
        startChunk(time);
    if (m_end % BlockSamples == 0)
        m_blocks.push_back(std::make_unique<Block>());
    const float stored = storedValue(value);
    Block &block = *m_blocks.back();
    block.values[std::size_t(m_end % BlockSamples)] = stored;
    (*block.offsets)[std::size_t(m_end % BlockSamples)] = quint16(time - m_chunks.back().base);
    ++m_end;
    if (m_times && m_end % BlockSamples == 0)
        block.offsets = m_times->shared(block.offsets);
    ++m_revision;
    if (!std::isnan(stored))
        grow(stored);
}

void Series::startChunk(qint64 time)
{
    m_closeChunk = false;
    const qint64 number = chunkEnd();
    m_chunks.push_back({time, m_end, Infinite, -Infinite, m_gapAfter.count()});
    for (int i = 0; i < LevelCount; ++i) {
        Level &level = m_levels[std::size_t(i)];
        const qint64 node = number >> (FanOutBits * (i + 1));
        if (level.nodes.empty())
            level.dropped = node;
        if (node == level.dropped + qint64(level.nodes.size()))
            level.nodes.push_back({Infinite, -Infinite});
    }
}

/// Widens the last chunk and the nodes above it, as far up as @p value is news.
void Series::grow(float value)
{
    Chunk &leaf = m_chunks.back();
    bool news = value < leaf.min || value > leaf.max;
    leaf.min = std::min(leaf.min, value);
    leaf.max = std::max(leaf.max, value);
    for (Level &level : m_levels) {
        if (!news)
            return;
        Extremes &node = level.nodes.back();
        news = value < node.min || value > node.max;
        node.min = std::min(node.min, value);
        node.max = std::max(node.max, value);
    }
}

void Series::dropBefore(qint64 time)
{
    if (empty() || firstTime() >= time)
        return;
    const Place place = firstNotBefore(time, begin());
    m_first = place.sample;
    m_headChunk = place.sample < m_end ? place.chunk : chunkEnd();
    m_closeChunk = m_closeChunk || empty();
    const auto blocks = std::min(m_first / BlockSamples - m_firstBlock, qint64(m_blocks.size()));
    m_blocks.erase(m_blocks.begin(), m_blocks.begin() + std::ptrdiff_t(blocks));
    m_firstBlock += blocks;
    const qint64 idle = m_headChunk - m_firstChunk;
    if (idle > 16 + qint64(m_chunks.size()) / 4) // seldom, so that dropping stays amortised O(1)
        forgetChunks(idle);
}

void Series::forgetChunks(qint64 count)
{
    m_chunks.erase(m_chunks.begin(), m_chunks.begin() + std::ptrdiff_t(count));
    m_firstChunk += count;
    for (int i = 0; i < LevelCount; ++i) {
        Level &level = m_levels[std::size_t(i)];
        const qint64 first = m_firstChunk >> (FanOutBits * (i + 1));
        const auto gone = std::min(first - level.dropped, qint64(level.nodes.size()));
        level.nodes.erase(level.nodes.begin(), level.nodes.begin() + std::ptrdiff_t(gone));
        level.dropped += gone;
    }
}

void Series::setGapAfter(std::chrono::milliseconds gapAfter)
{
    m_closeChunk = m_closeChunk || gapAfter != m_gapAfter;
    m_gapAfter = gapAfter;
}

qsizetype Series::size() const
{
    return m_end - m_first;
}

qint64 Series::firstTime() const
{
    return empty() ? 0 : time(begin());
}

qint64 Series::lastTime() const
{
    return empty() ? 0 : time({m_end - 1, chunkEnd() - 1});
}

double Series::lastValue() const
{
    return empty() ? std::numeric_limits<double>::quiet_NaN() : double(value(m_end - 1));
}

qint64 Series::sampleEndOf(qint64 chunkNumber) const
{
    return chunkNumber + 1 < chunkEnd() ? chunk(chunkNumber + 1).start : m_end;
}

float Series::value(qint64 sample) const
{
    const Block &block = *m_blocks[std::size_t(sample / BlockSamples - m_firstBlock)];
    return block.values[std::size_t(sample % BlockSamples)];
}

qint64 Series::time(const Place &place) const
{
    const Block &block = *m_blocks[std::size_t(place.sample / BlockSamples - m_firstBlock)];
    return chunk(place.chunk).base + (*block.offsets)[std::size_t(place.sample % BlockSamples)];
}

Series::Place Series::next(const Place &place) const
{
    const qint64 sample = place.sample + 1;
    const bool crosses = place.chunk + 1 < chunkEnd() && sample >= chunk(place.chunk + 1).start;
    return {sample, place.chunk + (crosses ? 1 : 0)};
}

/// The first sample at or after @p time, which must not lie before @p hint. Gallops from there, because the
/// columns of a plot follow one another.
Series::Place Series::firstNotBefore(qint64 time, const Place &hint) const
{
    if (hint.sample >= m_end || this->time(hint) >= time)
        return hint;
    qint64 low = hint.chunk; // its base is before time, or the hint lies in it
    qint64 step = 1;
    while (low + step < chunkEnd() && chunk(low + step).base < time) {
        low += step;
        step *= 2;
    }
    qint64 high = std::min(low + step, chunkEnd());
    while (low + 1 < high) {
        const qint64 middle = low + (high - low) / 2;
        if (chunk(middle).base < time)
            low = middle;
        else
            high = middle;
    }
    qint64 first = std::max(chunk(low).start, hint.sample);
    qint64 count = sampleEndOf(low) - first;
    while (count > 0) {
        const qint64 half = count / 2;
        if (this->time({first + half, low}) < time) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    const bool crosses = low + 1 < chunkEnd() && first >= chunk(low + 1).start;
    return {first, low + (crosses ? 1 : 0)};
}

/// The first sample from @p from on that is a number, or one at @p endSample; skips chunks without any.
Series::Place Series::firstValue(Place from, qint64 endSample) const
{
    while (from.sample < endSample) {
        const Chunk &leaf = chunk(from.chunk);
        const qint64 end = std::min(sampleEndOf(from.chunk), endSample);
        if (leaf.min <= leaf.max) {
            for (qint64 i = from.sample; i < end; ++i) {
                if (!std::isnan(value(i)))
                    return {i, from.chunk};
            }
        }
        from = {end, from.chunk + 1};
    }
    return {endSample, from.chunk};
}

/// The last number in [@p fromSample, @p end), or one at fromSample - 1.
Series::Place Series::lastValueBefore(const Place &end, qint64 fromSample) const
{
    qint64 stop = end.sample;
    for (qint64 number = std::min(end.chunk, chunkEnd() - 1); number >= m_firstChunk && stop > fromSample;
         --number) {
        const Chunk &leaf = chunk(number);
        const qint64 begin = std::max(leaf.start, fromSample);
        if (leaf.min <= leaf.max) {
            for (qint64 i = stop - 1; i >= begin; --i) {
                if (!std::isnan(value(i)))
                    return {i, number};
            }
        }
        stop = std::min(stop, begin);
    }
    return {fromSample - 1, m_firstChunk};
}

void Series::widen(Extremes &result, qint64 sample, qint64 endSample) const
{
    while (sample < endSample) {
        const Block &block = *m_blocks[std::size_t(sample / BlockSamples - m_firstBlock)];
        const qint64 stop = std::min(endSample, (sample / BlockSamples + 1) * BlockSamples);
        for (; sample < stop; ++sample) {
            const float v = block.values[std::size_t(sample % BlockSamples)];
            result.min = v < result.min ? v : result.min; // false for NaN
            result.max = v > result.max ? v : result.max;
        }
    }
}

/// Min and max of the samples in [@p from, @p end): whole chunks through the pyramid, the rest one by one.
Series::Extremes Series::extremes(const Place &from, const Place &end) const
{
    Extremes result{Infinite, -Infinite};
    const bool wholeFirst = from.sample == chunk(from.chunk).start;
    qint64 number = wholeFirst ? from.chunk : from.chunk + 1;
    const bool endIsWhole = end.sample >= m_end;
    const qint64 endChunk = endIsWhole ? chunkEnd() : end.chunk;
    if (number >= endChunk) {
        widen(result, from.sample, end.sample);
        return result;
    }
    if (!wholeFirst)
        widen(result, from.sample, chunk(number).start);
    if (!endIsWhole)
        widen(result, chunk(endChunk).start, end.sample);
    while (number < endChunk) {
        Extremes node{chunk(number).min, chunk(number).max};
        qint64 covered = 1;
        for (int i = 0; i < LevelCount; ++i) {
            const qint64 width = qint64(1) << (FanOutBits * (i + 1));
            if (number % width != 0 || number + width > endChunk)
                break;
            const Level &level = m_levels[std::size_t(i)];
            node = level.nodes[std::size_t((number >> (FanOutBits * (i + 1))) - level.dropped)];
            covered = width;
        }
        result.min = std::min(result.min, node.min);
        result.max = std::max(result.max, node.max);
        number += covered;
    }
    return result;
}

std::vector<Column> Series::columns(qint64 from, qint64 to, int width) const
{
    std::vector<Column> result;
    if (empty() || to <= from || width <= 0)
        return result;
    const qint64 span = to - from;
    Place place = firstNotBefore(from, begin());
    Place joint = lastValueBefore(place, m_first); // the number a line would come from
    qint64 k = 0;
    result.reserve(std::size_t(std::min<qint64>(width, size())));
    while (place.sample < m_end) {
        const qint64 offset = time(place) - from;
        if (offset >= span)
            break;
        k = columnOf(offset, span, width, k);
        const Place end = firstNotBefore(from + columnStart(k + 1, span, width), place);
        const Place first = firstValue(place, end.sample);
        if (first.sample < end.sample) {
            const Place last = lastValueBefore(end, first.sample);
            const Extremes range = extremes(place, end);
            Column column;
            column.firstTime = time(first);
            column.lastTime = time(last);
            column.first = value(first.sample);
            column.last = value(last.sample);
            column.min = range.min;
            column.max = range.max;
            column.gapBefore = joint.sample < m_first || first.sample != joint.sample + 1 ||
                               column.firstTime - time(joint) > chunk(first.chunk).gapAfter;
            result.push_back(column);
            joint = last;
        }
        place = end;
    }
    return result;
}

qsizetype Series::count(qint64 from, qint64 to) const
{
    if (empty() || to <= from)
        return 0;
    const Place first = firstNotBefore(from, begin());
    return firstNotBefore(to, first).sample - first.sample;
}

double Series::valueAt(qint64 time) const
{
    const Place after = firstNotBefore(time + 1, begin());
    if (after.sample <= m_first)
        return std::numeric_limits<double>::quiet_NaN();
    const bool first = after.sample == m_end || after.sample == chunk(after.chunk).start;
    const qint64 number = after.sample == m_end ? chunkEnd() - 1 : after.chunk - (first ? 1 : 0);
    const Place place{after.sample - 1, number};
    const bool tooOld = time - this->time(place) > chunk(number).gapAfter;
    return tooOld ? std::numeric_limits<double>::quiet_NaN() : double(value(place.sample));
}

qsizetype Series::memoryBytes() const
{
    std::size_t bytes = sizeof(*this) + m_blocks.capacity() * sizeof(m_blocks[0]) +
                        m_blocks.size() * sizeof(Block) + m_chunks.capacity() * sizeof(Chunk);
    for (const std::unique_ptr<Block> &block : m_blocks)
        bytes += sizeof(SampleOffsets) / std::size_t(block->offsets.use_count());
    for (const Level &level : m_levels)
        bytes += level.nodes.capacity() * sizeof(Extremes);
    return qsizetype(bytes);
}

} // namespace interlock
