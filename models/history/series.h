// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <QtGlobal>
#include <vector>

namespace interlock {

class OffsetPool;

/// First, min, max and last of the samples in one pixel column (M4; Jugel et al., VLDB 2014). Values are
/// float; times are milliseconds since the epoch.
struct Column
{
    qint64 firstTime = 0, lastTime = 0;
    float first = 0, min = 0, max = 0, last = 0;
    bool gapBefore = false; ///< no line joins it to the column before

    friend bool operator==(const Column &, const Column &) = default;
};

/// One time series as columns of values with a min/max pyramid, so that a frame costs the width, not the
/// points. Appending is amortised O(1); a query of w columns is O(w log n). About 6.5 bytes a sample at one
/// sample a second, 4.5 where a pool lets it share its times. Not thread-safe.
class Series
{
    Q_DISABLE_COPY(Series)

public:
    /// Samples further apart than @p gapAfter are not joined. @p times must outlive the series.
    explicit Series(std::chrono::milliseconds gapAfter = std::chrono::seconds(5),
                    OffsetPool *times = nullptr);
    Series(Series &&) noexcept;
    Series &operator=(Series &&) noexcept;
    ~Series();

    /// Adds a sample at or after the last one; an earlier one is dropped. NaN, infinity and what a float
    /// cannot hold make a gap.
    void append(qint64 time, double value);
    void dropBefore(qint64 time);
    /// From the next append on, samples further apart than @p gapAfter are not joined; what is there keeps
    /// its rule.
    void setGapAfter(std::chrono::milliseconds gapAfter);
    [[nodiscard]] std::chrono::milliseconds gapAfter() const { return m_gapAfter; }

    [[nodiscard]] qsizetype size() const; ///< samples, the ones that make gaps included
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] qint64 firstTime() const; ///< undefined when empty
    [[nodiscard]] qint64 lastTime() const;
    [[nodiscard]] double lastValue() const; ///< NaN when empty
    /// At most @p width columns over [from, to); empty ones are left out. Column k holds the times t with
    /// floor((t - from) · width / (to - from)) = k. The gapBefore of the first one speaks of the sample
    /// before
    /// @p from, and is true when there is none.
    [[nodiscard]] std::vector<Column> columns(qint64 from, qint64 to, int width) const;
    [[nodiscard]] qsizetype count(qint64 from, qint64 to) const; ///< samples in [from, to), gaps included
    /// The sample at or before @p time (NaN when none, or when a gap lies between).
    [[nodiscard]] double valueAt(qint64 time) const;
    /// Calls @p visit(time, value) for each sample in [from, to), oldest first; a gap is NaN. For exports.
    template<typename Visitor>
    void visit(qint64 from, qint64 to, Visitor visitor) const;
    [[nodiscard]] quint64 revision() const { return m_revision; } ///< rises by 1 with each append
    /// Goes on counting from @p revision, for a series that replaces another one.
    void continueFrom(quint64 revision) { m_revision += revision; }
    /// Times that are shared with other series count a part each.
    [[nodiscard]] qsizetype memoryBytes() const;

private:
    struct Block;
    /// Up to ChunkSamples samples in a row whose times are 16 bit offsets of its base; the leaf of the
    /// pyramid.
    struct Chunk
    {
        qint64 base, start;
        float min, max;
        qint64 gapAfter;
    };
    struct Extremes
    {
        float min, max;
    };
    struct Level
    {
        std::vector<Extremes> nodes;
        qint64 dropped = 0;
    };
    struct Place
    { ///< a sample and the chunk it lies in
        qint64 sample = 0, chunk = 0;
    };
    static constexpr int LevelCount = 5;

    [[nodiscard]] const Chunk &chunk(qint64 number) const
    {
        return m_chunks[std::size_t(number - m_firstChunk)];
    }
    [[nodiscard]] qint64 chunkEnd() const { return m_firstChunk + qint64(m_chunks.size()); }
    [[nodiscard]] qint64 sampleEndOf(qint64 chunkNumber) const;
    [[nodiscard]] float value(qint64 sample) const;
    [[nodiscard]] qint64 time(const Place &place) const;
    [[nodiscard]] Place next(const Place &place) const;
    [[nodiscard]] Place begin() const { return {m_first, m_headChunk}; }
    [[nodiscard]] Place firstNotBefore(qint64 time, const Place &hint) const;
    [[nodiscard]] Place firstValue(Place from, qint64 endSample) const;
    [[nodiscard]] Place lastValueBefore(const Place &end, qint64 fromSample) const;
    [[nodiscard]] Extremes extremes(const Place &from, const Place &end) const;
    void widen(Extremes &result, qint64 sample, qint64 endSample) const;
    void startChunk(qint64 time);
    void grow(float value);
    void forgetChunks(qint64 count);

    std::chrono::milliseconds m_gapAfter;
    OffsetPool *m_times;
    bool m_closeChunk = false;
    quint64 m_revision = 0;
    qint64 m_first = 0, m_end = 0;             ///< samples are numbered from the first ever; these are kept
    qint64 m_firstBlock = 0, m_firstChunk = 0; ///< numbers of the first ones stored
    qint64 m_headChunk = 0;                    ///< the chunk m_first lies in
    std::vector<std::unique_ptr<Block>> m_blocks;
    std::vector<Chunk> m_chunks;
    std::array<Level, LevelCount> m_levels;
};

template<typename Visitor>
void Series::visit(qint64 from, qint64 to, Visitor visitor) const
{
    for (Place place = firstNotBefore(from, begin()); place.sample < m_end; place = next(place)) {
        if (time(place) >= to)
            return;
        visitor(time(place), double(value(place.sample)));
    }
}

} // namespace interlock
