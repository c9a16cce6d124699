"""Files that are wrong, cut, huge, deep, circular or hostile: a line and a column, and nothing else ever."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberate.core.clock import now
from deliberate.exchange.all_formats import formats
from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import Asked, read_bytes, write_text
from tests.exchange.graphs import GOLDEN, TEXT, whole_graph, written

READABLE = [name for name in formats.names() if formats.get(name).read]


def golden(name: str) -> bytes:
    files = {"kialo": "kialo.txt", "aif": "nodeset.aif", "argdown": "map.argdown"}
    if name in files:
        return (GOLDEN / files[name]).read_bytes()
    return written(name, whole_graph()).text.encode()


def native(**changes: object) -> str:
    return json.dumps({"format": "deliberate", "version": 1, "document": {"title": "T"}, **changes})


def claims(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "text": name} for name in names]


K = "Discussion Title: T\n\n"
CASES = [
    *[
        pytest.param(name, data, 1, 1, id=f"{name} {what}")
        for name in READABLE
        for what, data in (("empty", b""), ("white", b" \n\n"))
    ],
    *[pytest.param(name, b"ab\ncd\xff", 2, 3, id=f"{name} not UTF-8") for name in READABLE],
    *[pytest.param(name, "ab\nc\u202ed".encode(), 2, 2, id=f"{name} overriding direction") for name in READABLE],
    pytest.param("kialo", b"1. A", 1, 1, id="no title"),
    pytest.param("kialo", b"Discussion Title: T\n1. A", 2, 1, id="no gap"),
    pytest.param("kialo", (K + "1. A\nwhat").encode(), 4, 1, id="no number"),
    pytest.param("kialo", (K + "1. A\n1. B").encode(), 4, 1, id="a number twice"),
    pytest.param("kialo", (K + "1. A\n1.2.1. Pro: B").encode(), 4, 1, id="no parent"),
    pytest.param("kialo", (K + "1. A\n1.1. Pro: -> See 9.").encode(), 4, 11, id="a link to nowhere"),
    pytest.param(
        "kialo", (K + "1. A\n1.1. Pro: -> See 1.2.\n1.2. Con: -> See 1.1.").encode(), 4, 11, id="links in a circle"
    ),
    pytest.param("kialo", (K + "1. A\n1.1. Pro: -> See 1.1.").encode(), 4, 11, id="a link to itself"),
    pytest.param("kialo", (K + "1. A\n1.1. Pro: ").encode(), 4, 11, id="no words"),
    pytest.param("kialo", (K + "\n".join("1." * n + " A" for n in range(1, 300))).encode(), 203, 1, id="a deep tree"),
    pytest.param("json", b"[1]", 1, 1, id="a list"),
    pytest.param("json", b'{"format": "deliberate",\n "version": 2}', 2, 13, id="another version"),
    pytest.param("json", b'{"a": 1,\n "a": 2}', 2, 2, id="a name twice"),
    pytest.param("json", b'{"a": [1,\n 2', 2, 3, id="cut off"),
    pytest.param("json", b'{"a": NaN}', 1, 1, id="no number"),
    pytest.param("json", b'{"a": 1' + b"0" * 5000 + b"}", 1, 1, id="a number without end"),
    pytest.param("json", b"[" * 100_000, 1, 201, id="deep lists"),
    pytest.param("json", ('{"a":' * 300 + "1" + "}" * 300).encode(), 1, 1001, id="deep objects"),
    pytest.param("json", native(claims=claims("a", "a")).encode(), None, None, id="an id twice"),
    pytest.param("json", native(claims=[{"id": "a", "text": "x\u0000"}]).encode(), None, None, id="an escaped NUL"),
    pytest.param("json", native(claims=[{"id": "a", "text": "\ud800"}]).encode(), None, None, id="half a character"),
    pytest.param(
        "json", native(claims=[{"id": "a", "text": "a", "kind": "x"}]).encode(), None, None, id="an unknown kind"
    ),
    pytest.param("json", native(claims=[{"id": "a", "text": "a", "x": 1}]).encode(), None, None, id="an unknown name"),
    pytest.param(
        "json",
        native(claims=[{"id": "a", "text": "a", "merged_into": "a"}]).encode(),
        None,
        None,
        id="merged into itself",
    ),
    pytest.param(
        "json",
        native(claims=claims("a"), relations=[{"id": "r", "kind": "supports", "premises": [], "target": "a"}]).encode(),
        None,
        None,
        id="no premise",
    ),
    pytest.param(
        "json",
        native(
            claims=claims("a"), relations=[{"id": "r", "kind": "undercuts", "premises": ["a"], "target": "a"}]
        ).encode(),
        None,
        None,
        id="an undercut of a claim",
    ),
    pytest.param(
        "json",
        native(
            claims=claims("a"), relations=[{"id": "r", "kind": "undercuts", "premises": ["a"], "target": "r"}]
        ).encode(),
        None,
        None,
        id="an undercut of itself",
    ),
    pytest.param(
        "json",
        native(
            claims=claims("a"),
            relations=[{"id": "r", "kind": "undercuts", "premises": ["a"], "target": "b"}],
            sources=[{"id": "s", "citation": "S"}],
            evidence=[{"id": "e", "source": "s", "quote": "Q"}],
            bearings=[{"id": "b", "evidence": "e", "target": "r", "side": "for"}],
        ).encode(),
        None,
        None,
        id="an undercut of what bears on it",
    ),
    *[
        pytest.param(
            "json",
            native(claims=[{"id": "a", "text": "a", "made": {"created": moment}}]).encode(),
            None,
            None,
            id=f"a moment {what} all calendars",
        )
        for what, moment in (("before", "0001-01-01T00:00:00+23:00"), ("after", "9999-12-31T23:59:59-23:00"))
    ],
    pytest.param("json", native(document={"title": "T", "published_on": "soon"}).encode(), None, None, id="no day"),
    pytest.param(
        "json",
        native(document={"title": "T", "versions": [{"number": 1, "text": "a", "sha256": "b"}]}).encode(),
        None,
        None,
        id="a false digest",
    ),
    pytest.param(
        "aif",
        b'{"nodes": [\n{"nodeID": 1, "type": "I", "text": "a"},\n{"nodeID": "1", "type": "I", "text": "b"}]}',
        3,
        12,
        id="a node twice",
    ),
    pytest.param("aif", b'{"nodes": [], "edges": [{"fromID": 1,\n "toID": 2}]}', 1, 36, id="an edge from nowhere"),
    pytest.param("aif", b'{"nodes": [{"nodeID": 1, "type": "I"}]}', 1, 12, id="no text"),
    pytest.param("aif", b'{"nodes": {}}', 1, 11, id="nodes that are no list"),
    pytest.param("aif", b"{}", 1, 1, id="no nodes"),
    pytest.param("argdown", b"===\ntitle: a", 1, 1, id="front matter without end"),
    pytest.param("argdown", b"[A]: a\n/* b", 2, 1, id="a comment without end"),
    pytest.param("argdown", b"[A]: a {b: 1", 1, 8, id="data without end"),
    pytest.param("argdown", b"  + [A]: a", 1, 5, id="related to nothing"),
    pytest.param("argdown", b"[A]: a\n\n----\n", 3, 1, id="an inference from nothing"),
    pytest.param("argdown", b"<A>\n\n(1) a\n--\nmodus", 4, 1, id="an inference without end"),
    pytest.param("argdown", b"<A>\n\n(1) a\n-- x {uses: [4]} --\n(2) b", 4, 1, id="a premise that is not there"),
    pytest.param("argdown", b"[A]: " + b"{" * 50_000, 1, 26, id="deep data"),
    pytest.param("argdown", b"# only a heading", 1, 1, id="no statement"),
    pytest.param("webanno", b"[]", 1, 1, id="no annotation"),
    pytest.param("webanno", b'[{"body": 3}]', 1, 11, id="a body that is none"),
    pytest.param("webanno", b'[{"id": "a"}]', 1, 2, id="about nothing"),
]


@pytest.mark.parametrize(("name", "data", "line", "column"), CASES)
def test_a_wrong_file_is_refused_with_line_and_column(
    name: str, data: bytes, line: int | None, column: int | None
) -> None:
    with pytest.raises(FormatError) as refusal:
        read_bytes(formats.get(name), data)
    assert refusal.value.message
    if line is not None:
        assert (refusal.value.line, refusal.value.column) == (line, column), str(refusal.value)


@pytest.mark.parametrize("name", READABLE)
def test_a_file_beyond_the_bound_is_not_even_looked_at(name: str) -> None:
    with pytest.raises(FormatError, match=r"at most 0\.0 MB"):
        read_bytes(formats.get(name), golden(name), limit=10)


def test_what_can_only_be_written_says_so() -> None:
    with pytest.raises(FormatError, match="not read"):
        read_bytes(formats.get("csv"), b"a")


def survives(name: str, data: bytes) -> None:
    """Either refused with line and column, or read into something that every format can write."""
    error: FormatError | None = None
    try:
        found = read_bytes(formats.get(name), data, Asked(text=TEXT))
    except FormatError as refusal:
        error = refusal
    if error is not None:
        assert min(error.line, error.column) >= 1
        return
    for other in formats.names():
        write_text(formats.get(other), found.graph)


def mutants(data: bytes, seed: int) -> Iterator[bytes]:
    """The file with bytes flipped, cut out, doubled, swapped, or from somewhere else in it."""
    chance = random.Random(seed)
    for _ in range(12):
        made = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(made) or 1)
            size = chance.randint(1, 30)
            step = chance.randrange(5)
            if step == 0 and made:
                made[at % len(made)] = chance.choice(b'{}[]<>():,"\\-+_=#@. \n0129aZ')
            elif step == 1:
                del made[at : at + size]
            elif step == 2:
                made[at:at] = made[at : at + size]
            elif step == 3:
                other = chance.randrange(len(made) or 1)
                made[at : at + size] = made[other : other + size]
            else:
                del made[at + 1 :]
        yield bytes(made)


@pytest.mark.parametrize("name", READABLE)
def test_every_beginning_of_a_file_is_read_or_refused(name: str) -> None:
    data = golden(name)
    for end in range(0, len(data), max(1, len(data) // 60)):
        survives(name, data[:end])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", READABLE)
def test_a_damaged_file_is_read_or_refused(name: str, seed: int) -> None:
    for data in mutants(golden(name), seed):
        survives(name, data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 400))
@pytest.mark.parametrize("name", READABLE)
def test_many_damaged_files_are_read_or_refused(name: str, seed: int) -> None:
    for data in mutants(golden(name), seed):
        survives(name, data)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='[]<>(){}:,"\\-+_=#@*/. \n\t1aA', max_size=200))
def test_any_text_is_read_or_refused(words: str) -> None:
    for name in READABLE:
        survives(name, words.encode())


@pytest.mark.parametrize(
    ("many", "place"),
    [
        ("claims", ("made", "created")),
        ("evidence", ("made", "created")),
        ("bearings", ("made", "created")),
        ("claims", ("made", "revisions", 0, "created")),
        ("sources", ("retracted_at",)),
        ("ratings", ("created",)),
        ("passages", ("decided",)),
        ("versions", ("created",)),
    ],
)
def test_a_moment_that_is_still_to_come_is_refused_where_it_stands(many: str, place: tuple[str | int, ...]) -> None:
    """Only our own format carries moments."""

    def moved(moment: datetime) -> bytes:
        body = json.loads(written("json", whole_graph()).text)
        del body["release"]
        at: Any = (body["document"] if many == "versions" else body)[many][0]
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = moment.isoformat()
        return json.dumps(body, indent=1).encode()

    with pytest.raises(FormatError, match="still to come") as refusal:
        read_bytes(formats.get("json"), moved(now() + timedelta(hours=1)), Asked())
    assert refusal.value.line > 1
    # The clock of the site that wrote it may be a little ahead.
    assert read_bytes(formats.get("json"), moved(now() + timedelta(minutes=1)), Asked())
