// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/requestfingerprint.h"

#include <memory>
#include <xxhash.h>

namespace interlock {

namespace {

struct XxhStateDeleter
{
    void operator()(XXH3_state_t *state) const { XXH3_freeState(state); }
};

/// Hashes parts with their lengths, so that "ab" + "c" is not "a" + "bc".
class PartsHash final
{
public:
    PartsHash() : m_state(XXH3_createState()) { XXH3_64bits_reset(m_state.get()); }

    void add(const QByteArray &part)
    {
        addNumber(part.size());
        XXH3_64bits_update(m_state.get(), part.constData(), size_t(part.size()));
    }
    void addNumber(qint64 number) { XXH3_64bits_update(m_state.get(), &number, sizeof(number)); }
    void add(const PairAnswer &answer)
    {
        addNumber(answer.status.value_or(-1));
        addNumber((answer.body ? 1 : 0) | (answer.timedOut ? 2 : 0) | (answer.truncated ? 4 : 0));
        add(answer.body.value_or(QByteArray()));
    }
    [[nodiscard]] quint64 value() const { return XXH3_64bits_digest(m_state.get()); }

private:
    std::unique_ptr<XXH3_state_t, XxhStateDeleter> m_state;
};

bool isSafeMethod(const QByteArray &method)
{
    const QByteArray upper = method.toUpper();
    return upper == "GET" || upper == "HEAD" || upper == "OPTIONS" || upper == "TRACE";
}

void addRequest(PartsHash &hash, const TrafficPair &pair)
{
    hash.add(pair.route.toUtf8());
    hash.add(pair.fingerprint);
    if (!pair.fingerprint.isEmpty())
        return;
    hash.add(pair.method.toUpper());
    hash.add(pair.path);
    if (!isSafeMethod(pair.method))
        hash.add(pair.legacy);
}

} // namespace

quint64 requestFingerprint(const TrafficPair &pair)
{
    PartsHash hash;
    addRequest(hash, pair);
    return hash.value();
}

quint64 pairContentKey(const TrafficPair &pair)
{
    PartsHash hash;
    addRequest(hash, pair);
    hash.add(pair.method.toUpper());
    hash.add(pair.path);
    hash.add(pair.legacy);
    hash.add(pair.newer);
    return hash.value();
}

qint64 sourceIdKey(const QString &id)
{
    const QByteArray text = id.toUtf8();
    return qint64(XXH3_64bits(text.constData(), size_t(text.size())));
}

} // namespace interlock
