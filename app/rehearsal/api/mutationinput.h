// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"

#include <QJsonObject>
#include <QUuid>

namespace interlock::rehearsal {

/// Reads the body and the headers of a mutation. Every member gives a value to go on with; the first thing
/// found malformed is kept as the problem of a 400, to be answered in its turn.
class MutationInput final
{
public:
    enum class Body { Required, Optional };
    explicit MutationInput(const ApiCall &call, Body body = Body::Required);

    /// The answer when the request must end here: 403 when the body names another actor than the token's
    /// holder, else 400 when something was malformed. Ask after everything has been read.
    [[nodiscard]] std::optional<HttpResponse> refusal() const;
    [[nodiscard]] const QJsonObject &body() const { return m_body; }

    QString text(const QString &name);
    QStringList texts(const QString &name);
    /// A whole number of at least 0.
    quint64 count(const QString &name);
    std::optional<QString> optionalText(const QString &name);
    /// A whole number that an int holds; anything beyond comes back as the nearest int, to be judged as out
    /// of range.
    std::optional<int> optionalInteger(const QString &name);
    QMap<QString, bool> optionalFlags(const QString &name);

    QUuid key();
    quint64 expectedRevision();
    quint64 epochHeader();

    /// What makes the request the same one again: who, method, path and the body's bytes.
    [[nodiscard]] static QByteArray fingerprint(const ApiCall &call);

    /// Keeps @p why as the problem of a 400 unless there is one already.
    void complain(const QString &why);

private:
    void readBody(Body body);

    const ApiCall &m_call;
    QJsonObject m_body;
    QString m_problem;
    bool m_anotherActor = false;
};

} // namespace interlock::rehearsal
