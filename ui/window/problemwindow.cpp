// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/problemwindow.h"

#include "models/domain/plaintext.h"
#include "ui/filesave.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace interlock {

ProblemWindow::ProblemWindow(const QString &headline, const QString &advice, const QStringList &lines)
{
    setWindowTitle(tr("Interlock"));
    resize(900, 480);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * Theme::Grid, 3 * Theme::Grid, 3 * Theme::Grid, 3 * Theme::Grid);
    auto *title = new PlainLabel(headline, this);
    title->setFont(themeFont(FontRole::Headline, font()));
    title->setWordWrap(true);
    auto *text = new PlainLabel(advice, this);
    text->setWordWrap(true);
    layout->addWidget(title);
    layout->addWidget(text);
    if (lines.isEmpty()) {
        layout->addStretch(1);
        return;
    }
    auto *list = new QPlainTextEdit(this);
    list->setObjectName(QStringLiteral("problems"));
    list->setAccessibleName(headline);
    list->setReadOnly(true);
    list->setTabChangesFocus(true);
    list->setPlainText(visibleText(lines.join(u'\n'), true));
    layout->addWidget(list, 1);
}

std::unique_ptr<ProblemWindow> ProblemWindow::forProfile(const QString &file, const QStringList &lines)
{
    return std::make_unique<ProblemWindow>(tr("The profile cannot be used"),
                                           tr("%1 has to be corrected before the console can open. Each line "
                                              "names file, line and column, and what was "
                                              "expected. Start the console again afterwards.")
                                               .arg(visibleText(file)),
                                           lines);
}

std::unique_ptr<ProblemWindow> ProblemWindow::forKeychain()
{
    return std::make_unique<ProblemWindow>(
        tr("Waiting for the keychain"),
        tr("The console opens as soon as the desktop's keychain has answered."), QStringList());
}

void ProblemWindow::tellSetup(QWidget *window, const QStringList &lines)
{
    tellPlainly(window, tr("Not everything could be set up"), visibleText(lines.join(u'\n'), true));
}

} // namespace interlock
