// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

namespace interlock {

/// A short list of texts under fixed headers, at most some thousand rows. Texts are shown as they are given:
/// what comes from outside is made visible before.
class PlainRowsModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlainRowsModel)

public:
    struct Column
    {
        QString header;
        bool isNumber = false;
        QString toolTip{}; ///< of the header
    };
    struct Row
    {
        QString id; ///< the same row in another list; none twice
        QStringList cells;
        QString toolTip{}; ///< empty: each cell's own text
        bool strong = false;

        friend bool operator==(const Row &, const Row &) = default;
    };

    explicit PlainRowsModel(const QList<Column> &columns, QObject *parent = nullptr);

    /// Rows with the same ids in the same order keep their place; else the list is reset.
    void setRows(const QList<Row> &rows);
    [[nodiscard]] const QList<Row> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<Column> m_columns;
    QList<Row> m_rows;
};

} // namespace interlock
