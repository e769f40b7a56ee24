// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filesave.h"

#include "models/domain/plaintext.h"
#include "models/domain/wholefile.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QSaveFile>

namespace interlock {

void askWhereToSave(QWidget *parent, const QString &title, const QString &filter, const QString &suffix,
                    const std::function<QString(const QString &path)> &save)
{
    auto *dialog = new QFileDialog(parent->window(), title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setModal(false);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, [parent, title, save](const QString &path) {
        const QString problem = save(path);
        if (!problem.isEmpty())
            tellPlainly(parent, title, problem);
    });
    dialog->show();
    dialog->move(parent->window()->mapToGlobal(QPoint(48, 48)));
}

QString writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    // commit() does not tell that the last bytes found no room; flush() does.
    if (writeWhole(file, bytes))
        return {};
    return QCoreApplication::translate("interlock::FileSave",
                                       "%1 could not be written: %2. Choose another place.")
        .arg(visibleText(path), file.errorString());
}

void tellPlainly(QWidget *parent, const QString &title, const QString &text)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, title, text, QMessageBox::Close, parent->window());
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
    box->move(parent->window()->mapToGlobal(QPoint(48, 48)));
}

} // namespace interlock
