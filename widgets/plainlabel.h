// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace interlock {

/// A label that never takes its text as rich text: what comes from a server is shown letter by letter. The
/// only label of ui/ (checked by tests/lint).
class PlainLabel : public QLabel
{
public:
    explicit PlainLabel(QWidget *parent = nullptr) : QLabel(parent) { setTextFormat(Qt::PlainText); }
    explicit PlainLabel(const QString &text, QWidget *parent = nullptr) : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
        setText(text);
    }
};

} // namespace interlock
