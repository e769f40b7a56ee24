// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/ruletext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString ignoredWhat(IgnoreWhat what)
{
    switch (what) {
    case IgnoreWhat::Any:
        return RuleText::tr("anything here and below");
    case IgnoreWhat::Missing:
        return RuleText::tr("missing on NEW");
    case IgnoreWhat::Extra:
        return RuleText::tr("extra on NEW");
    case IgnoreWhat::Type:
        return RuleText::tr("another type");
    case IgnoreWhat::Order:
        return RuleText::tr("another order");
    }
    Q_UNREACHABLE();
}

QString normalisedAs(NormaliseAs as)
{
    switch (as) {
    case NormaliseAs::Default:
        return RuleText::tr("default when missing");
    case NormaliseAs::NullIsMissing:
        return RuleText::tr("null is missing");
    case NormaliseAs::EmptyIsMissing:
        return RuleText::tr("empty is missing");
    case NormaliseAs::Number:
        return RuleText::tr("as number");
    case NormaliseAs::String:
        return RuleText::tr("as text");
    case NormaliseAs::Lowercase:
        return RuleText::tr("in lower case");
    case NormaliseAs::Trim:
        return RuleText::tr("without outer spaces");
    case NormaliseAs::Nfc:
        return RuleText::tr("in Unicode form NFC");
    case NormaliseAs::Time:
        return RuleText::tr("as time");
    case NormaliseAs::Regex:
        return RuleText::tr("by a regular expression");
    case NormaliseAs::Enum:
        return RuleText::tr("by a table of words");
    case NormaliseAs::Json:
        return RuleText::tr("as JSON in a text");
    case NormaliseAs::Base64:
        return RuleText::tr("decoded from Base64");
    case NormaliseAs::UrlPath:
        return RuleText::tr("the path of a URL");
    }
    Q_UNREACHABLE();
}

QString tolerance(const Rule &rule)
{
    QStringList parts;
    if (rule.abs)
        parts << u"± "_s + QString::fromStdString(rule.abs->toText());
    if (rule.rel)
        parts << RuleText::tr("± %1 of the larger").arg(QString::fromStdString(rule.rel->toText()));
    if (rule.decimals)
        parts << RuleText::tr("%1 decimals").arg(*rule.decimals);
    if (rule.ms)
        parts << u"± "_s + Format::withUnit(QString::fromStdString(rule.ms->toText()), RuleText::tr("ms"));
    if (rule.shape)
        parts << RuleText::tr("the same shape");
    return parts.join(RuleText::tr(" or "));
}

QString arrayOrder(const Rule &rule)
{
    switch (rule.order) {
    case ArrayOrder::Ordered:
        return RuleText::tr("in order");
    case ArrayOrder::Set:
        return RuleText::tr("as a set");
    case ArrayOrder::Multiset:
        return RuleText::tr("in any order");
    case ArrayOrder::Keyed: {
        QStringList keys;
        for (const std::string &key : rule.key)
            keys << visibleText(QString::fromStdString(key));
        return RuleText::tr("by %1").arg(keys.join(u", "_s));
    }
    }
    Q_UNREACHABLE();
}

QString expectedChange(const Rule &rule)
{
    const auto side = [](const std::optional<std::string> &json) {
        return json ? visibleText(QString::fromStdString(*json)) : RuleText::tr("missing");
    };
    return RuleText::tr("%1 → %2").arg(side(rule.legacy), side(rule.newer));
}

} // namespace

QString RuleText::detail(const Rule &rule)
{
    switch (rule.op) {
    case RuleOp::Ignore:
        return ignoredWhat(rule.what);
    case RuleOp::Normalise:
        return normalisedAs(rule.as);
    case RuleOp::Tolerate:
        return tolerance(rule);
    case RuleOp::Array:
        return arrayOrder(rule);
    case RuleOp::MapId:
        return tr("ids of %1").arg(visibleText(QString::fromUtf8(rule.entity)));
    case RuleOp::Expect:
        return expectedChange(rule);
    case RuleOp::Mask:
        return tr("never shown or kept");
    }
    Q_UNREACHABLE();
}

QString RuleText::scope(const Rule &rule)
{
    QStringList parts;
    if (rule.route)
        parts << visibleText(QString::fromUtf8(*rule.route));
    if (rule.method)
        parts << visibleText(QString::fromUtf8(*rule.method));
    if (rule.status)
        parts << QString::number(*rule.status);
    if (rule.side)
        parts << (*rule.side == PairSide::Legacy ? tr("LEGACY") : tr("NEW"));
    return parts.isEmpty() ? tr("everywhere") : parts.join(u" · "_s);
}

QString RuleText::preview(const RescoreReport &report)
{
    if (report.hidden == 0 && report.shown == 0 && report.changed == 0)
        return tr("Changes nothing in the pairs kept (%1 looked at).").arg(Format::count(report.looked));
    QStringList routes;
    for (const auto &[route, pairs] : report.routes)
        routes << visibleText(route) + u' ' + Format::count(pairs);
    QStringList effects;
    if (report.hidden > 0 || report.shown == 0)
        effects
            << tr("hides %1").arg(Format::counted(report.hidden, tr("1 difference"), tr("%1 differences")));
    if (report.shown > 0)
        effects << tr("▲ shows %1 that are hidden now")
                       .arg(Format::counted(report.shown, tr("1 difference"), tr("%1 differences")));
    return tr("Would change %1 on %2: %3. By route: %4.")
        .arg(Format::counted(report.changed, tr("1 pair"), tr("%1 pairs")),
             Format::counted(qint64(report.routes.size()), tr("1 route"), tr("%1 routes")),
             effects.join(u", "_s), routes.join(u", "_s));
}

} // namespace interlock
