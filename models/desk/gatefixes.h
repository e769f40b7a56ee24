// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairarchive.h"
#include "models/tables/parity/groupcolumns.h"

namespace interlock {

/// Groups that were fixed, until the gates know: one that counted such a group must not stay open on that
/// evidence, whoever fixed it. GUI thread.
class GateFixes final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GateFixes)

public:
    explicit GateFixes(QObject *parent = nullptr);
    ~GateFixes() override;

    /// @p group was fixed at @p at.
    void add(const GroupSignature &group, const QDateTime &at);
    /// What is fixed in @p now and was not so in @p before.
    void addNew(const TriageBook &before, const QList<TriageEntry> &now);
    /// Tells @p archive, which outlives this, one fix after the other; those that failed before again. Of @p
    /// groups are the names of what was read by its key; one that is not among them was never counted.
    void tell(PairArchive &archive, const GroupColumns &groups);

    /// Whether the gate of the route does not know of a fix yet.
    [[nodiscard]] bool concerns(const QString &route) const;
    /// Why the last one could not be told.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }

Q_SIGNALS:
    /// A gate may have restarted, or it failed.
    void told();

private:
    struct Fix
    {
        QByteArray key;
        QDateTime at;
        std::optional<GroupSignature> group; ///< nothing: known by its key only
    };

    void name(const GroupColumns &groups);
    void tellNext(PairArchive &archive);

    std::vector<Fix> m_fixes; ///< the newest last
    std::optional<Error> m_problem;
    bool m_telling = false;
};

} // namespace interlock
