"""Runs what is not ours: installs libraries into an environment of the bench alone, starts a child for each contestant.

The environment lies in `.venv/bench`, so that `make setup` and the program never see it. Whatever goes wrong becomes
a sentence in the contestant's line of the table (`CannotRun`).
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from bot.cli.output import Tell, note, progress
from bot.config import PROJECT

PLACE: Final = PROJECT / ".venv" / "bench"
CHILD: Final = Path(__file__).with_name("contestants.py")
LONGEST_S: Final = 900
"""A child that is not done by then is ended."""
LONGEST_WHY: Final = 160


class CannotRun(Exception):
    """A contestant could not run; the text says why."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who takes part: `name` of `contestants.py`, `title` in the table, what pip is asked for.

    Without `needs` it runs on the project's own dependencies.
    """

    name: str
    title: str
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class Answers:
    """What a contestant answered, row by row, and the versions that ran."""

    versions: Mapping[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def times(self) -> list[float]:
        """The milliseconds of each row."""
        return [row["ms"] for row in self.rows]

    @property
    def failed(self) -> str:
        """On how many rows the contestant failed, and the first reason; empty if on none."""
        errors = [row["error"] for row in self.rows if "error" in row]
        return f"failed on {len(errors)} rows, first: {_shortened(errors[0])}" if errors else ""


def answers_of(
    contestant: Contestant, known: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, Any]]
) -> Answers:
    """Return the answers of a contestant that knows the wordings `known`.

    Raises:
        CannotRun: it cannot be installed or ended before its last row.
    """
    python = _installed(contestant) if contestant.needs else Path(sys.executable)
    note(f"{contestant.title}: {len(rows)} rows …")
    with tempfile.TemporaryDirectory() as folder:
        wordings, asked = Path(folder, "wordings.jsonl"), Path(folder, "rows.jsonl")
        _write(wordings, known)
        _write(asked, rows)
        return _asked(contestant, [str(python), str(CHILD), contestant.name, str(wordings)], asked, len(rows))


def _asked(contestant: Contestant, command: Sequence[str], asked: Path, count: int) -> Answers:
    """Run the child to its end."""
    with (
        asked.open(encoding="utf-8") as rows,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(command, stdin=rows, stdout=subprocess.PIPE, stderr=complaints, encoding="utf-8") as child,
        progress(contestant.name) as tell,
    ):
        assert child.stdout is not None  # noqa: S101  piped above
        ending = Timer(LONGEST_S, child.kill)
        ending.start()
        try:
            answers = [json.loads(line) for line in _told(child.stdout, tell, count)]
        finally:
            ending.cancel()
        if child.wait() != 0 or len(answers) != count + 1:
            raise CannotRun(_last_words(complaints, len(answers) - 1))
    return Answers(answers[0]["versions"], answers[1:])


def _told(lines: Iterable[str], tell: Tell, count: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        tell(number, count)
        yield line


def _last_words(complaints: IO[str], answered: int) -> str:
    """Return why a child ended: the last line that it complained with."""
    complaints.seek(0)
    said = [line.strip() for line in complaints if line.strip()]
    why = said[-1] if said else f"it ended without a word, or took longer than {LONGEST_S} s"
    return _shortened(why if answered <= 0 else f"after {answered} rows: {why}")


def _installed(contestant: Contestant) -> Path:
    """Return the interpreter of the bench's environment, in which the contestant's libraries are."""
    python = PLACE / "bin" / "python"
    if not python.exists() or _run([str(python), "-m", "pip", "--version"]).returncode != 0:
        note(f"Making {PLACE.relative_to(PROJECT)} for the libraries that are measured beside ours …")
        _must([sys.executable, "-m", "venv", "--clear", str(PLACE)])
    note(f"{contestant.title}: installing {', '.join(contestant.needs)} if not there yet …")
    _must([str(python), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check", *contestant.needs])
    return python


def _must(command: Sequence[str]) -> None:
    done = _run(command)
    if done.returncode != 0:
        faults = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise CannotRun(_shortened(f"not installed: {faults[-1] if faults else done.stderr.strip()[-LONGEST_WHY:]}"))


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _shortened(why: str) -> str:
    flat = " ".join(why.split())
    return flat if len(flat) <= LONGEST_WHY else f"{flat[:LONGEST_WHY]}…"
