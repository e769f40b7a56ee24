// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace interlock {

class TomlText;
struct TomlValue;

/// Gives the list @p list of @p text other items, each as it is to be written. @p origins says for each which
/// item of the file it takes the place of, rising; -1: a new one. Comments and line breaks between items
/// stay.
void editTomlList(TomlText &text, const TomlValue &list, const QList<QByteArray> &items,
                  const QList<int> &origins);
/// The same where only the items are known: what stands in both keeps its place.
void editTomlList(TomlText &text, const TomlValue &list, const QList<QByteArray> &was,
                  const QList<QByteArray> &now);

} // namespace interlock
