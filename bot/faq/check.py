"""Everything that must hold before an answer is served; `linli faq check` prints the faults, a test demands none.

An entry is read in every combination of known and unknown facts: in each one it must be short enough, say nothing
forbidden, and still read well when the lines that state law are left out (spec/conversation.md §2, spec/legal.md §0).
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.datafile import DataFault, YamlFile
from bot.faq.entries import WORDINGS, Entry, Line, load_entry
from bot.faq.facts import FACTS
from bot.faq.labels import FAQ_IDS, FAQ_LABELS, FLOW_LABELS
from bot.faq.law import Law, load_law
from bot.faq.stock import Intent, Normalise, load_intents
from bot.texts.forbidden import Forbidden, Scope, load_forbidden
from bot.texts.templates import fill

LONGEST_TITLE = 20
LONGEST_CHOICE = 12
LONGEST_ANSWER = 600
MOST_LINES = 6
FEWEST_PLAIN_LINES = 2

_SPEAKS_LAW = re.compile(
    r"民法典|物业管理条例|司法解释|个人信息保护法|第\s*[0-9一二三四五六七八九十百]+\s*条|法律规定|依法规定"
)
_HAN = re.compile(r"[㐀-鿿]")
_SERVED = re.compile(r"(约定|规定).{0,12}提供.{0,4}服务|提供.{0,8}服务.{0,12}(约定|规定)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, at which line (1-based; 0: the whole file) and key, and why."""

    file: str
    key: str
    why: str
    line: int = 0

    def __str__(self) -> str:
        """Show the fault in one line."""
        return f"{self.file}:{self.line}: {self.key}: {self.why}"


@dataclass(frozen=True, slots=True)
class _Rules:
    """What every entry is measured by."""

    law: Mapping[str, Law]
    forbidden: Forbidden


def check_knowledge(data: Path, normalise: Normalise) -> list[Fault]:
    """Return every fault of the knowledge base below `data`; an empty list means that it may be served."""
    faults = check_answers(data)
    entries: list[Entry] = []
    for path in sorted((data / "faq").glob("*.yaml")):
        try:
            entries.append(load_entry(path))
        except DataFault as fault:
            faults += [_of(fault)] * (_of(fault) not in faults)
    try:
        intents = load_intents(data / "lexicon" / "intents")
    except DataFault as fault:
        return [*faults, _of(fault)]
    return faults + _repeated_wordings(entries, intents.values(), normalise)


def check_answers(data: Path) -> list[Fault]:
    """Return every fault of the answers below `data`; how people ask for them is not looked at."""
    try:
        rules = _Rules(load_law(data / "law.yaml"), load_forbidden(data / "forbidden.yaml"))
    except DataFault as fault:
        return [_of(fault)]
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for path in sorted((data / "faq").glob("*.yaml")):
        try:
            entries[path.stem] = load_entry(path, until=WORDINGS)
        except DataFault as fault:
            faults.append(_of(fault))
    return faults + _faults_of(data, entries, rules)


def check_loaded(data: Path, entries: Mapping[str, Entry]) -> list[Fault]:
    """Return every fault of the answers of entries that are loaded already; wordings are left to `check_knowledge`.

    Raises:
        DataFault: the law or the forbidden patterns cannot be read.
    """
    rules = _Rules(load_law(data / "law.yaml"), load_forbidden(data / "forbidden.yaml"))
    return _faults_of(data, entries, rules)


def _faults_of(data: Path, entries: Mapping[str, Entry], rules: _Rules) -> list[Fault]:
    faults = _completeness(entries)
    for entry in entries.values():
        found = list(_entry_faults(entry, rules))
        faults += [_located(data / "faq" / f"{entry.id}.yaml", key, why) for key, why in found]
    return faults


def _of(fault: DataFault) -> Fault:
    return Fault(fault.path.name, fault.key or "(file)", fault.why, fault.line)


def _located(path: Path, key: str, why: str) -> Fault:
    """Return a fault with the line of its key; parts of a list count from one in a key, from zero in the file."""
    keys = [int(part) - 1 if part.isdecimal() else part for part in key.split(".")]
    return Fault(path.name, key, why, YamlFile(path).line_of(*keys))


def _completeness(entries: Mapping[str, Entry]) -> list[Fault]:
    titles: dict[str, str] = {}
    faults = [Fault(f"{name}.yaml", "(file)", "the entry is missing") for name in FAQ_IDS if name not in entries]
    faults += [Fault(f"{name}.yaml", "id", "no label of this name") for name in entries if name not in FAQ_IDS]
    for entry in entries.values():
        other = titles.setdefault(entry.title, entry.id)
        if other != entry.id:
            faults.append(Fault(f"{entry.id}.yaml", "title", f"{other} has the same title"))
    return faults


def _entry_faults(entry: Entry, rules: _Rules) -> Iterator[tuple[str, str]]:
    if len(_HAN.findall(entry.title)) > LONGEST_TITLE:
        yield "title", f"more than {LONGEST_TITLE} characters"
    yield from _next_faults(entry)
    for number, line in enumerate(entry.answer, start=1):
        for why in (*_fact_faults(line), *_law_faults(line, rules.law)):
            yield f"answer.{number}", why
    for mention in entry.speaks_of:
        if mention.pattern not in rules.forbidden.ids():
            yield "speaks_of", f"no pattern {mention.pattern}"
    yield from _said_faults(entry, rules.forbidden)


def _next_faults(entry: Entry) -> Iterator[tuple[str, str]]:
    for number, each in enumerate(entry.next, start=1):
        if each.do not in FAQ_LABELS | FLOW_LABELS:
            yield f"next.{number}", f"{each.do} leads nowhere"
        if each.do == entry.label:
            yield f"next.{number}", "leads to the same answer again"
        if len(each.label) > LONGEST_CHOICE:
            yield f"next.{number}", f"more than {LONGEST_CHOICE} characters"


def _fact_faults(line: Line) -> Iterator[str]:
    for name in sorted({*line.needs, *line.unless, *line.holes()} - FACTS.keys()):
        yield f"no fact {name}"
    for name in sorted(line.holes() - {*line.needs}):
        yield f"{{{name}}} is not in if"
    if re.search(r"[{}]", fill(line.say, dict.fromkeys(line.holes(), ""))):
        yield "a brace that is no placeholder"


def _law_faults(line: Line, law: Mapping[str, Law]) -> Iterator[str]:
    for name in line.law:
        if name not in law:
            yield f"no law {name}"
        elif not law[name].citable:
            yield f"{name} may not be cited: {law[name].status}"
    if not line.law and _SPEAKS_LAW.search(line.say):
        yield "states law without naming it"
    if "mfd_944_1" in line.law and not _SERVED.search(line.say):
        yield "mfd_944_1 is cited without its condition: 已经按照约定和有关规定提供服务"


def _said_faults(entry: Entry, forbidden: Forbidden) -> Iterator[tuple[str, str]]:
    found: dict[str, str] = {}
    for lines in _combinations(entry):
        said = [fill(line.say, _examples(line)) for line in lines]
        text = "\n".join(said)
        if len(text) > LONGEST_ANSWER:
            found["length"] = f"{len(text)} characters in one combination, at most {LONGEST_ANSWER}"
        if len(said) > MOST_LINES:
            found["lines"] = f"{len(said)} lines in one combination, at most {MOST_LINES}"
        if sum(not line.law for line in lines) < FEWEST_PLAIN_LINES:
            found["plain"] = f"fewer than {FEWEST_PLAIN_LINES} lines without law in one combination"
        for each in forbidden.undeclared_in(f"{entry.title}\n{text}", Scope.ANSWER, entry.speaks_of):
            found[each.id] = f"forbidden {each.id}"
    yield from (("answer", why) for why in found.values())


def _combinations(entry: Entry) -> Iterator[list[Line]]:
    names = sorted({name for line in entry.answer for name in (*line.needs, *line.unless) if name in FACTS})
    for known in itertools.product((True, False), repeat=len(names)):
        facts = frozenset(itertools.compress(names, known))
        lines = [line for line in entry.answer if line.is_said(facts)]
        yield lines


def _examples(line: Line) -> dict[str, str]:
    return {name: FACTS[name].example if name in FACTS else "" for name in line.holes()}


def _repeated_wordings(entries: Iterable[Entry], intents: Iterable[Intent], normalise: Normalise) -> list[Fault]:
    owner: dict[str, str] = {}
    faults: list[Fault] = []
    for label, texts in _wordings(entries, intents):
        for text in texts:
            key = normalise(text)
            if not key or key in owner:
                why = f"{owner[key]} has this wording too: {text}" if key else "an empty wording"
                faults.append(Fault(label, "paraphrases", why))
            owner.setdefault(key, label)
    return faults


def _wordings(entries: Iterable[Entry], intents: Iterable[Intent]) -> Iterator[tuple[str, Iterable[str]]]:
    for entry in entries:
        yield entry.label, itertools.chain.from_iterable(entry.paraphrases.values())
    for intent in intents:
        yield intent.label, itertools.chain.from_iterable(intent.paraphrases.values())
