// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/comparereport.h"

#include "app/ctl/compare/comparetext.h"
#include "models/parity/statistics/paritycensus.h"

#include <algorithm>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostGroups = 200'000; ///< paths may hold ids; memory must not grow with the file

/// `"name":"text"` members of a JSON object, in the order they are added.
class JsonMembers final
{
public:
    void text(const char *name, const QByteArray &utf8) { raw(name, asciiJsonString(utf8)); }
    void number(const char *name, qint64 value) { raw(name, QByteArray::number(value)); }
    void raw(const char *name, const QByteArray &json)
    {
        m_json += m_json.isEmpty() ? "\"" : ",\"";
        m_json += name;
        m_json += "\":";
        m_json += json;
    }
    [[nodiscard]] QByteArray object() const { return '{' + m_json + '}'; }
    [[nodiscard]] QByteArray members() const { return m_json; }

private:
    QByteArray m_json;
};

QByteArray ratioJson(std::optional<double> ratio)
{
    if (!ratio)
        return QByteArrayLiteral("null");
    QByteArray text = QByteArray::number(*ratio, 'g', QLocale::FloatingPointShortest);
    if (!text.contains('.') && !text.contains('e'))
        text += ".0";
    return text;
}

QString differenceLine(const Difference &difference)
{
    QString line =
        u"%1 %2"_s.arg(pathText(difference.path), QString::fromLatin1(differenceKindName(difference.kind)));
    if (difference.kind == DifferenceKind::Type)
        line += u" %1 → %2"_s.arg(QString::fromLatin1(jsonTypeName(difference.legacyType)),
                                  QString::fromLatin1(jsonTypeName(difference.newerType)));
    if (difference.legacy)
        line += u"  legacy %1"_s.arg(shortValue(*difference.legacy));
    if (difference.newer)
        line += u"  new %1"_s.arg(shortValue(*difference.newer));
    return line;
}

QString tableRow(const QStringList &cells)
{
    QString row = u"<tr>"_s;
    for (const QString &cell : cells)
        row += u"<td>"_s + cell.toHtmlEscaped() + u"</td>"_s;
    return row + u"</tr>\n"_s;
}

QString fromNull(const std::optional<QByteArray> &value)
{
    return value ? visibleValue(*value) : u"—"_s;
}

} // namespace

CompareReport::CompareReport(const Options &options, std::shared_ptr<const RuleSet> rules, const QDate &today)
    : m_options(options), m_rules(std::move(rules)), m_today(today), m_hits(m_rules->rules().size(), 0)
{
}

void CompareReport::add(qint64 pair, const PairResult &result)
{
    countOutcome(m_counts, result.outcome);
    m_found += result.differenceCount;
    for (const RuleHits &hits : result.ruleHits)
        m_hits[static_cast<std::size_t>(hits.rule)] += hits.hits;
    for (const DifferenceGroup &group : result.groups)
        addGroup(pair, group);
    for (const Difference &difference : result.differences)
        addDifference(pair, difference);
    for (const Incomparable &reason : result.reasons)
        addReason(pair, reason);
}

void CompareReport::addGroup(qint64 pair, const DifferenceGroup &group)
{
    const auto known = m_groupIndex.find(group.signature);
    if (known != m_groupIndex.end()) {
        m_groups[known->second].count += group.count;
    } else if (m_groups.size() < mostGroups) {
        m_groupIndex.emplace(group.signature, m_groups.size());
        m_groups.push_back({group.signature, group.count, pair});
    } else {
        m_groupsLeftOut = true;
    }
}

void CompareReport::addDifference(qint64 pair, const Difference &difference)
{
    if (m_kept >= m_options.maxDifferences)
        return;
    ++m_kept;
    if (m_options.json) {
        JsonMembers members;
        members.number("pair", pair);
        members.text("path", difference.path);
        members.text("kind", differenceKindName(difference.kind));
        if (difference.legacy)
            members.text("legacy", *difference.legacy);
        if (difference.newer)
            members.text("new", *difference.newer);
        m_differences.append((m_differences.isEmpty() ? "" : ",\n  ") + members.object());
    } else {
        const QString place = m_options.manyPairs ? u"pair %1: "_s.arg(pair) : QString();
        m_differences.append((place + differenceLine(difference)).toUtf8() + '\n');
    }
    if (m_options.html)
        m_rows.append(tableRow({QString::number(pair), pathText(difference.path),
                                QString::fromLatin1(differenceKindName(difference.kind)),
                                fromNull(difference.legacy), fromNull(difference.newer)})
                          .toUtf8());
}

void CompareReport::addReason(qint64 pair, const Incomparable &reason)
{
    const QString side = QString::fromLatin1(pairSideName(reason.side));
    const QString why = QString::fromLatin1(incomparableReasonName(reason.reason));
    const QString place = reason.line > 0 ? u"%1:%2"_s.arg(reason.line).arg(reason.column) : QString();
    if (m_options.json) {
        JsonMembers members;
        members.number("pair", pair);
        members.text("side", side.toLatin1());
        members.text("reason", why.toLatin1());
        if (reason.line > 0) {
            members.number("line", reason.line);
            members.number("column", reason.column);
        }
        m_reasons.append((m_reasons.isEmpty() ? "" : ",\n  ") + members.object());
    } else {
        QString line = m_options.manyPairs ? u"pair %1: "_s.arg(pair) : QString();
        line += u"not comparable: %1: %2"_s.arg(side, why);
        m_reasons.append((place.isEmpty() ? line : line + u" at "_s + place).toUtf8() + '\n');
    }
    if (m_options.html)
        m_reasonRows.append(tableRow({QString::number(pair), side, why, place}).toUtf8());
}

std::vector<CompareReport::Group> CompareReport::sortedGroups() const
{
    std::vector<Group> groups = m_groups;
    std::ranges::stable_sort(groups, std::ranges::greater(), &Group::count);
    return groups;
}

QByteArray CompareReport::countsJson() const
{
    JsonMembers members;
    members.number("pairs", m_counts.pairs());
    members.number("equal", m_counts.equal);
    members.number("equalAfterRules", m_counts.equalAfterRules);
    members.number("different", m_counts.different);
    members.number("notComparable", m_counts.notComparable);
    members.raw("strictParity", ratioJson(strictParity(m_counts)));
    members.raw("effectiveParity", ratioJson(effectiveParity(m_counts)));
    return members.members();
}

QByteArray CompareReport::groupJson(const Group &group) const
{
    JsonMembers members;
    members.text("route", group.signature.route);
    members.text("path", group.signature.path);
    members.text("kind", differenceKindName(group.signature.kind));
    if (group.signature.kind == DifferenceKind::Type)
        members.raw("types", '[' + asciiJsonString(group.signature.legacyTag) + ',' +
                                 asciiJsonString(group.signature.newerTag) + ']');
    members.number("count", group.count);
    members.number("examplePair", group.examplePair);
    return members.object();
}

QByteArray CompareReport::rulesJson() const
{
    QByteArray out;
    for (std::size_t i = 0; i < m_hits.size(); ++i) {
        JsonMembers members;
        members.number("index", static_cast<qint64>(i));
        members.number("hits", m_hits[i]);
        members.raw("expired", m_rules->rules()[i].expired(m_today) ? "true" : "false");
        out += (i > 0 ? ",\n  " : "") + members.object();
    }
    return out;
}

void CompareReport::write(const Sink &out)
{
    if (m_options.json)
        writeJson(out);
    else
        writeLines(out);
}

void CompareReport::writeJson(const Sink &out)
{
    out('{' + countsJson() + (truncated() ? ",\n \"truncated\":true" : "") + ",\n \"differences\":[");
    m_differences.copyTo(out);
    out("],\n \"groups\":[");
    bool first = true;
    for (const Group &group : sortedGroups()) {
        out((first ? "" : ",\n  ") + groupJson(group));
        first = false;
    }
    out("],\n \"notComparableReasons\":[");
    m_reasons.copyTo(out);
    out("],\n \"rules\":[" + rulesJson() + "]}\n");
}

QString CompareReport::parityText(std::optional<double> parity) const
{
    if (!parity)
        return u"none comparable"_s;
    const auto percent = percentToShow(*parity, 2, true);
    return percent ? u"%1 %"_s.arg(*percent, 0, 'f', 2) : u"none comparable"_s;
}

QString CompareReport::countsText() const
{
    return u"%1 pairs: %2 equal, %3 equal after rules, %4 different, %5 not comparable · strict parity %6 · "
           u"effective "
           "parity %7"_s.arg(m_counts.pairs())
               .arg(m_counts.equal)
               .arg(m_counts.equalAfterRules)
               .arg(m_counts.different)
               .arg(m_counts.notComparable)
               .arg(parityText(strictParity(m_counts)), parityText(effectiveParity(m_counts)));
}

QStringList CompareReport::ruleNotes() const
{
    QStringList notes;
    for (std::size_t i = 0; i < m_hits.size(); ++i) {
        const Rule &rule = m_rules->rules()[i];
        const QString name =
            u"rule %1 (line %2, %3 %4)"_s.arg(i).arg(rule.line).arg(ruleOpName(rule.op), pathText(rule.path));
        if (rule.expired(m_today))
            notes.append(u"%1 expired on %2"_s.arg(name, rule.expires.toString(Qt::ISODate)));
        else if (m_hits[i] == 0)
            notes.append(u"%1 hit nothing"_s.arg(name));
    }
    return notes;
}

void CompareReport::writeLines(const Sink &out)
{
    m_differences.copyTo(out);
    if (m_found > m_kept)
        out(u"… and %1 differences more\n"_s.arg(m_found - m_kept).toUtf8());
    m_reasons.copyTo(out);
    for (const QString &note : ruleNotes())
        out(note.toUtf8() + '\n');
    out(countsText().toUtf8() + '\n');
}

void CompareReport::writeHtml(const Sink &out, const QString &legacy, const QString &newer)
{
    const auto heading = [&out](const QString &title, const QStringList &columns) {
        out(u"<h2>%1</h2>\n<table><thead><tr><th>%2</th></tr></thead><tbody>\n"_s
                .arg(title.toHtmlEscaped(), columns.join(u"</th><th>"_s))
                .toUtf8());
    };
    const auto end = [&out] { out("</tbody></table>\n"); };
    out(compareHtmlHead().toUtf8());
    out(u"<h1>Comparison</h1>\n<p>legacy: %1<br>new: %2</p>\n<p class=\"counts\">%3</p>\n"_s
            .arg(visibleValue(legacy.toUtf8()).toHtmlEscaped(), visibleValue(newer.toUtf8()).toHtmlEscaped(),
                 countsText().toHtmlEscaped())
            .toUtf8());
    heading(u"Groups"_s, {u"count"_s, u"route"_s, u"path"_s, u"kind"_s, u"legacy type"_s, u"new type"_s,
                          u"example pair"_s});
    for (const Group &group : sortedGroups())
        out(tableRow({QString::number(group.count), visibleValue(group.signature.route),
                      pathText(group.signature.path),
                      QString::fromLatin1(differenceKindName(group.signature.kind)),
                      visibleValue(group.signature.legacyTag), visibleValue(group.signature.newerTag),
                      QString::number(group.examplePair)})
                .toUtf8());
    end();
    heading(u"Differences"_s, {u"pair"_s, u"path"_s, u"kind"_s, u"legacy"_s, u"new"_s});
    m_rows.copyTo(out);
    end();
    if (m_found > m_kept)
        out(u"<p>… and %1 differences more</p>\n"_s.arg(m_found - m_kept).toUtf8());
    heading(u"Not comparable"_s, {u"pair"_s, u"side"_s, u"reason"_s, u"line:column"_s});
    m_reasonRows.copyTo(out);
    end();
    heading(u"Rules"_s,
            {u"index"_s, u"op"_s, u"path"_s, u"hits"_s, u"expired"_s, u"reason"_s, u"owner"_s, u"ticket"_s});
    for (std::size_t i = 0; i < m_hits.size(); ++i) {
        const Rule &rule = m_rules->rules()[i];
        out(tableRow({QString::number(i), ruleOpName(rule.op), pathText(rule.path),
                      QString::number(m_hits[i]), rule.expired(m_today) ? u"expired"_s : QString(),
                      visibleValue(rule.reason.toUtf8()), visibleValue(rule.owner.toUtf8()),
                      visibleValue(rule.ticket.toUtf8())})
                .toUtf8());
    }
    end();
    out("</body></html>\n");
}

} // namespace interlock
