// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/idlinks.h"

#include <algorithm>
#include <array>
#include <mutex>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Entity and ids as one text that no other three make.
std::string linkText(std::string_view entity, std::string_view legacyId, std::string_view newId)
{
    std::string text = std::to_string(entity.size());
    text += ':';
    text += std::to_string(legacyId.size());
    text += ':';
    text += entity;
    text += legacyId;
    text += newId;
    return text;
}

/// Reads the fields of comma-separated lines; a quoted field may hold line ends.
class CsvReader final
{
public:
    explicit CsvReader(std::string_view csv) : m_rest(csv) {}

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    /// Of the record that next() read, 1-based.
    [[nodiscard]] int line() const { return m_line; }
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// The fields of the next record; none, and problem(), when it is wrong.
    [[nodiscard]] std::vector<std::string> next()
    {
        m_line = m_nextLine;
        std::vector<std::string> fields;
        for (;;) {
            fields.emplace_back();
            if (m_rest.starts_with('"') ? !takeQuoted(fields.back()) : !takePlain(fields.back()))
                return {};
            if (!m_rest.starts_with(','))
                break;
            m_rest.remove_prefix(1);
        }
        if (m_rest.starts_with('\r'))
            m_rest.remove_prefix(1);
        if (m_rest.starts_with('\n'))
            m_rest.remove_prefix(1);
        else if (!m_rest.empty())
            return refused(u"something follows a quoted field"_s);
        ++m_nextLine;
        return fields;
    }

private:
    std::vector<std::string> refused(const QString &text)
    {
        m_problem = text;
        return {};
    }
    bool takePlain(std::string &field)
    {
        field = m_rest.substr(0, m_rest.find_first_of(",\n"));
        m_rest.remove_prefix(field.size());
        if (field.ends_with('\r') && (m_rest.empty() || m_rest.front() == '\n'))
            field.pop_back();
        if (field.find('"') == std::string::npos)
            return true;
        m_problem = u"a quote within a field that does not begin with one"_s;
        return false;
    }
    bool takeQuoted(std::string &field)
    {
        m_rest.remove_prefix(1);
        for (;;) {
            const std::size_t quote = m_rest.find('"');
            if (quote == std::string_view::npos) {
                m_problem = u"a quoted field does not end"_s;
                return false;
            }
            field += m_rest.substr(0, quote);
            m_rest.remove_prefix(quote + 1);
            if (!m_rest.starts_with('"'))
                break;
            field += '"';
            m_rest.remove_prefix(1);
        }
        m_nextLine += static_cast<int>(std::ranges::count(field, '\n'));
        return true;
    }

    std::string_view m_rest;
    int m_line = 1;
    int m_nextLine = 1;
    QString m_problem;
};

constexpr std::array<std::string_view, 3> linkColumns = {"entity", "legacy_id", "new_id"};

} // namespace

IdLinks::IdLinks() = default;
IdLinks::~IdLinks() = default;

tl::expected<std::shared_ptr<IdLinks>, IdLinks::Problem> IdLinks::fromCsv(std::string_view csv)
{
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (csv.starts_with(byteOrderMark))
        csv.remove_prefix(byteOrderMark.size());
    CsvReader reader(csv);
    const std::vector<std::string> names = reader.next();
    std::array<std::size_t, linkColumns.size()> places = {};
    for (std::size_t i = 0; i < linkColumns.size(); ++i) {
        const auto found = std::ranges::find(names, linkColumns[i]);
        if (found == names.end() || std::ranges::count(names, linkColumns[i]) > 1)
            return tl::unexpected(Problem{
                1, reader.problem().isEmpty()
                       ? u"the first line must name the columns entity, legacy_id and new_id, each once"_s
                       : reader.problem()});
        places[i] = static_cast<std::size_t>(found - names.begin());
    }
    auto links = std::make_shared<IdLinks>();
    while (!reader.atEnd()) {
        const std::vector<std::string> fields = reader.next();
        if (fields.empty())
            return tl::unexpected(Problem{reader.line(), reader.problem()});
        if (fields.size() == 1 && fields.front().empty())
            continue; // a blank line
        if (fields.size() != names.size())
            return tl::unexpected(
                Problem{reader.line(),
                        u"%1 fields, where the first line has %2"_s.arg(fields.size()).arg(names.size())});
        if (std::ranges::any_of(places, [&fields](std::size_t place) { return fields[place].empty(); }))
            return tl::unexpected(
                Problem{reader.line(), u"entity, legacy_id and new_id must not be empty"_s});
        links->add(fields[places[0]], fields[places[1]], fields[places[2]]);
    }
    return links;
}

bool IdLinks::add(std::string_view entity, std::string_view legacyId, std::string_view newId)
{
    std::string text = linkText(entity, legacyId, newId);
    const std::unique_lock lock(m_mutex);
    return m_links.insert(std::move(text)).second;
}

std::size_t IdLinks::size() const
{
    const std::shared_lock lock(m_mutex);
    return m_links.size();
}

bool IdLinks::linked(std::string_view entity, std::string_view legacyId, std::string_view newId) const
{
    const std::string text = linkText(entity, legacyId, newId);
    const std::shared_lock lock(m_mutex);
    return m_links.contains(text);
}

} // namespace interlock
