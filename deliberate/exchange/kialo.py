"""Kialo's text export: one claim a line, numbered by its place in the tree, for or against its parent.

A line ``1.6.4. Pro: -> See 1.2.2.`` stands for a claim that has its words elsewhere, so the tree is a graph. Brackets
in prose are escaped by a backslash. A claim's id is its number, a relation's the number of its line with the full stop.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deliberate.core.wording import N_, say
from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import DEEPEST, MOST_THINGS, Asked, Format, Read, Written
from deliberate.exchange.graph import Claim, Document, Graph, Relation, RelationKind
from deliberate.exchange.losses import LossReport

_TITLE = "Discussion Title: "
_LINE = re.compile(r"((?:\d{1,6}\.)+) (?:(Pro|Con): )?(.*)")
_LINK = re.compile(r"-> See ((?:\d{1,6}\.)+)")
_SOURCES = re.compile(r"sources?:?\s*", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\\]*\]\((?:[^()\\\s]|\\.)*\)")
_ESCAPE = re.compile(r"\\([()\[\]\\])")
_KINDS: Mapping[str | None, RelationKind] = {"Pro": "supports", "Con": "attacks", None: "detail_of"}
_WORDS = {"supports": "Pro: ", "attacks": "Con: ", "detail_of": ""}


@dataclass(frozen=True)
class _Row:
    line: int
    number: str
    stance: str | None
    words: str

    @property
    def parent(self) -> str:
        return self.number.rpartition(".")[0]

    @property
    def sees(self) -> str | None:
        found = _LINK.fullmatch(self.words)
        return found.group(1)[:-1] if found else None

    @property
    def words_at(self) -> int:
        return len(self.number) + 3 + (len(self.stance) + 2 if self.stance else 0)


def read(text: str, _asked: Asked) -> Read:
    """A discussion. Whatever follows the claims under a line "Sources:" is kept and not read."""
    lines = text.split("\n")
    if not lines[0].startswith(_TITLE):
        raise FormatError(1, 1, say("A Kialo export begins with “%(title)s”.", title=str(_TITLE)))
    title = lines[0][len(_TITLE) :].strip()
    if len(lines) > 1 and lines[1].strip():
        raise FormatError(2, 1, say("The second line of a Kialo export is empty."))
    rows, tail = _rows(lines)
    if not rows:
        raise FormatError(len(lines), 1, say("There is no claim in this file."))
    graph, raw = _graph(title, rows)
    extras: dict[str, Any] = {"end": "\n" * (len(text) - len(text.rstrip("\n"))), **({"raw": raw} if raw else {})}
    report = LossReport()
    if tail:
        extras["tail"] = tail
        report.add(N_("lines after the claims, kept for writing the file again"), tail.split("\n"))
    return Read(Graph(graph.document, claims=graph.claims, relations=graph.relations, extras={"kialo": extras}), report)


def _rows(lines: list[str]) -> tuple[list[_Row], str]:
    rows: list[_Row] = []
    seen: set[str] = set()
    for at, line in enumerate(lines[2:], start=3):
        found = _LINE.fullmatch(line)
        if found is None and not line.strip():
            continue
        if found is None and _SOURCES.fullmatch(line):
            return rows, "\n".join(lines[at - 1 :]).rstrip("\n")
        if found is None:
            raise FormatError(
                at, 1, say("A line begins with its number, such as “1.2.”, and perhaps “Pro:” or “Con:”.")
            )
        row = _Row(at, found.group(1)[:-1], found.group(2), found.group(3))
        _check_row(row, seen)
        rows.append(row)
        seen.add(row.number)
        if len(rows) > MOST_THINGS:
            raise FormatError(at, 1, say("There are more than %(most)s claims.", most=str(MOST_THINGS)))
    return rows, ""


def _check_row(row: _Row, seen: set[str]) -> None:
    if row.number in seen:
        raise FormatError(
            row.line, 1, say("The number %(number)s. stands on an earlier line already.", number=row.number)
        )
    if row.number.count(".") >= DEEPEST:
        raise FormatError(row.line, 1, say("Claims lie more than %(most)s deep inside each other.", most=str(DEEPEST)))
    if row.parent and row.parent not in seen:
        raise FormatError(row.line, 1, say("Its parent, %(parent)s., stands on no line before it.", parent=row.parent))
    if not row.words.strip():
        raise FormatError(row.line, row.words_at, say("A claim has words."))
    if not row.parent and (row.stance or row.sees):
        raise FormatError(row.line, row.words_at, say("A thesis is for or against nothing, and has its words here."))


def _graph(title: str, rows: list[_Row]) -> tuple[Graph, dict[str, str]]:
    claims: list[Claim] = []
    relations: list[Relation] = []
    raw: dict[str, str] = {}
    stands_for = {row.number: row.sees or row.number for row in rows}
    for row in rows:
        name = _followed(row, stands_for)
        if row.sees is None:
            words = _unescaped(row.words)
            if _escaped(words) != row.words:
                raw[row.number] = row.words
            claims.append(Claim(row.number, words, position=len(claims), main=not claims))
        if row.parent:
            if stands_for[row.parent] != row.parent:
                raise FormatError(
                    row.line, 1, say("Its parent, %(parent)s., only points to another claim.", parent=row.parent)
                )
            relations.append(Relation(f"{row.number}.", _KINDS[row.stance], (name,), row.parent))
    return Graph(Document(title or claims[0].text), claims=tuple(claims), relations=tuple(relations)), raw


def _followed(row: _Row, stands_for: Mapping[str, str]) -> str:
    """The claim a line stands for. Links may point ahead, and to links, but not in a circle."""
    if row.sees == row.number:
        raise FormatError(row.line, row.words_at, say("This link leads back to itself."))
    name, passed = row.number, set[str]()
    while stands_for.get(name) != name:
        if name not in stands_for:
            raise FormatError(
                row.line, row.words_at, say("It points to %(name)s., and no line has that number.", name=name)
            )
        if name in passed:
            raise FormatError(row.line, row.words_at, say("This link leads back to itself."))
        passed.add(name)
        name = stands_for[name]
    return name


def _unescaped(words: str) -> str:
    """The claim as people read it; a Markdown link keeps the brackets and escapes it is made of."""
    return _outside_links(words, lambda prose: _ESCAPE.sub(r"\1", prose))


def _escaped(words: str) -> str:
    return _outside_links(words, lambda prose: re.sub(r"([()\[\]\\])", r"\\\1", prose))


def _outside_links(words: str, change: Any) -> str:
    pieces, reached = [], 0
    for found in _MARKDOWN_LINK.finditer(words):
        if found.start() and words[found.start() - 1] == "\\":
            continue
        pieces += [change(words[reached : found.start()]), found.group()]
        reached = found.end()
    return "".join([*pieces, change(words[reached:])])


def write(graph: Graph) -> Written:
    """The tree, thesis by thesis. A claim met again is a link; evidence is a leaf for or against its claim."""
    extras = _sound(graph.extras.get("kialo"))
    report = LossReport()
    lines = [f"{_TITLE}{_one_line(graph.document.title)}", ""]
    lines += _Tree(graph, extras.get("raw", {}), report).lines()
    tail = [extras["tail"]] if "tail" in extras else []
    return Written("\n".join([*lines, *tail]) + extras.get("end", "\n"), report)


def _sound(extras: Any) -> dict[str, Any]:
    """What travelled beside the graph, as far as it is what a reader of ours can have left there."""
    if not isinstance(extras, dict):
        return {}
    kept: dict[str, Any] = {name: extras[name] for name in ("tail", "end") if isinstance(extras.get(name), str)}
    if kept.get("end", "").strip("\n"):
        del kept["end"]
    if isinstance(extras.get("raw"), dict):
        kept["raw"] = {name: words for name, words in extras["raw"].items() if isinstance(words, str)}
    return kept


def _one_line(words: str) -> str:
    return re.sub(r"\s*[\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*", " ", words).strip()


@dataclass(frozen=True)
class _Child:
    """What stands under a claim: another claim by a relation, or an item of evidence."""

    kind: str
    claim: str | None
    words: str
    #: The number it had in the file it came from.
    number: str | None
    #: Whether this line was where the claim had its words.
    home: bool


class _Tree:
    """A walk over the graph that gives each claim its words once."""

    def __init__(self, graph: Graph, raw: Mapping[str, str], report: LossReport) -> None:
        self.graph, self.raw = graph, raw
        self.claims = {claim.id: claim for claim in graph.standing}
        self.children = self._children(report)
        self.homed = {child.claim for below in self.children.values() for child in below if child.home}
        self.numbers: dict[str, str] = {}

    def _children(self, report: LossReport) -> dict[str, list[_Child]]:
        children: dict[str, list[_Child]] = {name: [] for name in self.claims}
        for each in self.graph.relations:
            if each.target not in self.claims:
                continue
            number = self.graph.alias(each.id)
            for premise in each.premises:
                if premise in self.claims:
                    numbered = number[:-1] if re.fullmatch(r"(\d+\.)+", number) else None
                    home = numbered == self.graph.alias(premise)
                    children[each.target].append(_Child(each.kind, premise, "", numbered, home))
        quotes = {item.id: item.quote for item in self.graph.evidence}
        lost = []
        for bearing in self.graph.bearings:
            if bearing.target in children:
                kind = "supports" if bearing.side == "for" else "attacks"
                children[bearing.target].append(_Child(kind, None, quotes[bearing.evidence], None, False))
            else:
                lost.append(quotes[bearing.evidence])
        report.add(N_("evidence on something other than a claim"), lost)
        return children

    def lines(self) -> Iterator[str]:
        """Every line in the order of the file. Links are written last, for they may point ahead."""
        rows: list[tuple[str, str, _Child]] = []
        below = {child.claim for children in self.children.values() for child in children}
        roots = [name for name in self.claims if name not in below or self._was_root(name)]
        for name in [*roots, *self.claims]:
            # The second round finds what hangs together only in a circle.
            if name not in self.numbers:
                number = self._next(str(len({row[0].partition(".")[0] for row in rows})), self.graph.alias(name), "")
                self._descend(name, number, rows)
        for number, parent, child in rows:
            yield f"{number}. {_WORDS[child.kind] if parent else ''}{self._words(number, child)}"

    def _was_root(self, name: str) -> bool:
        return bool(re.fullmatch(r"\d+", self.graph.alias(name)))

    def _words(self, number: str, child: _Child) -> str:
        if child.claim is None:
            return _escaped(_one_line(child.words))
        if self.numbers[child.claim] != number:
            return f"-> See {self.numbers[child.claim]}."
        text = _one_line(self.claims[child.claim].text)
        raw = self.raw.get(self.graph.alias(child.claim), "")
        return raw if raw and "\n" not in raw and _unescaped(raw) == self.claims[child.claim].text else _escaped(text)

    def _descend(self, root: str, number: str, rows: list[tuple[str, str, _Child]]) -> None:
        self.numbers[root] = number
        todo = [(number, "", _Child("detail_of", root, "", None, True))]
        while todo:
            number, parent, child = todo.pop()
            rows.append((number, parent, child))
            if child.claim is None or self.numbers.get(child.claim) != number:
                continue
            last, below = "0", []
            for each in self.children[child.claim]:
                last = self._next(last, each.number, number)
                inner = f"{number}.{last}"
                if each.claim is not None and each.claim not in self.numbers and self._at_home(each):
                    self.numbers[each.claim] = inner
                below.append((inner, number, each))
            todo += reversed(below)

    def _at_home(self, child: _Child) -> bool:
        return child.home or child.claim not in self.homed

    @staticmethod
    def _next(last: str, wanted: str | None, parent: str) -> str:
        """The number after the last, or the one it had, where that is still free and under the same parent."""
        head, _, own = (wanted or "").rpartition(".")
        if own.isdecimal() and head == parent and int(own) > int(last):
            return own
        return str(int(last) + 1)


CARRIES = frozenset(
    {"supports and attacks", "details of claims", "evidence", "which evidence is for and which against"}
)

FORMAT = Format("kialo", N_("Kialo text"), (".txt",), "text/plain", CARRIES, read, write)
