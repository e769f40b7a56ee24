// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/planfile.h"

#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QByteArray planHead()
{
    return "# who may touch this: the migration team\n"
           "[migration]\n"
           "name = \"shop\"   # not \"store\"\n"
           "\n"
           "[environment]\n"
           "  name   = \"prod\"\n"
           "  colour = '#cf222e'\n"
           "[[endpoint]]\n"
           "id = \"bridge\"\nkind = \"bridge\"\ndriver = \"control-api\"\n"
           "urls = [ \"http://127.0.0.1:9\" , ]\n"
           "[[route]]\nid = \"checkout\"\nlayer = \"write\"\n"
           "[[route]]\nid = \"search\"\nlayer = \"read\"\n"
           "[[gate]]\nkind = \"drill-age\"\n";
}

QByteArray planSections()
{
    return "# ---- the plan, agreed on 1 March\n"
           "[plan]\n"
           "start = \"2026-03-02\" # a Monday\n"
           "\n"
           "[[plan.step]]   # a little\n"
           "percent = 2     # of everybody\n"
           "day     = 1\n"
           "checklist = [\n"
           "    \"support informed\", # by mail\n"
           "    \"banner up\"\n"
           "]\n"
           "\n"
           "# the second week\n"
           "[[plan.step]]\n"
           "percent = 50\n"
           "# why so late: people on leave\n"
           "day = 5\n"
           "routes = [\"checkout\", 'search']\n"
           "soak_hours = 48.5\n"
           "\n";
}

QByteArray planTail()
{
    return "[limits]  # at the very end\n"
           "p95_seconds = 1.5\n";
}

QByteArray planInline()
{
    return "[plan]\n"
           "step = [\n"
           "  { percent = 2, day = 1 },   # first\n"
           "  {percent=50,day=5,title='half'},\n"
           "  # nothing more yet\n"
           "]\n";
}

using Change = std::function<void(PlanDraft &)>;

PlanFile planFile(const QByteArray &toml)
{
    auto file = PlanFile::parse(toml, u"/etc/shop.toml"_s);
    if (!file)
        qFatal("%s", qPrintable(file.error().constFirst().toString()));
    return *file;
}

} // namespace

/// Another plan in the text of a profile: what changed changes, and not one byte besides.
class TestPlanFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesOnlyWhatChanged_data();
    void changesOnlyWhatChanged();
    void keepsEveryLineEnd();
    void keepsAByteOrderMarkAndOddCharacters();
    void readsWhatTheFileSays();
    void aFileWithoutPlanGetsTheUsualOne();
    void theWholeTurnedRound();
    void saysWhichFieldOfWhichStepIsWrong_data();
    void saysWhichFieldOfWhichStepIsWrong();
    void refusesWhatItCannotKeep_data();
    void refusesWhatItCannotKeep();
    void stepsAreFollowedOverASave();
};

void TestPlanFile::changesOnlyWhatChanged_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("was"); // this piece, once in the text, …
    QTest::addColumn<QByteArray>("now"); // … becomes this one

    const QByteArray sections = planHead() + planSections() + planTail();
    const QByteArray inlined = planHead() + planInline() + planTail();
    const auto row = [](const char *name, const QByteArray &before, const Change &change,
                        const QByteArray &was,
                        const QByteArray &now) { QTest::newRow(name) << before << change << was << now; };
    row(
        "nothing", sections, [](PlanDraft &) {}, "[plan]", "[plan]");
    row(
        "a share", sections, [](PlanDraft &d) { d.steps[0].percent = 3; }, "percent = 2 ", "percent = 3 ");
    row(
        "the start", sections, [](PlanDraft &d) { d.start = u"2026-04-06"_s; },
        "start = \"2026-03-02\" # a Monday", "start = \"2026-04-06\" # a Monday");
    row(
        "no start any more", sections, [](PlanDraft &d) { d.start.clear(); },
        "start = \"2026-03-02\" # a Monday\n", "");
    row(
        "a mode that was not said", sections, [](PlanDraft &d) { d.steps[1].mode = Mode::CompareNew; },
        "soak_hours = 48.5\n", "soak_hours = 48.5\nmode = \"compare-new\"\n");
    row(
        "no soak any more", sections, [](PlanDraft &d) { d.steps[1].soakHours = 0; }, "soak_hours = 48.5\n",
        "");
    row(
        "another soak", sections, [](PlanDraft &d) { d.steps[1].soakHours = 24; }, "48.5", "24");
    row(
        "every route", sections, [](PlanDraft &d) { d.steps[1].routes.clear(); },
        "routes = [\"checkout\", 'search']\n", "");
    row(
        "one route less", sections, [](PlanDraft &d) { d.steps[1].routes.removeFirst(); },
        "[\"checkout\", 'search']", "['search']");
    row(
        "a layer instead", sections,
        [](PlanDraft &d) {
            d.steps[1].routes.clear();
            d.steps[1].layers = QStringList{u"write"_s};
        },
        "routes = [\"checkout\", 'search']\nsoak_hours = 48.5\n",
        "soak_hours = 48.5\nlayers = [\"write\"]\n");
    row(
        "an item more, comments stay", sections,
        [](PlanDraft &d) { d.steps[0].checklist.insert(1, u"hotline staffed"_s); },
        "    \"support informed\", # by mail\n",
        "    \"support informed\", # by mail\n    \"hotline staffed\",\n");
    row(
        "an item at the end", sections, [](PlanDraft &d) { d.steps[0].checklist.append(u"go"_s); },
        "    \"banner up\"\n", "    \"banner up\",\n    \"go\",\n");
    row(
        "an item at the front", sections, [](PlanDraft &d) { d.steps[0].checklist.prepend(u"go"_s); },
        "    \"support informed\"", "    \"go\",\n    \"support informed\"");
    row(
        "an item less", sections, [](PlanDraft &d) { d.steps[0].checklist.removeLast(); },
        "    \"banner up\"\n", "");
    row(
        "quotes, a backslash and a line break", sections,
        [](PlanDraft &d) { d.steps[1].announcement = u"\"Shop\\new\"\nübermorgen"_s; }, "soak_hours = 48.5\n",
        "soak_hours = 48.5\nannouncement = \"\\\"Shop\\\\new\\\"\\n\xc3\xbc"
        "bermorgen\"\n");
    row(
        "a step in between", sections,
        [](PlanDraft &d) {
            d.steps.insert(1, PlanDraftStep{.id = 9, .percent = 15, .day = 2, .soakHours = 24});
        },
        "    \"banner up\"\n]\n",
        "    \"banner up\"\n]\n\n[[plan.step]]\npercent = 15\nday = 2\nsoak_hours = 24\n");
    row(
        "a step at the end", sections,
        [](PlanDraft &d) {
            d.steps.append(PlanDraftStep{.id = 9, .percent = 100, .day = 10, .checklist = {u"all in"_s}});
        },
        "soak_hours = 48.5\n",
        "soak_hours = 48.5\n\n[[plan.step]]\npercent = 100\nday = 10\nchecklist = [\"all in\"]\n");
    row(
        "a step at the front", sections,
        [](PlanDraft &d) { d.steps.prepend(PlanDraftStep{.id = 9, .percent = 1, .day = 1}); },
        "[[plan.step]]   # a little\n",
        "[[plan.step]]\npercent = 1\nday = 1\n\n[[plan.step]]   # a little\n");
    row(
        "a step less", sections, [](PlanDraft &d) { d.steps.removeAt(1); },
        planSections().mid(planSections().indexOf("[[plan.step]]\npercent = 50")),
        "\n"); // the comment above may belong to anything: it stays
    row(
        "inline: a share", inlined, [](PlanDraft &d) { d.steps[0].percent = 3; }, "{ percent = 2, day = 1 }",
        "{ percent = 3, day = 1 }");
    row(
        "inline: what stays is written as it was", inlined, [](PlanDraft &d) { d.steps[1].day = 6; },
        "{percent=50,day=5,title='half'}", "{ percent = 50, day = 6, title = 'half' }");
    row(
        "inline: a step more", inlined,
        [](PlanDraft &d) { d.steps.insert(1, PlanDraftStep{.id = 9, .percent = 15, .day = 2}); }, "# first\n",
        "# first\n  { percent = 15, day = 2 },\n");
    row(
        "inline: a step at the end", inlined,
        [](PlanDraft &d) { d.steps.append(PlanDraftStep{.id = 9, .percent = 100, .day = 10}); },
        "{percent=50,day=5,title='half'},\n",
        "{percent=50,day=5,title='half'},\n  { percent = 100, day = 10 },\n");
    row(
        "inline: a step less", inlined, [](PlanDraft &d) { d.steps.removeLast(); },
        "  {percent=50,day=5,title='half'},\n", "");
    row(
        "inline: a start", inlined, [](PlanDraft &d) { d.start = u"2026-03-02"_s; }, "[plan]\n",
        "[plan]\nstart = \"2026-03-02\"\n");
    const QByteArray oneLine =
        "plan = { start = \"2026-03-02\", step = [ { percent = 2, day = 1 } ] }\n" + planHead();
    row(
        "all in one line: the start", oneLine, [](PlanDraft &d) { d.start = u"2026-04-06"_s; }, "2026-03-02",
        "2026-04-06");
    row(
        "all in one line: a step more", oneLine,
        [](PlanDraft &d) { d.steps.append(PlanDraftStep{.id = 9, .percent = 100, .day = 3}); }, "day = 1 } ]",
        "day = 1 }, { percent = 100, day = 3 } ]");
    row(
        "inline: what says no stays said", planHead() + "[plan]\nstep = [{approval=false,percent=2,day=1}]\n",
        [](PlanDraft &d) { d.steps[0].percent = 3; }, "{approval=false,percent=2,day=1}",
        "{ approval = false, percent = 3, day = 1 }");
}

void TestPlanFile::changesOnlyWhatChanged()
{
    QFETCH(QByteArray, before);
    QFETCH(Change, change);
    QFETCH(QByteArray, was);
    QFETCH(QByteArray, now);
    for (const bool dos : {false, true}) {
        const auto ends = [dos](QByteArray text) { return dos ? text.replace("\n", "\r\n") : text; };
        const PlanFile file = planFile(ends(before));
        PlanDraft draft = file.draft();
        change(draft);
        const auto result = file.with(draft);
        QVERIFY2(result, result ? "" : qPrintable(result.error().constFirst().text));
        QByteArray expected = ends(before);
        const qsizetype at = expected.lastIndexOf(ends(was));
        QVERIFY(at >= 0);
        QCOMPARE(*result, expected.replace(at, ends(was).size(), ends(now)));
    }
}

void TestPlanFile::keepsEveryLineEnd()
{
    const QByteArray text = planHead() + "[[plan.step]]\npercent = 2\nday = 1"; // the last line has no end
    const PlanFile file = planFile(text);
    PlanDraft draft = file.draft();
    draft.steps[0].title = u"first"_s;
    QCOMPARE(file.with(draft).value_or(QByteArray()), QByteArray(text + "\ntitle = \"first\""));
    draft = file.draft();
    draft.steps.append(PlanDraftStep{.id = 9, .percent = 100, .day = 3});
    QCOMPARE(file.with(draft).value_or(QByteArray()),
             QByteArray(text + "\n\n[[plan.step]]\npercent = 100\nday = 3"));
}

void TestPlanFile::keepsAByteOrderMarkAndOddCharacters()
{
    const QByteArray text = "\xef\xbb\xbf" + planHead() +
                            "[[plan.step]]\n\ttitle = \"\xf0\x9f\x9a\x80 \xc3\xa4\" # \xe2\x82\xac\n"
                            "\tpercent = 2 # \xf0\x9f\x90\x98\n\tday = 1\n";
    const PlanFile file = planFile(text);
    PlanDraft draft = file.draft();
    draft.steps[0].percent = 15;
    draft.steps[0].gates = QStringList{u"drill-age"_s};
    QByteArray expected = text;
    expected.replace("percent = 2 ", "percent = 15 ");
    QCOMPARE(file.with(draft).value_or(QByteArray()), QByteArray(expected + "\tgates = [\"drill-age\"]\n"));
}

void TestPlanFile::readsWhatTheFileSays()
{
    const PlanDraft draft = planFile(planHead() + planSections() + planTail()).draft();
    QCOMPARE(draft.start, u"2026-03-02"_s);
    QCOMPARE(draft.steps.size(), 2);
    QCOMPARE(draft.steps.at(0),
             (PlanDraftStep{
                 .id = 1, .percent = 2, .day = 1, .checklist = {u"support informed"_s, u"banner up"_s}}));
    QCOMPARE(
        draft.steps.at(1),
        (PlanDraftStep{
            .id = 2, .percent = 50, .day = 5, .routes = {u"checkout"_s, u"search"_s}, .soakHours = 48.5}));
}

void TestPlanFile::aFileWithoutPlanGetsTheUsualOne()
{
    const PlanFile file = planFile(planHead());
    QVERIFY(!file.hasSteps());
    QCOMPARE(file.draft().steps.size(), 4);
    PlanDraft draft = file.draft();
    draft.start = u"2026-03-02"_s;
    draft.steps = draft.steps.mid(0, 1);
    const QByteArray expected =
        planHead() + "\n[plan]\nstart = \"2026-03-02\"\n\n[[plan.step]]\npercent = 2\nday = 1\n";
    QCOMPARE(file.with(draft).value_or(QByteArray()), expected);
    QCOMPARE(planFile(expected).draft(), draft);
}

/// All steps go, others come, and back again to the same plan.
void TestPlanFile::theWholeTurnedRound()
{
    for (const QByteArray &plan : {planSections(), planInline()}) {
        const PlanFile file = planFile(planHead() + plan + planTail());
        PlanDraft other = file.draft();
        other.steps = {PlanDraftStep{.id = 11, .percent = 10, .day = 1, .gates = {u"drill-age"_s}},
                       PlanDraftStep{.id = 12, .percent = 100, .day = 2, .mode = Mode::New}};
        const auto there = file.with(other);
        QVERIFY2(there, there ? "" : qPrintable(there.error().constFirst().text));
        QVERIFY(there->startsWith(planHead()));
        QVERIFY(there->endsWith(planTail()));
        const auto back = planFile(*there).with(PlanFile(file).draft());
        QVERIFY(back);
        QCOMPARE(planFile(*back).draft(), file.draft());
        QCOMPARE(planFile(*back).profile(), file.profile());
    }
}

void TestPlanFile::saysWhichFieldOfWhichStepIsWrong_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("step");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const Change &change, int step, const QString &field,
                        const QString &says) { QTest::newRow(name) << change << step << field << says; };
    row(
        "share 0", [](PlanDraft &d) { d.steps[0].percent = 0; }, 0, u"percent"_s, u"1 … 100"_s);
    row(
        "share 101", [](PlanDraft &d) { d.steps[1].percent = 101; }, 1, u"percent"_s, u"1 … 100"_s);
    row(
        "share that falls", [](PlanDraft &d) { d.steps[0].percent = 60; }, 1, u"percent"_s, u"must rise"_s);
    row(
        "day 0", [](PlanDraft &d) { d.steps[0].day = 0; }, 0, u"day"_s, u"1 … 3650"_s);
    row(
        "day that falls", [](PlanDraft &d) { d.steps[0].day = 9; }, 1, u"day"_s, u"must not fall"_s);
    row(
        "no such route", [](PlanDraft &d) { d.steps[1].routes = {u"chekout"_s}; }, 1, u"routes"_s,
        u"did you mean \"checkout\""_s);
    row(
        "no such layer", [](PlanDraft &d) { d.steps[0].layers = {u"wright"_s}; }, 0, u"layers"_s, u"layer"_s);
    row(
        "a layer without routes", [](PlanDraft &d) { d.steps[0].layers = {u"session"_s}; }, 0, u"layers"_s,
        u"no route"_s);
    row(
        "no such gate", [](PlanDraft &d) { d.steps[1].gates = {u"drill"_s}; }, 1, u"gates"_s, u"no gate"_s);
    row(
        "soak below 0", [](PlanDraft &d) { d.steps[1].soakHours = -1; }, 1, u"soak_hours"_s, u"0 … 8760"_s);
    row(
        "mode that goes back",
        [](PlanDraft &d) {
            d.steps[0].mode = Mode::New;
            d.steps[1].mode = Mode::CompareNew;
        },
        1, u"mode"_s, u"must not go back"_s);
    row(
        "empty item", [](PlanDraft &d) { d.steps[0].checklist = {u" "_s}; }, 0, u"checklist"_s, u"empty"_s);
    row(
        "empty announcement", [](PlanDraft &d) { d.steps[0].announcement = u" "_s; }, 0, u"announcement"_s,
        u"empty"_s);
    row(
        "no date", [](PlanDraft &d) { d.start = u"2026-02-30"_s; }, -1, u"start"_s, u"a date"_s);
    row(
        "no step", [](PlanDraft &d) { d.steps.clear(); }, -1, QString(), u"at least one step"_s);
}

void TestPlanFile::saysWhichFieldOfWhichStepIsWrong()
{
    QFETCH(Change, change);
    for (const QByteArray &plan :
         {planSections(),
          QByteArray(
              "[plan]\nstart = \"2026-03-02\"\nstep = [{ percent = 2, day = 1 },\n"
              " { percent = 50, day = 5, routes = [\"checkout\", \"search\"], soak_hours = 48.5 }]\n")}) {
        const PlanFile file = planFile(planHead() + plan + planTail());
        PlanDraft draft = file.draft();
        change(draft);
        const auto result = file.with(draft);
        QVERIFY(!result);
        const PlanProblem problem = result.error().constFirst();
        QTEST(problem.step, "step");
        QTEST(problem.field, "field");
        QFETCH(QString, says);
        QVERIFY2(problem.text.contains(says), qPrintable(problem.text));
    }
}

void TestPlanFile::refusesWhatItCannotKeep_data()
{
    QTest::addColumn<QByteArray>("plan");
    QTest::addColumn<Change>("change");
    const Change start = [](PlanDraft &d) { d.start = u"2026-03-02"_s; };
    const Change step = [](PlanDraft &d) { d.steps[0].percent = 3; };
    const Change turned = [](PlanDraft &d) { d.steps.swapItemsAt(0, 1); };
    QTest::newRow("a start for a plan in one line")
        << QByteArray("plan = { step = [ { percent = 2, day = 1 } ] }\n") << start;
    QTest::newRow("steps for a plan in one line")
        << QByteArray("plan = { start = \"2026-03-02\" }\n") << step;
    QTest::newRow("steps that change places") << planSections() << turned;
}

void TestPlanFile::refusesWhatItCannotKeep()
{
    QFETCH(QByteArray, plan);
    QFETCH(Change, change);
    const bool first = !plan.startsWith('#'); // keys of the root stand before every table
    const PlanFile file = planFile(first ? plan + planHead() : planHead() + plan);
    PlanDraft draft = file.draft();
    change(draft);
    const auto result = file.with(draft);
    QVERIFY(!result);
    QVERIFY(result.error().constFirst().text.contains(u"by hand"_s));
}

void TestPlanFile::stepsAreFollowedOverASave()
{
    const PlanFile file = planFile(planHead() + planSections() + planTail());
    PlanDraft draft = file.draft();
    draft.steps.insert(1, PlanDraftStep{.id = 9, .percent = 15, .day = 2});
    const QByteArray saved = file.with(draft).value_or(QByteArray());
    const PlanFile later = planFile(saved).following(draft);
    QCOMPARE(later.draft(), draft);
    // An older draft knows its steps again: taking the new one out gives the old file.
    QCOMPARE(later.with(file.draft()).value_or(QByteArray()), file.bytes());
}

QTEST_GUILESS_MAIN(TestPlanFile)
#include "tst_planfile.moc"
