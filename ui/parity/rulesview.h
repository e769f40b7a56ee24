// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"
#include "ui/parity/rulesmodel.h"

#include <QDateTime>
#include <QTimer>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace interlock {

class NoiseView;
class PlainLabel;
class TableView;

/// The rules: what is in force and what each hides, and a draft of one rule with a preview of what it would
/// hide, before it is saved. The draft is the rule's own text, so that comments in it stay; everything else
/// of the file is left as it is.
class RulesView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RulesView)

public:
    explicit RulesView(ParityDesk &desk, QWidget *parent = nullptr);

    /// Begins a new rule with this text, and previews it.
    void draft(const QByteArray &toml);
    void setNow(const QDateTime &now);

Q_SIGNALS:
    void pairWanted(qint64 number);

private:
    /// One key of a rule that has a field of its own.
    struct Field
    {
        QByteArray key;
        QLineEdit *edit = nullptr;
    };

    void makeLayout();
    [[nodiscard]] QWidget *makeEditor();
    [[nodiscard]] QWidget *makeFields();
    [[nodiscard]] QWidget *makeButtons();
    [[nodiscard]] QWidget *makePreview();
    void setUpTable();
    void showRules();
    void findEdited(const QByteArray &text);
    void showProblems();
    void editRow();
    void load(const QByteArray &text, std::optional<std::size_t> index);
    void fillFields();
    void takeField(const Field &field);
    void textEdited();
    void preview();
    void showPreview(const Result<RescoreReport> &report);
    void save();
    void remove();
    void undo();
    void takeLocal();
    /// Waits for @p saved, then says what became of it. The draft goes only where @p takesDraft and when it
    /// is saved.
    void await(const QFuture<Result<void>> &saved, const QString &done, bool takesDraft);
    void tellSaved(const Result<void> &saved, const QString &done);
    void showNoise();
    [[nodiscard]] QByteArray draftText() const;
    /// The whole file with the draft in it.
    [[nodiscard]] QByteArray fileWithDraft() const;

    ParityDesk &m_desk;
    RulesModel m_model;
    QTimer m_previewTimer;
    int m_generation = 0;
    std::optional<std::size_t> m_index; ///< of the rule that is edited; nothing: a new one
    QByteArray m_original;              ///< its text when editing began
    bool m_loading = false;
    TableView *m_table;
    QPlainTextEdit *m_text = nullptr;
    QList<Field> m_fields;
    QListWidget *m_examples = nullptr;
    PlainLabel *m_effect = nullptr;
    PlainLabel *m_status = nullptr;
    PlainLabel *m_home = nullptr;
    QTabWidget *m_side = nullptr;
    NoiseView *m_noise = nullptr;
    QDateTime m_now;
    bool m_saving = false;
    QPushButton *m_takeLocal = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_undo = nullptr;
};

} // namespace interlock
