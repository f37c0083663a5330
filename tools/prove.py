"""`make prove`: everything at full size, in parts of less than ten minutes, with the figures in docs/proof.md.

What was proven at the present revision is not run again; a part that was interrupted begins anew. Names of parts
choose among them, `--again` runs them in any case, `--list` shows them. `--write` only writes the document.
"""

import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

CHECKOUT = Path(__file__).resolve().parent.parent
STATE = CHECKOUT / "var" / "prove.json"
DOCUMENT = CHECKOUT / "docs" / "proof.md"
MOST_SECONDS = 600
ALONE = ["-p", "no:xdist"]
"""For what measures, or takes the machine for itself."""

REQUESTS = ("tests/recruiter_wiki/test_any_request.py", "tests/browser/test_malformed.py")
HOSTILE = ("tests/browser/test_injections.py", "tests/browser/test_hostile_words.py")
"""Minutes of work each, in parts of their own."""

HEAD = """# Proof

What `make prove` measured: the tests at full size, faults made in earnest, and the speed beside its budgets. Each line
says when, at which revision and on what machine. `make prove` brings the lines up to date, `make prove ARGS="faults"`
those whose names begin so. The figures are those of that run; the promises behind them are in the tests.
"""


@dataclass(frozen=True)
class Part:
    """A piece of the proof that one command gives."""

    name: str
    what: str
    paths: tuple[str, ...] = ()
    """Of tests; empty for the bench."""

    arguments: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether there is something to run."""
        return all((CHECKOUT / path).exists() for path in self.paths)

    def command(self, report: Path) -> list[str]:
        """Return the command; a test run writes its results into `report`."""
        if not self.paths:
            return [sys.executable, "-m", "tools.bench", *self.arguments, "--json", str(report)]
        return [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-m",
            "slow",
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
            *self.arguments,
            *self.paths,
        ]


@dataclass
class Result:
    """What came out of a part."""

    verdict: str
    figures: list[str] = field(default_factory=list)
    seconds: int = 0
    date: str = ""
    revision: str = ""
    machine: str = ""


def parts() -> list[Part]:
    """Return all parts in the order in which they run; folders of tests get a part by being there."""
    spread = ("-n", "logical", "--dist", "worksteal")
    folders = sorted(path.name for path in (CHECKOUT / "tests").iterdir() if (path / "__init__.py").exists())
    own = [name for name in folders if name != "faults"]
    loose = tuple(f"tests/{path.name}" for path in sorted((CHECKOUT / "tests").glob("test_*.py")))
    faults = "tests/faults/test_"
    return [
        *(
            Part(
                f"tests-{name}",
                f"`tests/{name}/` at full size",
                (f"tests/{name}",),
                (*spread, *(f"--ignore={path}" for path in (*REQUESTS, *HOSTILE))),
            )
            for name in own
        ),
        Part("injections", "every hostile text on pages, in a real browser", HOSTILE[:1], spread),
        Part("injections-words", "the same as names, in lists, sets and searches", HOSTILE[1:], spread),
        Part(
            "tests-documents",
            "tests of documents, content and the embedded server at full size",
            loose,
            spread,
        ),
        Part(
            "faults-database",
            "the database stops, is paused, is killed",
            (f"{faults}database_away.py",),
            (*ALONE,),
        ),
        Part(
            "faults-network",
            "the way to the database is slow, or swallows everything",
            (f"{faults}slow_database.py",),
            (*ALONE,),
        ),
        Part("faults-disk", "the disk is full", (f"{faults}full_disk.py",), (*ALONE,)),
        Part("faults-flood", "a flood of guesses at sign-in", (f"{faults}login_flood.py",), (*ALONE,)),
        Part("faults-texts", "texts made to take long", (f"{faults}hostile_texts.py",), (*ALONE,)),
        Part("faults-timing", "what the time of an answer tells", (f"{faults}timing.py",), (*ALONE,)),
        Part(
            "faults-writes", "no acknowledged write is lost", (f"{faults}acknowledged_writes.py",), (*ALONE,)
        ),
        Part("faults-crowds", "crowds, and clients that are slow", (f"{faults}crowds.py",), (*ALONE,)),
        Part("faults-migrations", "migrations under traffic", (f"{faults}migrations.py",), (*ALONE,)),
        Part("hosts", "two web servers, a primary and its replica", (f"{faults}hosts.py",), (*ALONE,)),
        Part("requests", "10,000 requests that nobody sends by hand", REQUESTS, spread),
        Part(
            "bench-pages", "speed of pages beside an empty view", (), ("--sizes", "shipped", "--pages-only")
        ),
        *(
            Part(
                f"bench-search-{size}",
                f"speed of search, {size} entries",
                (),
                ("--sizes", size, "--search-only"),
            )
            for size in ("shipped", "1000", "20000", "100000")
        ),
    ]


def run(part: Part) -> Result:
    """Run a part to its end, or to the end of its time."""
    report = STATE.with_name(f"prove-{part.name}.out")
    report.unlink(missing_ok=True)
    began = time.monotonic()
    process = subprocess.Popen(part.command(report), cwd=CHECKOUT, start_new_session=True)
    try:
        code = process.wait(MOST_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as reason:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if isinstance(reason, KeyboardInterrupt):
            raise
        code = -1
    result = Result(
        "", [], round(time.monotonic() - began), f"{datetime.now(UTC):%Y-%m-%d}", revision(), machine()
    )
    read = read_tests if part.paths else read_bench
    result.figures = read(report) if report.exists() else []
    result.verdict = {0: "held", -1: "out of time", 5: "nothing to run"}.get(code, "failed")
    return result


def read_tests(report: Path) -> list[str]:
    """Return how many tests there were, and what they measured."""
    root = ElementTree.parse(report).getroot()
    suites = list(root.iter("testsuite"))
    total = {
        name: sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    bad = total["failures"] + total["errors"]
    figures = [f"{total['tests'] - total['skipped']} tests, {bad} failed"]
    if total["skipped"]:
        figures[0] += f", {total['skipped']} skipped"
    for case in root.iter("testcase"):
        measured: dict[str, float] = {}
        for found in case.iter("property"):
            name, value = found.get("name", ""), float(found.get("value", 0))
            measured[name] = max(value, measured.get(name, value))
        if measured:
            words = case.get("name", "").removeprefix("test_").replace("_", " ")
            figures.append(f"{words}: " + ", ".join(f"{name} {value:g}" for name, value in measured.items()))
    return figures


def read_bench(report: Path) -> list[str]:
    """Return each row of the bench in words."""
    figures = []
    for row in json.loads(report.read_text()):
        own, budget = row["figures"], row["budget"]
        figures.append(
            f"{row['what']}, {row['entries']} entries: {own['cpu']:.1f} times the processor time of hello (at most"
            f" {budget['cpu']:g}), {own['rate']:.2f} of its requests per second (at least {budget['rate']:g}),"
            f" p95 {own['p95']:.1f} times: {row['verdict']}"
        )
    return figures


def revision() -> str:
    """Return the short name of the newest commit of more than documents, with a plus sign when files differ from it."""

    def git(*arguments: str) -> str:
        command = ["git", "-c", "safe.directory=*", *arguments]
        return subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, check=False
        ).stdout.strip()

    told = (".", ":!docs", ":!*.md")
    changed = git("status", "--porcelain", "--untracked-files=no", "--", *told)
    return (git("log", "-1", "--format=%h", "--abbrev=10", "--", *told) or "unknown") + (
        "+" if changed else ""
    )


def machine() -> str:
    """Return the class of this machine: processors, memory, system and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {system}"


def load() -> dict[str, Result]:
    """Return what is known from earlier runs."""
    return (
        {name: Result(**result) for name, result in json.loads(STATE.read_text()).items()}
        if STATE.exists()
        else {}
    )


def write(known: dict[str, Result]) -> None:
    """Keep the state, and write the document from it."""
    STATE.parent.mkdir(exist_ok=True)
    new = STATE.with_suffix(".new")
    new.write_text(json.dumps({name: asdict(result) for name, result in known.items()}, indent=1))
    new.replace(STATE)
    lines = [
        HEAD,
        "| part | what | result | seconds | date | revision |",
        "| --- | --- | --- | ---: | --- | --- |",
    ]
    measured = []
    for part in parts():
        result = known.get(part.name, Result("not run"))
        if not part.exists:
            result = Result("not there yet")
        cells = [
            part.name,
            part.what,
            result.verdict,
            str(result.seconds or ""),
            result.date,
            result.revision,
        ]
        lines.append(f"| {' | '.join(cells)} |")
        if result.figures:
            measured.append(f"\n## {part.name}\n\nOn {result.machine}.\n")
            measured += [f"- {re.sub(r'[|<>]', ' ', figure)}" for figure in result.figures]
    DOCUMENT.write_text("\n".join([*lines, *measured]) + "\n")


def main() -> int:
    """Run what was asked for and is not proven yet; return 1 when something does not hold."""
    every = {part.name: part for part in parts()}
    parser = ArgumentParser(prog="make prove", description="Prove the promises at full size (ARGS=...).")
    parser.add_argument(
        "names", nargs="*", metavar="PART", help="all without a name; the beginning of names is enough"
    )
    parser.add_argument("--again", action="store_true", help="also what was proven at this revision")
    parser.add_argument("--list", action="store_true", help="show the parts and what is known of each")
    parser.add_argument("--write", action="store_true", help="only write docs/proof.md")
    options = parser.parse_args()
    chosen = [
        p for p in every.values() if not options.names or any(p.name.startswith(n) for n in options.names)
    ]
    if not chosen:
        parser.error(f"there is no such part; there are {', '.join(every)}")
    known = load()
    if options.list:
        for part in chosen:
            print(f"{part.name:<22} {known.get(part.name, Result('not run')).verdict:<12} {part.what}")
        return 0
    if options.write:
        write(known)
        return 0
    here = revision()
    for part in chosen:
        former = known.get(part.name)
        if not part.exists or (
            former and not options.again and (former.verdict, former.revision) == ("held", here)
        ):
            continue
        print(f"{part.name}: {part.what}", flush=True)
        known[part.name] = run(part)
        write(known)
        print(f"{part.name}: {known[part.name].verdict}", flush=True)
    write(known)
    return int(
        any(known[part.name].verdict in ("failed", "out of time") for part in chosen if part.name in known)
    )


if __name__ == "__main__":
    sys.exit(main())
