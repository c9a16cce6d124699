"""A small world and its mirror images, played through the services; and pages of them, read back through the mirror."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update

from deliberate.articles.drafts import ArticleDraft
from deliberate.core.db import session, transaction
from deliberate.demo.script import AGAINST, FOR, Claim, Item, Link, Script, Search, Stand
from deliberate.demo.staging import Stage, play, set_up
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.moderation.models import FlagReason
from deliberate.moderation.services import decide, raise_flag
from deliberate.notices.models import Notice
from deliberate.propositions.models import Answer, Check, Modality, Party, RelationKind
from deliberate.propositions.queries import merged_into
from deliberate.propositions.services import check_saying, report_saying, reword, state_stance
from deliberate.reading.models import Visit
from tests.host import People, make_host, person


@dataclass(frozen=True)
class Mirror:
    """What is swapped: the sides (for and against, supports and attacks, agree and disagree), or who asserts and who
    denies."""

    sides: bool = False
    voices: bool = False


STRAIGHT = Mirror()
MIRRORS = {
    "sides": Mirror(sides=True),
    "voices": Mirror(voices=True),
    "sides and voices": Mirror(sides=True, voices=True),
}

_AGREE, _DISAGREE = ("ann", "abe", "ada"), ("dan", "dot", "dee")
_SAME = ("432 433 322", "432 433 322")
_ANSWERS = {Answer.AGREE: Answer.DISAGREE, Answer.DISAGREE: Answer.AGREE, Answer.UNSURE: Answer.UNSURE}
_KINDS = {RelationKind.SUPPORTS: RelationKind.ATTACKS, RelationKind.ATTACKS: RelationKind.SUPPORTS}
_VOICES = {"says": "denies", "denies": "says", "reported": "denied", "denied": "reported"}
#: Where these words are those of a speaker or about one, and not the site's own.
_VOICED = re.compile(
    r"(?<=north |south )(says|denies)\b|(?<=“)(says|denies)(?=”)|(?<=: |· )(reported|denied)\b|^(reported|denied)$"
)

#: As the claim that it was said has it.
_TOLD = {"said": "denied", "denied": "said"}
_TELLING = re.compile(r"(?<=north |south )(said|denied)(?= that)")

_STRUCK = "Drones struck the house."


def _item(key: str, on: str, side: Side, quote: str) -> Item:
    return Item(key, "poster", on, side, quote, f"It tells of {key}.", EvidenceKind.REPORT, f"The {key} gazette")


def _script(mirror: Mirror) -> Script:
    """One speaker asserts and another denies that drones struck a house; more is posted for it than against it."""
    text = (
        "The north says that drones struck the house. The south denies that the house was struck by drones.\n\n"
        "A fire was seen. The night was quiet. It happened at noon."
    )
    claims = (
        Claim("struck", _STRUCK, "drones struck the house", ("The north",)),
        Claim("again", _STRUCK, "the house was struck by drones", ("The south",)),
        Claim("fire", "A fire was seen.", "A fire was seen"),
        Claim("quiet", "The night was quiet.", "The night was quiet"),
        Claim("noon", "It happened at noon.", "It happened at noon"),
    )
    said = [Modality.REPORTED, Modality.DENIED]
    if mirror.voices:
        text, said = turned(text, mirror), said[::-1]
    claims = (*(replace(c, modality=m) for c, m in zip(claims, said, strict=False)), *claims[2:])
    script = Script(
        draft=ArticleDraft(title="The house", byline="A newspaper"),
        editor="editor",
        text=text,
        main="struck",
        claims=claims,
        parties={"The north": (Party.YES, "It fights."), "The south": (Party.YES, "It fights.")},
        links=(
            Link("fire", RelationKind.SUPPORTS, "struck"),
            Link("quiet", RelationKind.ATTACKS, "struck"),
            Link("noon", RelationKind.DETAIL_OF, "struck"),
        ),
        items=(
            _item("morning", "struck", FOR, "Wreckage lay there."),
            _item("evening", "struck", AGAINST, "No wreckage lay there."),
            _item("weekly", "struck", FOR, "A roof had a hole."),
            _item("late", "struck", FOR, "A hole was seen later."),
            _item("later", "struck", FOR, "Another hole was seen."),
            _item("latest", "struck", AGAINST, "No hole was seen."),
            _item("fire", "fire", FOR, "A fire engine came."),
            _item("smoke", "fire", AGAINST, "Only smoke was seen."),
        ),
        searches=(Search("ann", "quiet", FOR, "Everywhere."),),
        stands=(
            *(Stand(name, "struck", Answer.AGREE, 80) for name in _AGREE),
            *(Stand(name, "struck", Answer.DISAGREE, 80) for name in _DISAGREE),
            *(Stand(name, "struck", Answer.DISAGREE, 60, after=True) for name in _AGREE),
            *(Stand(name, "struck", Answer.UNSURE, 60, after=True) for name in _DISAGREE),
        ),
        panels=(_AGREE, _DISAGREE),
        ballots=dict.fromkeys(("morning", "evening", "weekly", "fire", "smoke"), _SAME),
    )
    return _sides_swapped(script) if mirror.sides else script


def _sides_swapped(script: Script) -> Script:
    return replace(
        script,
        items=tuple(replace(each, side=each.side.other) for each in script.items),
        links=tuple(replace(each, kind=_KINDS.get(each.kind, each.kind)) for each in script.links),
        searches=tuple(replace(each, side=each.side.other) for each in script.searches),
        stands=tuple(replace(each, answer=_ANSWERS[each.answer]) for each in script.stands),
    )


@dataclass
class World:
    """The site, and the parts of addresses in it by the keys of the script."""

    app: Flask
    mirror: Mirror
    ids: dict[str, str] = field(default_factory=dict)


def make_world(folder: Path, mirror: Mirror, fresh: Path) -> World:
    """Everything above happens on a site of its own; then two items of different sides are flagged and two removed."""
    path = folder / "world.db"
    path.write_bytes(fresh.read_bytes())
    app = make_host(f"sqlite:///{path}", People())
    names = {
        "bob": (),
        "editor": ("editor",),
        "mod": ("moderator",),
        "poster": (),
        **dict.fromkeys((*_AGREE, *_DISAGREE), ()),
    }
    cast = {name: person(app, name, *roles, level=2) for name, roles in names.items()}
    world = World(app, mirror)
    with app.app_context(), transaction():
        stage = play(cast, _script(mirror))
        draft = set_up(cast, replace(_script(mirror), draft=ArticleDraft(title="The same as a draft")))
        _moderate(stage)
        _check(stage, mirror)
        world.ids = _ids(stage, draft)
        # To ann, all of it is new.
        long_ago = datetime(2026, 1, 1, tzinfo=UTC)
        visit = Visit(article_id=stage.article.id, actor_id="ann", position=0, version=1, at=long_ago)
        visit.seen_until = long_ago
        session.add(visit)
        # What people are told waits ten seconds to be seen, and some mirrors are looked into later than others.
        session.execute(update(Notice).values(visible_from=Notice.created_at))
    return world


def _moderate(stage: Stage) -> None:
    for name, key in (("ann", "weekly"), ("dan", "evening")):
        raise_flag(stage.cast[name], stage.bearings[key], FlagReason.MISQUOTED, "It tells something else.")
    for key in ("later", "latest"):
        decide(stage.cast["mod"], stage.bearings[key], "remove", "spam", "It tells nothing.")


def _check(stage: Stage, mirror: Mirror) -> None:
    """Whether it was said is disputed of both speakers, and argued about apart; a claim people answered is reworded."""
    editor = stage.cast["editor"]
    asserted = stage.claims["struck"]
    for key, each in zip(("report", "other_report"), (asserted, *merged_into(asserted)), strict=True):
        check_saying(editor, each, Check.DISPUTED, each.version, reason="The paper has no recording.")
        stage.claims[key] = report_saying(editor, each)
    quiet = stage.claims["quiet"]
    for name, answer in (("ann", Answer.AGREE), ("dan", Answer.DISAGREE)):
        state_stance(stage.cast[name], quiet, _ANSWERS[answer] if mirror.sides else answer)
    reword(editor, quiet, "The whole night was quiet.", quiet.version)


def _ids(stage: Stage, draft: Stage) -> dict[str, str]:
    return {
        "slug": stage.article.slug,
        "draft": draft.article.slug,
        **{f"claim_{key}": str(each.public_id) for key, each in stage.claims.items()},
        **{f"bearing_{key}": str(each.public_id) for key, each in stage.bearings.items()},
        **{f"item_{key}": str(each.evidence.public_id) for key, each in stage.bearings.items()},
        **{f"source_{key}": str(each.evidence.source.public_id) for key, each in stage.bearings.items()},
    }


def turned(words: str, mirror: Mirror) -> str:
    """The words as they stand in the mirror, where asserting and denying are swapped in it."""
    if not mirror.voices:
        return words
    words = _TELLING.sub(lambda found: _TOLD[found[0]], words)
    return _VOICED.sub(lambda found: _VOICES[found[0]], words)


# ---------------------------------------------------------------- reading a page through the mirror

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_KEPT = ("type", "role", "open", "checked", "selected", "required", "disabled", "rows", "size", "lang", "dir")
_SIDE_NAMES = {"for": "for", "agree": "for", "supports": "for"}
_SIDE_NAMES |= {"against": "against", "disagree": "against", "attacks": "against"}
_SIDED = re.compile(r"(?:^|[- ])(for|against|agree|disagree|supports|attacks)(?=$| )")
_SIDE_WORDS = re.compile(r"\b(for|against|supports?|attacks?|supported|attacked|agreed?|disagreed?)\b", re.IGNORECASE)
#: A sentence that counts what is on one side.
_COUNTED = re.compile(r"^(For|Against):|found none (for|against)\.$")
_CHANGING = re.compile(r"[0-9a-f]{12,}|p-[0-9a-f]{8,}|\d{1,2} [A-Z][a-z]+ \d{4}(, \d\d:\d\d UTC)?")

#: Suggestions of a pair are ranked as the text has them, what is denied before the denial; an editor sees why.
_RANKED = re.compile(r"^(Rank \d+ of \d+\.|What (lifts|lowers) it: .*)")


@dataclass
class Node:
    """An element, or (with no tag) a run of text."""

    tag: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open[-1].tag == "script" and "json" in self.open[-1].attributes.get("type", ""):
            self.open[-1].children.extend(Node(text=each) for each in _said_in(json.loads(data)))
            return
        sentences = re.split(r"(?<=[.?!]) ", " ".join(data.split()))
        self.open[-1].children.extend(Node(text=each) for each in sentences if each)


def _said_in(data: Any, name: str = "") -> Iterator[str]:
    """What data for search engines says, but for addresses and moments, which are others in every world."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _said_in(value, key)
    elif isinstance(data, list):
        for each in data:
            yield from _said_in(each, name)
    elif name not in {"url", "mainEntityOfPage", "isBasedOn"} and not name.startswith("date"):
        yield str(data)


def read_back(html: str, mirror: Mirror) -> list[str]:
    """The body of a page, a line for each element and each run of text, as it would stand without the mirror.

    What belongs to a side says so by no more than its place: the words and classes of both sides are made one, and
    where things of both sides stand in one list, those of one side come first. What is left has to be the same.
    """
    reader = _Reader()
    reader.feed(html)
    return list(_lines(reader.root, mirror, 0))


def _lines(node: Node, mirror: Mirror, depth: int) -> Iterator[str]:
    indent = " " * depth
    if not node.tag:
        yield indent + _words(node.text, mirror)
        return
    if node.tag == "svg" and "dlb-map" not in node.attributes.get("class", "").split():
        yield indent + _drawing(node, mirror)
        return
    kept = [f'{name}="{node.attributes[name]}"' for name in _KEPT if name in node.attributes]
    labels = [
        f'{name}="{_words(node.attributes[name], mirror)}"' for name in ("aria-label",) if name in node.attributes
    ]
    classes = _SIDED.sub("-side", node.attributes.get("class", ""))
    yield f"{indent}<{node.tag} .{classes} {' '.join(kept + labels)}>"
    if node.tag == "script":
        # Said to programs in the order of time.
        yield from sorted(f"{indent} {_words(child.text, mirror)}" for child in node.children)
        return
    for child in _ordered(node.children, mirror):
        yield from _lines(child, mirror, depth + 1)


def _ordered(children: Sequence[Node], mirror: Mirror) -> list[Node]:
    """With those of one side before those of the other, in the places that these have; all else stays where it is."""
    sides = [_side(child, mirror) for child in children]
    taken = iter(sorted((n for n, side in enumerate(sides) if side), key=lambda n: sides[n] or ""))
    return [children[next(taken)] if side else children[n] for n, side in enumerate(sides)]


def _side(node: Node, mirror: Mirror) -> str | None:
    found = set(_sides(node))
    if len(found) != 1:
        return None
    side = found.pop()
    return {"for": "against", "against": "for"}[side] if mirror.sides else side


def _sides(node: Node) -> Iterator[str]:
    if own := node.attributes.get("data-side"):
        yield from (_SIDE_NAMES[each] for each in _SIDED.findall(own))
        return
    if count := _COUNTED.search(node.text):
        yield (count[1] or count[2]).lower()
    for name in ("class", "value"):
        yield from (_SIDE_NAMES[each] for each in _SIDED.findall(node.attributes.get(name, "")))
    for child in node.children:
        yield from _sides(child)


def _words(text: str, mirror: Mirror) -> str:
    text = _RANKED.sub("…", _CHANGING.sub("…", turned(text, mirror)))
    text = _mirrored_numbers(text) if mirror.sides else text
    text = re.sub(r"[+−](?=\d)", "±", text)
    return _SIDE_WORDS.sub("SIDE", text)


#: Where the sum stands on the scale to 100.
_SCALE = re.compile(r"(?<=stands at )(\d+)|^(\d+)(?=; with)|(\d+) to (\d+)(?=\.$|, with the same)")


def _mirrored_numbers(text: str) -> str:
    def mirrored(found: re.Match[str]) -> str:
        return " to ".join(str(100 - int(each)) for each in reversed(found.groups()) if each is not None)

    return _SCALE.sub(mirrored, text)


def _drawing(svg: Node, mirror: Mirror) -> str:
    """What a drawing shows: which stops of a scale are filled, how many marks of which sort, how long a bar is."""
    classes = _SIDED.sub("-side", svg.attributes.get("class", ""))
    if "dlb-scale" in classes:
        stops = [child for child in svg.children if child.tag == "circle"]
        filled = [n for n, stop in enumerate(stops) if "here" in stop.attributes["class"]]
        return f"<svg .{classes}> {sorted(len(stops) - 1 - n if mirror.sides else n for n in filled)} of {len(stops)}"
    parts = [
        (_SIDED.sub("-side", part.attributes.get("class", "")), part.attributes.get("width")) for part in svg.children
    ]
    return f"<svg .{classes}> {parts}"
