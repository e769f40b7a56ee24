// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/fakeworld.h"
#include "ui/parity/diffview.h"

#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTimer>

namespace interlock {

inline TrafficPair pagePair(int number, const QString &route, const QByteArray &legacy,
                            const QByteArray &newer)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime::currentDateTimeUtc().addSecs(number - 1000);
    pair.route = route;
    pair.method = "GET";
    pair.path = "/p/" + QByteArray::number(number);
    pair.legacy = {200, legacy, 5, false, false};
    pair.newer = {200, newer, 6, false, false};
    return pair;
}

/// Forty pairs of two routes; every fourth of checkout has another price and stamp.
inline QList<TrafficPair> somePairs()
{
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 40; ++i) {
        const bool checkout = i % 2 == 0;
        const bool differs = i % 4 == 0;
        pairs << pagePair(
            i, checkout ? QStringLiteral("checkout") : QStringLiteral("search"),
            R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.50,"stamp":1,"title":"x"})",
            differs
                ? R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.51,"stamp":2,"title":"x"})"
                : R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.50,"stamp":1,"title":"x"})");
    }
    return pairs;
}

/// The parity page in the real window, with desk, store and rules file; only the bridge's answers are made
/// up. What the tests of its views begin with.
class ParityWorld
{
    Q_DISABLE_COPY_MOVE(ParityWorld)

protected:
    ParityWorld() = default;
    ~ParityWorld() = default;

    /// Once, before the first window.
    void useTheme()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        m_theme->apply(ThemeChoice::Choice::Light);
    }
    void makeWorld(bool database = false, bool sharedRules = false)
    {
        FakeWorld::Options options{{}, FakeWorld::fastTimings()};
        options.database = database;
        options.sharedRules = sharedRules;
        m_world = std::make_unique<FakeWorld>(options);
    }
    /// The page with these pairs, all of them recorded and judged.
    void open(const QList<TrafficPair> &pairs)
    {
        m_world->parity->traffic = pairs;
        m_world->openWindow(*m_theme);
        m_world->window().show();
        QVERIFY(QTest::qWaitForWindowActive(&m_world->window()));
        m_world->start();
        m_world->window().showPage(QStringLiteral("parity"));
        QTRY_COMPARE(m_world->desk->pairs().totalRows(), std::size_t(pairs.size()));
    }
    /// somePairs(), and the first difference of them on the screen.
    void openDifferences()
    {
        open(somePairs());
        QVERIFY(m_world->window().showPage(QStringLiteral("parity/differences")));
        QTRY_COMPARE(m_world->desk->groups().rowCount(), 2);
        QTRY_VERIFY(diffView()->shown() > 0);
        QTRY_VERIFY(diffView()->model().rowCount() > 0);
    }
    template<typename T>
    T *find(const QString &name)
    {
        return m_world->window().findChild<T *>(name);
    }
    void click(const QString &name)
    {
        auto *button = find<QPushButton>(name);
        QVERIFY2(button && button->isEnabled() && button->isVisible(), qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Presses “Rule …” and the entry of the menu whose text has @p words.
    void chooseRule(const QString &words)
    {
        auto *menu = find<QMenu>(QStringLiteral("diff-rule-menu"));
        bool chosen = false;
        QTimer clicker;
        clicker.setInterval(20);
        QObject::connect(&clicker, &QTimer::timeout, menu, [&] {
            if (!menu->isVisible())
                return;
            clicker.stop();
            const QList<QAction *> actions = menu->actions();
            for (QAction *action : actions) {
                if (!action->text().contains(words))
                    continue;
                chosen = true;
                QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                return;
            }
            menu->close();
        });
        clicker.start();
        click(QStringLiteral("diff-rule")); // comes back when the menu is closed
        QTRY_VERIFY(chosen);
    }
    [[nodiscard]] QString rulesFile() const
    {
        return m_world->folder.filePath(QStringLiteral("parity-rules.toml"));
    }
    [[nodiscard]] DiffView *diffView() { return m_world->window().findChild<DiffView *>(); }

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

} // namespace interlock
