// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/leaseport.h"

namespace interlock {

/// The lease as a lock on a file of this machine. The kernel frees it when its holder ends, however that
/// comes; the file itself stays and carries the epoch on. A file that was replaced under its holder is no
/// lease any more.
class FileLease final : public LeasePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileLease)

public:
    FileLease(const QString &fileName, const LeaseIdentity &identity, QObject *parent = nullptr);
    ~FileLease() override;

    [[nodiscard]] QFuture<Result<LeaseStatus>> renew(bool want) override;
    void release() override;

private:
    [[nodiscard]] Result<LeaseStatus> look();
    [[nodiscard]] Result<LeaseStatus> take();
    [[nodiscard]] Result<LeaseStatus> keep();
    [[nodiscard]] bool stillTheFile() const;
    [[nodiscard]] bool write() const;
    [[nodiscard]] tl::unexpected<Error> problem(const QString &doing) const;

    QString m_fileName;
    LeaseHolder m_own;
    int m_fd = -1; ///< open exactly while the lease is ours
};

} // namespace interlock
