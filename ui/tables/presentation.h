// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QIdentityProxyModel>

namespace interlock {

/// Puts words, alignment and emphasis on a table model's raw values: what the views, the clipboard and screen
/// readers get. Rows and order stay the source's.
class Presentation : public QIdentityProxyModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Presentation)

public:
    /// How a cell stands out; shape and word go with it in the text.
    enum class Emphasis { None, Attention, Alarm, Strong };

    explicit Presentation(QAbstractItemModel *source, QObject *parent = nullptr);

    /// The time that relative times are told from.
    void setNow(const QDateTime &now) { m_now = now; }
    [[nodiscard]] const QDateTime &now() const { return m_now; }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    /// Plain text of a cell; @p source is an index of the source model.
    [[nodiscard]] virtual QString text(const QModelIndex &source) const = 0;
    [[nodiscard]] virtual QString toolTip(const QModelIndex &source) const;
    [[nodiscard]] virtual QString header(int column) const = 0;
    [[nodiscard]] virtual QString headerToolTip(int column) const;
    [[nodiscard]] virtual bool isNumber(int column) const = 0;
    [[nodiscard]] virtual Emphasis emphasis(const QModelIndex &source) const;

private:
    [[nodiscard]] QVariant font(const QModelIndex &source) const;
    [[nodiscard]] QVariant foreground(const QModelIndex &source) const;

    QDateTime m_now;
};

} // namespace interlock
