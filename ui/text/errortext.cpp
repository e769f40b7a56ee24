// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/errortext.h"

#include "models/domain/plaintext.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString ErrorText::advice(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return tr("It was stopped before an answer came. Try again when you want it done.");
    case ErrorKind::Timeout:
        return tr("No answer in time. What was asked may still have happened: look at the state "
                  "before trying again.");
    case ErrorKind::Network:
        return tr("No connection. Check that the endpoint runs and that the address in the "
                  "profile is right.");
    case ErrorKind::Auth:
        return tr("Not allowed. Check the token or password that the profile names, and its scopes.");
    case ErrorKind::Protocol:
        return tr("The answer could not be read. Check that the endpoint speaks the interface "
                  "that the profile says.");
    case ErrorKind::Server:
        return tr("The other side says that it cannot do it now. Look at its own log.");
    case ErrorKind::Database:
        return tr("The database refused. Check free space on the disk and permissions.");
    case ErrorKind::Conflict:
        return tr("Somebody else was first. Look at the new state and prepare again.");
    case ErrorKind::Refused:
        return tr("Understood and turned down. Change what is asked for.");
    case ErrorKind::Input:
        return tr("What was given is not valid. Correct it and try again.");
    }
    Q_UNREACHABLE();
}

QString ErrorText::sentence(const Error &error)
{
    QString text = advice(error.kind);
    if (!error.where.isEmpty())
        text = visibleText(error.where) + u": "_s + text;
    if (!error.detail.isEmpty())
        text += u" ("_s + visibleText(error.detail.left(400)) + u')';
    return text;
}

} // namespace interlock
