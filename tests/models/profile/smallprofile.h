// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace interlock {

/// The least that a profile needs: a bridge and the route cart. 13 lines; what is appended starts at line 14.
inline QByteArray smallProfile()
{
    return R"([migration]
name = "shop"
[environment]
name = "prod"
colour = "#cf222e"
[[endpoint]]
id = "bridge"
kind = "bridge"
driver = "control-api"
urls = ["http://127.0.0.1:7001"]
[[route]]
id = "cart"
layer = "write"
)";
}

} // namespace interlock
