// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/diffmodel.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t mostShownBytes = 16 * 1024; ///< of one value; the rest is in the copied JSON
}

void DiffModel::setDiff(const std::shared_ptr<PairDiff> &diff)
{
    beginResetModel();
    m_diff = diff;
    m_marks.clear();
    m_entries = entriesOf();
    endResetModel();
}

void DiffModel::noteRules()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void DiffModel::setInline(bool oneColumn)
{
    beginResetModel();
    m_inline = oneColumn;
    m_entries = entriesOf();
    endResetModel();
}

std::vector<DiffModel::Entry> DiffModel::entriesOf() const
{
    std::vector<Entry> entries;
    if (!m_diff)
        return entries;
    const std::vector<DiffRow> &rows = m_diff->rows();
    entries.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool onlyNew = rows[i].state == DiffRow::State::NewOnly;
        entries.push_back({quint32(i), onlyNew ? PairSide::New : PairSide::Legacy});
        if (m_inline && rows[i].state == DiffRow::State::Changed)
            entries.push_back({quint32(i), PairSide::New});
    }
    return entries;
}

const DiffRow *DiffModel::row(int row) const
{
    if (!m_diff || row < 0 || std::size_t(row) >= m_entries.size())
        return nullptr;
    return &m_diff->rows()[m_entries[std::size_t(row)].row];
}

QString DiffModel::valueText(const DiffRow &row, PairSide side) const
{
    const bool array = m_diff->value(row, side, 1) == "[";
    if (row.kind == DiffRow::Kind::Fold)
        return tr("⋯ %1 equal").arg(Format::count(m_diff->count(row)));
    if (row.kind == DiffRow::Kind::Collapsed) {
        const QString count = Format::count(m_diff->count(row));
        return array ? tr("[ %1 elements ]").arg(count) : tr("{ %1 members }").arg(count);
    }
    QByteArray bytes = m_diff->value(row, side, mostShownBytes);
    while (!bytes.isEmpty() && (bytes.back() & 0xC0) == 0x80 && bytes.size() == qsizetype(mostShownBytes))
        bytes.chop(1); // no half characters where it was cut
    return visibleText(QString::fromUtf8(bytes));
}

const TextMarks &DiffModel::marksOf(quint32 row) const
{
    const auto known = m_marks.constFind(row);
    if (known != m_marks.cend())
        return *known;
    const DiffRow &line = m_diff->rows()[row];
    return *m_marks.insert(row, textMarks(valueText(line, PairSide::Legacy), valueText(line, PairSide::New)));
}

DiffModel::Cell DiffModel::cell(const QModelIndex &index) const
{
    const Entry &entry = m_entries[std::size_t(index.row())];
    const DiffRow &row = m_diff->rows()[entry.row];
    Cell cell;
    cell.side = m_inline ? entry.side : index.column() == 0 ? PairSide::Legacy : PairSide::New;
    cell.depth = row.depth;
    cell.state = row.state;
    cell.hidden = row.hidden;
    cell.folded = row.kind == DiffRow::Kind::Fold || row.kind == DiffRow::Kind::Collapsed;
    cell.empty = !m_diff->has(row, cell.side);
    if (cell.empty)
        return cell;
    const std::string_view key = m_diff->key(row, cell.side);
    if (key.data() != nullptr)
        cell.lead = u'"' + visibleText(QString::fromUtf8(key.data(), qsizetype(key.size()))) + u"\": "_s;
    cell.text = valueText(row, cell.side);
    if (row.state == DiffRow::State::Changed) {
        const TextMarks &marks = marksOf(entry.row);
        cell.marks = cell.side == PairSide::Legacy ? marks.legacy : marks.newer;
    }
    return cell;
}

void DiffModel::unfold(int row)
{
    if (!this->row(row))
        return;
    const std::size_t at = m_entries[std::size_t(row)].row;
    if (!m_diff->canUnfold(at))
        return;
    const std::vector<DiffRow> into = m_diff->unfolded(at);
    if (into.empty())
        return;
    // First the line itself becomes the first of what it opens into, then the others come.
    m_diff->setUnfolded(at, {into.front()});
    m_marks.clear(); // lines get other numbers
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    if (into.size() == 1)
        return;
    beginInsertRows({}, row + 1, row + int(into.size()) - 1);
    m_diff->setUnfolded(at, into);
    m_entries = entriesOf();
    endInsertRows();
}

int DiffModel::nextDifference(int row, bool forward) const
{
    const int step = forward ? 1 : -1;
    for (const bool hidden : {false, true}) {
        bool any = false;
        for (std::size_t i = 0; !any && i < m_entries.size(); ++i) {
            const DiffRow &line = m_diff->rows()[m_entries[i].row];
            any = line.state != DiffRow::State::Same && line.hidden == hidden;
        }
        for (int i = row + step; any && i >= 0 && i < int(m_entries.size()); i += step) {
            const Entry &entry = m_entries[std::size_t(i)];
            const DiffRow &line = m_diff->rows()[entry.row];
            const bool second =
                m_inline && line.state == DiffRow::State::Changed && entry.side == PairSide::New;
            if (line.state != DiffRow::State::Same && line.hidden == hidden && !second)
                return i;
        }
        if (any)
            return -1;
    }
    return -1;
}

int DiffModel::find(const QString &text, int row)
{
    const QByteArray wanted = text.toUtf8();
    for (int i = row + 1; m_diff && !wanted.isEmpty() && i < int(m_entries.size()); ++i) {
        const DiffRow line = m_diff->rows()[m_entries[std::size_t(i)].row];
        if (!m_diff->contains(line, wanted))
            continue;
        if (!m_diff->canUnfold(m_entries[std::size_t(i)].row))
            return i;
        unfold(i);
        --i; // and look into what it opened into
    }
    return -1;
}

int DiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int DiffModel::columnCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_inline ? 1 : 2;
}

QVariant DiffModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
        return {};
    const Cell shown = cell(index);
    return shown.empty ? QString() : shown.lead + shown.text;
}

QVariant DiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (m_inline)
        return tr("LEGACY − and NEW +");
    return section == 0 ? tr("■ LEGACY") : tr("● NEW");
}

} // namespace interlock
