// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/profilereport.h"

#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

QJsonArray profileErrorsJson(const QList<ProfileError> &errors)
{
    QJsonArray array;
    for (const ProfileError &error : errors) {
        array.append(QJsonObject{{u"file"_s, error.file},
                                 {u"line"_s, error.line},
                                 {u"column"_s, error.column},
                                 {u"text"_s, error.text}});
    }
    return array;
}

} // namespace interlock
