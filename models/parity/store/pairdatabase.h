// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/storage/sqlitefile.h"

namespace interlock {

/// The SQLite file of recorded pairs. A file of another kind or of a version that is not known is refused and
/// left as it is.
class PairDatabase final : public SqliteFile
{
public:
    explicit PairDatabase(const QString &fileName);

private:
    [[nodiscard]] Result<void> prepareSchema() override;
};

} // namespace interlock
