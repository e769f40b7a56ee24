// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;
class QFontMetricsF;
class QPainter;
class QRectF;
class QWidget;

namespace interlock {

/// The two systems of a migration. Each has one colour, one mark and one kind of line everywhere.
enum class SystemKind { Legacy, New };

/// How much something needs the operator. Never told by colour alone: see stateShape().
enum class StateLevel { Normal, Attention, Alarm, Highest };

enum class FontRole { Headline, Body, BodyStrong, Caption, CaptionStrong };

/// Colours and measures of the console, light or dark. A plain value: widgets take the one that fits their
/// palette with Theme::of(), so that a change of palette is enough to change all of them.
///
/// Every text colour has a contrast of at least 4.5:1 and every mark, border and line of meaning at least 3:1
/// with the grounds it is used on (window, panel, base); a test computes it.
struct Theme
{
    bool isDark = false;
    QColor window, panel, base, text, mutedText, hairline, border, focus, selection, selectionText, pressed;
    QColor legacy, fresh; ///< the systems; `fresh` is the new one
    QColor attention, alarm, highest;
    QColor attentionText, alarmText, highestText;
    QColor limit, grid, event, staleHatch, cursor; ///< inside plots

    static constexpr int Grid =
        8; ///< all distances are multiples (or halves) of it, in device-independent pixels
    static constexpr int TargetSize = 28; ///< least height of what is clicked
    static constexpr int FocusWidth = 2;

    [[nodiscard]] static Theme light();
    [[nodiscard]] static Theme dark();
    /// The theme that fits @p palette, by the lightness of its window colour.
    [[nodiscard]] static Theme of(const QPalette &palette);
    [[nodiscard]] static Theme of(const QWidget *widget);

    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;
    /// Gives @p application this palette, the Fusion style, a font of at least 10 pt and the one style sheet.
    void apply(QApplication &application) const;

    [[nodiscard]] QColor system(SystemKind kind) const { return kind == SystemKind::Legacy ? legacy : fresh; }
    [[nodiscard]] QColor state(StateLevel level) const;     ///< ground of the state's badge
    [[nodiscard]] QColor stateText(StateLevel level) const; ///< text on that ground
};

/// The mark that goes with a state's word: nothing, ▲, ◆, ⬢.
[[nodiscard]] QString stateShape(StateLevel level);
/// One of three sizes and two weights from the desktop's font, never under 9 pt. For figures see
/// drawTabular().
[[nodiscard]] QFont themeFont(FontRole role, const QFont &base);
/// Draws @p text with all digits equally wide, so that a changing number does not tremble. Plain text, one
/// line;
/// @p alignment as for QPainter::drawText().
void drawTabular(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);
/// The width drawTabular() needs.
[[nodiscard]] double tabularWidth(const QFontMetricsF &metrics, const QString &text);
/// WCAG 2.2 contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);
/// Black or white, whichever reads better on @p ground.
[[nodiscard]] QColor readableOn(const QColor &ground);

} // namespace interlock
