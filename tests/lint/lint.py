#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of the house that a compiler does not know.

    lint.py CHECK [ROOT]     CHECK: layers, links, text, style, or all
    lint.py self-test        proves on made-up sources that each check can fail

Prints FILE:LINE: what is wrong; exit 1 when anything is.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Who may include what: docs/architecture.md, "The house". A folder may always include itself; the longest prefix counts.
DOMAIN = ["models/domain"]
PORTS = DOMAIN + ["models/endpoints/*.h"]
DRIVER = PORTS + ["models/endpoints/http"]
CONTROL = PORTS + ["models/profile", "models/history", "models/journal", "models/parity/statistics"]
MODELS = ["models"]
UI = ["widgets", "models/domain", "models/profile", "models/history", "models/journal", "models/control", "models/tables",
      "models/desk"]
MAY_INCLUDE = {
    "models/domain": [],
    "models/profile": DOMAIN,
    "models/history": DOMAIN,
    "models/storage": DOMAIN,
    "models/journal": DOMAIN + ["models/storage"],
    "models/endpoints": PORTS,
    "models/endpoints/http": DRIVER,
    "models/endpoints/bridge": DRIVER,
    "models/endpoints/sync": DRIVER,
    "models/endpoints/parity": DRIVER,
    "models/endpoints/metrics": DRIVER,
    "models/endpoints/orders": DRIVER,
    "models/endpoints/lease": DRIVER + ["models/endpoints/orders"],
    "models/endpoints/team": DRIVER + ["models/endpoints/orders"],
    "models/endpoints/webhook": DRIVER,
    # orders: for its PostgresConnection
    "models/endpoints/database": DRIVER + ["models/endpoints/orders", "models/storage"],
    "models/parity": DOMAIN + ["models/parity/statistics"],
    "models/parity/statistics": DOMAIN,
    "models/parity/store": DOMAIN + ["models/parity", "models/storage"],
    "models/parity/noise": DOMAIN + ["models/parity"],
    "models/control": CONTROL,
    "models/tables": CONTROL + ["models/control"],
    "models/tables/parity": DOMAIN + ["models/parity", "models/tables"],
    "models/desk": PORTS + ["models/parity", "models/tables"],
    "widgets": [],
    "ui": UI + ["ui/parity"],
    "ui/parity": UI + ["ui", "models/parity"],
    "app/wiring": MODELS,
    "app/drill": ["app/wiring"] + MODELS,
    "app/console": ["app/wiring", "ui", "widgets"] + MODELS,
    "app/ctl": ["app/wiring", "app/drill"] + MODELS,
    "app/rehearsal": DOMAIN + ["models/parity/*.h"],
}
# Qt that models must never see, and that widgets have no use for.
PIXELS = re.compile(r"^(QtWidgets|QtGui|QtCharts|QWidget|QPainter|QColor|QFont|QIcon|QPixmap|QImage|QPalette|QLabel|"
                    r"QGuiApplication|QApplication|QChart|qcustomplot|QStandardItem)")
NETWORK = re.compile(r"^(QtNetwork|QtSql|QNetwork|QSql|QTcp|QLocalSocket|libpq)")

SOURCE = re.compile(r"\.(cpp|h)$")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def sources(root):
    """The C++ files of the project below @p root, as paths relative to it."""
    for top in ("app", "ui", "widgets", "models", "tests"):
        for path in sorted((root / top).rglob("*")):
            if path.is_file() and SOURCE.search(path.name):
                yield path.relative_to(root)


def code_lines(path):
    """(number, line) without comments and without the contents of string literals, keeping the line numbers."""
    text = path.read_text(encoding="utf-8")
    pattern = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        token = match.group(0)
        kept = '""' if token[0] in '"R' else ("" if token[0] == "/" else "' '")
        return kept + "\n" * token.count("\n")

    return enumerate(pattern.sub(blank, text).split("\n"), 1)


def folder_rule(path):
    parts = path.parent.parts
    for length in range(len(parts), 0, -1):
        name = "/".join(parts[:length])
        if name in MAY_INCLUDE:
            return name
    return None


def allowed(rule, folder, target):
    # models/endpoints/* are libraries of their own: the ports must not reach into the drivers
    if target.startswith(folder + "/") and folder_rule(Path(target)) == folder:
        return True
    for entry in rule:
        if entry.endswith("/*.h"):
            if str(Path(target).parent) == entry[:-4]:
                return True
        elif target.startswith(entry + "/"):
            return True
    return False


def check_layers(root):
    for path in sources(root):
        folder = folder_rule(path)
        if folder is None:
            if path.parts[0] != "tests":
                yield f"{path}:1: lies in a folder that the layers do not know"
            continue
        for number, line in enumerate((root / path).read_text(encoding="utf-8").split("\n"), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quoted, system = match.groups()
            if quoted and not quoted.startswith(("moc_",)) and not quoted.endswith(".moc"):
                if "/" not in quoted:
                    yield f'{path}:{number}: write the include from the root of the project: "{quoted}"'
                elif not allowed(MAY_INCLUDE[folder], folder, quoted):
                    yield f"{path}:{number}: {folder} may not include {quoted}"
            if system and path.parts[0] == "models" and PIXELS.match(system):
                yield f"{path}:{number}: models know no pixels: <{system}>"
            if system and path.parts[0] == "widgets" and NETWORK.match(system):
                yield f"{path}:{number}: widgets talk to nobody: <{system}>"


LIBRARY = re.compile(r"interlock_library\(\s*(\w+)(.*?)\n?\)", re.S)


DRIVERS = r"interlock_(bridge|sync|metrics|orders|parity|lease|webhook|http|team|database|wiring)(?=\s|$)"


def check_links(root):
    """Link lines must not say more than the include rules: a library of models links no widgets, widgets no models."""
    for path in sorted(root.rglob("CMakeLists.txt")):
        relative = path.relative_to(root)
        if relative.parts[0] not in ("models", "widgets", "ui"):
            continue
        text = path.read_text(encoding="utf-8")
        for match in LIBRARY.finditer(text):
            number = text[: match.start()].count("\n") + 1
            links = match.group(2).split("LINKS", 1)[-1] if "LINKS" in match.group(2) else ""
            for bad, layer in ((r"Qt6::(Widgets|Gui|Charts|PrintSupport)\b|QCustomPlot|interlock_(widgets|ui)", "models"),
                               (r"interlock_(?!options)\w+|Qt6::(Network|Sql)\b", "widgets"),
                               (DRIVERS, "ui")):
                found = re.search(bad, links) if relative.parts[0] == layer else None
                if found:
                    yield f"{relative}:{number}: {match.group(1)} may not link {found.group(0)}"
            if relative.parts[:2] == ("models", "control") and re.search(DRIVERS, links):
                yield f"{relative}:{number}: control links ports, never drivers"


def check_text(root):
    """User-visible text goes through tr() in ui/ only; what shows outside text says Qt::PlainText."""
    for path in sources(root):
        top = path.parts[0]
        for number, line in code_lines(root / path):
            if top in ("models", "widgets") and re.search(r"(?<![\w.])(tr|translate)\(", line):
                yield f"{path}:{number}: tr() belongs to ui/"
            if top in ("ui", "widgets", "app") and re.search(r"Qt::(RichText|AutoText|MarkdownText)|setHtml|setMarkdown|insertHtml", line):
                yield f"{path}:{number}: text from outside is shown as plain text only"
            if top in ("ui", "app") and re.search(r"\bnew QLabel\b|\bQLabel\s*\{|\bQLabel\s+\w+[;({]", line):
                yield f"{path}:{number}: make labels with widgets/plainlabel.h: a plain QLabel guesses rich text"
            if top in ("ui", "app") and re.search(r"\bQMessageBox::(question|warning|information|critical|about)\(|\bQInputDialog\b|\bQFileDialog::get|(\w*([dD]ialog|[bB]ox)\w*)(\.|->)exec\(", line):
                yield f"{path}:{number}: no modal boxes: nothing may cover the rollback bar"


STYLE = [
    (re.compile(r"\bsender\(\)"), "no sender()"),
    (re.compile(r"\b(QSKIP|GTEST_SKIP)\b"), "no skipped tests"),
    (re.compile(r"\b(foreach|Q_FOREACH|slots|signals|emit)\b\s*[:(]?(?=\s|$)"), "no Qt keywords or foreach"),
    (re.compile(r"\bignoreSslErrors\b|\bVerifyNone\b|\bsetPeerVerifyMode\b"), "TLS errors are never ignored"),
    (re.compile(r"\.then\(\s*(this|\w+Context|receiver)"), "consume futures with whenDone()"),
    (re.compile(r"\bQTest::q(Wait|Sleep)\("), "tests wait for conditions, never for time"),
]
DEFAULT = re.compile(r"^\s*default\s*:")
# A switch over a number, or over an enum of Qt that is open by nature (roles, keys, event types), needs its default.
OPEN_CASE = re.compile(r"^\s*case\s+(-?\d|' '|Q(t|Event|SocketNotifier)::)")
CASE = re.compile(r"^\s*case\b")


def check_defaults(path, lines):
    last_case = ""
    for number, line in lines:
        if CASE.match(line):
            last_case = line
        elif DEFAULT.match(line) and not OPEN_CASE.match(last_case):
            yield f"{path}:{number}: no default: in a switch over an enum; name every enumerator"


COMMENT_MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def check_style(root):
    for path in sources(root):
        text = (root / path).read_text(encoding="utf-8")
        if not text.startswith("// SPDX-License-Identifier: GPL-3.0-or-later\n"):
            yield f"{path}:1: the first line is the SPDX licence line"
        if path.suffix == ".h" and "#pragma once" not in text:
            yield f"{path}:1: headers start with #pragma once"
        for number, line in enumerate(text.split("\n"), 1):
            if COMMENT_MARKS.search(line):
                yield f"{path}:{number}: nothing is left to do in the sources; open an issue"
        yield from check_defaults(path, code_lines(root / path))
        for number, line in code_lines(root / path):
            for pattern, message in STYLE:
                if pattern.search(line) and path.name != "quiet.h":
                    yield f"{path}:{number}: {message}"


UNIT_KEYS = {
    "Unit": {"Description", "Documentation", "After", "Wants", "StartLimitIntervalSec"},
    "Service": {"Type", "User", "EnvironmentFile", "StateDirectory", "Environment", "ExecStart", "KillSignal", "TimeoutStopSec",
                "Restart", "RestartSec", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp"},
    "Install": {"WantedBy"},
}


def unit_lines(path):
    """(number, section, key, value) of a unit's settings; a key of None where a line is none."""
    section = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            continue
        key, separator, value = line.partition("=")
        yield number, section, key if separator else None, value


def verified(path):
    """What systemd itself says of the unit, where it is installed; the program stands in for ours."""
    tool = shutil.which("systemd-analyze")
    if not tool:
        return []
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / path.name.removesuffix(".in").replace("@.", "@test.")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8"), flags=re.M)
        unit.write_text(text, encoding="utf-8")
        run = subprocess.run([tool, "verify", "--man=no", str(unit)], capture_output=True, text=True, timeout=60)
        return [line for line in run.stderr.split("\n") if unit.name in line]


def check_units(root):
    """systemd's units: only keys that are known to mean something, and an engine that comes back by itself."""
    for path in sorted(root.glob("packaging/*.service.in")):
        name = path.relative_to(root)
        settings = {}
        for number, section, key, value in unit_lines(path):
            if key not in UNIT_KEYS.get(section, set()):
                yield f"{name}:{number}: [{section}] does not know {key}"
            settings[(section, key)] = value
        if settings.get(("Service", "Restart")) != "always":
            yield f"{name}:1: nobody would watch after a crash: Restart=always"
        if settings.get(("Unit", "StartLimitIntervalSec")) != "0":
            yield f"{name}:1: systemd would give up after five quick failures: StartLimitIntervalSec=0"
        if not re.fullmatch(r"@CMAKE_INSTALL_FULL_BINDIR@/interlockctl --profile \S*%i\S* --json watch",
                            settings.get(("Service", "ExecStart"), "")):
            yield f"{name}:1: ExecStart must run the installed interlockctl, its instance's profile, --json watch"
        if ("Install", "WantedBy") not in settings:
            yield f"{name}:1: cannot be enabled without WantedBy"
        for line in verified(path):
            yield f"{name}:1: {line}"


CHECKS = {"layers": check_layers, "links": check_links, "text": check_text, "style": check_style, "units": check_units}

# One wrong source a rule: what the self-test expects each check to find.
BAD = [
    ("layers", "models/domain/a.h", '#include "models/control/control.h"\n', "may not include"),
    ("layers", "models/control/a.h", '#include "models/endpoints/bridge/haproxybridge.h"\n', "may not include"),
    ("layers", "models/control/a.h", "#include <QWidget>\n", "no pixels"),
    ("layers", "widgets/a.h", '#include "models/domain/route.h"\n', "may not include"),
    ("layers", "ui/a.h", '#include "app/wiring/session.h"\n', "may not include"),
    ("layers", "ui/a.h", '#include "neighbour.h"\n', "from the root"),
    ("layers", "models/endpoints/a.h", '#include "models/endpoints/http/httpclient.h"\n', "may not include"),
    ("links", "models/control/CMakeLists.txt", "interlock_library(x SOURCES a.cpp LINKS interlock_bridge)\n", "never drivers"),
    ("links", "models/control/CMakeLists.txt", "interlock_library(x SOURCES a.cpp LINKS interlock_team)\n", "never drivers"),
    ("links", "ui/CMakeLists.txt", "interlock_library(x SOURCES a.cpp LINKS interlock_database)\n", "may not link"),
    ("links", "models/tables/CMakeLists.txt", "interlock_library(x SOURCES a.cpp LINKS Qt6::Widgets)\n", "may not link"),
    ("links", "widgets/CMakeLists.txt", "interlock_library(x SOURCES a.cpp LINKS interlock_domain)\n", "may not link"),
    ("text", "models/control/a.cpp", 'auto s = tr("hello");\n', "belongs to ui/"),
    ("text", "ui/a.cpp", "auto *l = new QLabel(text, this);\n", "plainlabel"),
    ("text", "ui/a.cpp", "label->setTextFormat(Qt::RichText);\n", "plain text only"),
    ("text", "ui/a.cpp", "box.exec();\n", "no modal boxes"),
    ("style", "models/a.cpp", "switch (x) {\n    case Mode::New: break;\n    default: break;\n}\n", "no default:"),
    ("style", "models/a.cpp", "// TODO later\n", "left to do"),
    ("style", "tests/a.cpp", 'QSKIP("no server");\n', "no skipped tests"),
    ("style", "tests/a.cpp", "QTest::qWait(100);\n", "never for time"),
    ("style", "ui/a.cpp", "auto *o = sender();\n", "no sender()"),
    ("units", "packaging/a.service.in", "[Service]\nRestart=always\nExecStrat=x\n", "does not know ExecStrat"),
    ("units", "packaging/a.service.in", "[Service]\nRestart=on-failure\n", "Restart=always"),
    ("units", "packaging/a.service.in", "[Service]\nRestart=always\n", "StartLimitIntervalSec=0"),
    ("units", "packaging/a.service.in", "[Service]\nExecStart=/bin/sh\n", "ExecStart must run"),
    ("units", "packaging/a.service.in", "[Service]\nRestart=always\n", "without WantedBy"),
]


def self_test():
    failures = 0
    for check, name, content, expected in BAD:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.parent.mkdir(parents=True)
            head = "// SPDX-License-Identifier: GPL-3.0-or-later\n#pragma once\n" if SOURCE.search(name) else ""
            path.write_text(head + content, encoding="utf-8")
            found = list(CHECKS[check](Path(folder)))
            if not any(expected in line for line in found):
                failures += 1
                print(f"self-test: {check} does not find {content.strip()!r} in {name}: {found}")
            path.write_text(head + "// TO" + "DONE in words: default: is \"default:\" in text\n" if head else "", encoding="utf-8")
            if check == "units":
                path.unlink()
            clean = list(CHECKS[check](Path(folder)))
            if clean and check != "layers":
                failures += 1
                print(f"self-test: {check} finds {clean} in a clean file")
    print(f"self-test: {len(BAD)} wrong sources, {failures} not found")
    return failures


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.argv[1] == "self-test":
        return 1 if self_test() else 0
    root = Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).resolve().parents[2]).resolve()
    names = list(CHECKS) if sys.argv[1] == "all" else [sys.argv[1]]
    problems = [line for name in names for line in CHECKS[name](root)]
    print("\n".join(problems) if problems else f"{', '.join(names)}: nothing wrong in {sum(1 for _ in sources(root))} files")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
