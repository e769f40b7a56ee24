// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"
#include "widgets/words.h"

#include <optional>
#include <QWidget>

class QDoubleSpinBox;

namespace interlock {

class ShareTrack;

/// A share of users from 0 to 100 %: a track with a spin box beside it. The handle is the draft; marks keep
/// the value in force and the steps of the plan; a region above a bound can be locked, and then neither mouse
/// nor keyboard can draft a value in it. The wheel only counts when the control has the focus. It sends
/// nothing: it only tells draftChanged().
class ShareSlider final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShareSlider)

public:
    struct Step
    {
        double percent = 0;
        QString label; ///< e.g. "50"; plain text
    };

    explicit ShareSlider(QWidget *parent = nullptr);

    [[nodiscard]] double draft() const;
    /// Sets the handle without telling draftChanged(). Not bound by the lock: the past may lie above it.
    void setDraft(double percent);
    void setActual(std::optional<double> percent); ///< nothing: not known
    void setSteps(const QList<Step> &steps);
    /// Above @p percent is locked; nothing unlocks.
    void setLockedAbove(std::optional<double> percent);
    /// Shows each change of the draft with @p decimals (0 to 2).
    void setDecimals(int decimals);
    void setWords(const ShareWords &words);
    [[nodiscard]] QDoubleSpinBox *spinBox() const { return m_spin; }
    [[nodiscard]] QWidget *track() const;

Q_SIGNALS:
    void draftChanged(double percent); ///< by the user only

private:
    void userDrafts(double percent);
    void describe();

    ShareWords m_words;
    ShareTrack *m_track;
    QDoubleSpinBox *m_spin;
};

} // namespace interlock
