"""W3C Web Annotation: one annotation for each claim and each of its marked words, and exports of Hypothesis.

Positions are code points, as the standard says. Hypothesis counts in UTF-16 units; a text given along tells which,
because only one of the two has the quoted words there. A target's state says which version of the text is meant: when
it was stored, and the SHA-256 that names it (RFC 6920).
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, cast, get_args

from deliberate.core.wording import N_, say
from deliberate.exchange.formats import Asked, Format, Read, Written
from deliberate.exchange.graph import Anchor, AnchorRole, Claim, Document, Graph, Version
from deliberate.exchange.json_reading import Node, read_json
from deliberate.exchange.losses import LossReport
from deliberate.exchange.plain_text import version_of
from deliberate.exchange.selectors import Selector, anchor_at, resolve

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_NAMES = uuid.UUID("5d0cf3f7-2b51-4f0f-9a3c-6f3c1d1b8e11")


def write(graph: Graph) -> Written:
    """A collection in one page: first the claims, then their hedges, speakers and cues."""
    source = graph.document.source_url or f"urn:deliberate:{graph.document.id or 'article'}"
    states = {number: _state(version) for number, version in graph.document.numbered.items()}
    items = [
        _annotation(claim, role, list(anchors), source, states)
        for claim in graph.standing
        for (role, _part), anchors in groupby(claim.words, lambda each: (each.role, each.part))
    ]
    report = LossReport()
    unknown = (each.text for each in graph.standing if any(words.version and not states for words in each.words))
    report.add(N_("which earlier version of the text words stand in, as that is not in the file"), unknown)
    report.add(
        N_("claims that stand on no words of the text"), (each.text for each in graph.standing if not each.anchors)
    )
    body = {
        "@context": _CONTEXT,
        "id": _urn(f"{source} collection"),
        "type": "AnnotationCollection",
        "label": graph.document.title,
        "total": len(items),
        "first": {"id": _urn(f"{source} page"), "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return Written(json.dumps(body, ensure_ascii=False, indent=1) + "\n", report)


def _urn(words: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMES, words)}"


def _state(version: Version) -> dict[str, Any]:
    """Of the model, 4.3: from when the text is, and a copy of it, named by its bytes as RFC 6920 has it."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(version.sha256)).decode().rstrip("=")
    state = {"type": "TimeState", "cached": f"ni:///sha-256;{digest}"}
    if version.created:
        state["sourceDate"] = datetime.fromisoformat(version.created).astimezone(UTC).isoformat()[:19] + "Z"
    return state


def _annotation(
    claim: Claim, role: str, anchors: list[Anchor], source: str, states: Mapping[int | None, Any]
) -> dict[str, Any]:
    states_it = role == "statement"
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "value": claim.text, "purpose": "identifying"}]
    if not states_it:
        bodies = [
            {"type": "TextualBody", "value": role, "purpose": "tagging"},
            {"type": "SpecificResource", "source": _urn(f"{source} {claim.id}"), "purpose": "linking"},
        ]
    state = {"state": states[anchors[0].version]} if states else {}
    targets = [{"source": source, **state, "selector": _selectors(each)} for each in anchors]
    part = anchors[0].part
    return {
        "id": _urn(f"{source} {claim.id}" + ("" if states_it and not part else f" {role} {part}")),
        "type": "Annotation",
        "motivation": "identifying" if states_it else "tagging",
        "body": bodies[0] if len(bodies) == 1 else bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _selectors(anchor: Anchor) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
        {"type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix},
    ]


@dataclass
class _Note:
    """One annotation as read."""

    node: Node
    id: str
    text: str
    about: str | None
    role: AnchorRole
    targets: list[Selector]


def read(text: str, asked: Asked) -> Read:
    """A list, page or collection of annotations, or a Hypothesis export; with ``asked.text`` anchors are found in it.

    Without a text an anchor keeps the positions of the file, and two annotations of the same words are two claims.
    """
    root = read_json(text)
    report = LossReport()
    notes = [_note(each) for each in _annotations(root)]
    if not notes:
        root.fail(say("There is no annotation in this file."))
    claims: dict[str, Claim] = {}
    for note in notes:
        if note.about is None:
            if note.id in claims:
                note.node.fail(say("Another annotation of this file has the same id."))
            words = note.text or " … ".join(each.exact or "" for each in note.targets)
            if not words.strip():
                note.node.fail(say("This annotation has neither a body nor words that it is about."))
            claims[note.id] = Claim(note.id, " ".join(words.split()), position=len(claims), main=not claims)
    for note in notes:
        anchors = list(_anchors(note, asked.text, report))
        about = note.about or note.id
        if about not in claims:
            report.add(N_("annotations on claims that are not in the file"), [about])
            continue
        before = claims[about].anchors
        part = len({each.part for each in before if each.role == note.role})
        claims[about] = replace(claims[about], anchors=before + tuple(replace(each, part=part) for each in anchors))
    versions = (version_of(asked.text),) if asked.text else ()
    title = root.value.get("label") if isinstance(root.value, dict) else None
    document = Document(
        title if isinstance(title, str) and title.strip() else asked.name or "Annotations",
        source_url=next((found for note in notes if (found := _source(note.node))), None),
        versions=versions,
    )
    return Read(Graph(document, claims=tuple(map(_in_order, claims.values()))), report)


def _in_order(claim: Claim) -> Claim:
    order = get_args(AnchorRole)
    return replace(claim, anchors=tuple(sorted(claim.anchors, key=lambda each: (order.index(each.role), each.part))))


def _annotations(root: Node) -> Iterator[Node]:
    """Every annotation of whatever wraps them."""
    if isinstance(root.value, list):
        yield from root.items()
        return
    for name in ("first", "items", "rows"):
        found = root.get(name)
        if found is None:
            continue
        if isinstance(found.value, list):
            yield from found.items()
        else:
            yield from found.entries("items")
        return
    if root.get("target") is not None:
        yield root


def _note(node: Node) -> _Note:
    bodies = _bodies(node)
    tags = [words for purpose, words in bodies if purpose == "tagging"]
    role = next((tag for tag in tags if tag in get_args(AnchorRole)), "statement")
    about = next((words for purpose, words in bodies if purpose == "linking"), None) if role != "statement" else None
    words = next((words for purpose, words in bodies if purpose not in {"tagging", "linking"} and words.strip()), "")
    found = node.get("id")
    name = found.name() if found is not None else f"annotation {node.path[-1] if node.path else 1}"
    targets = [each for target in _targets(node) for each in _selected(target)]
    return _Note(node, name, words, about, cast(AnchorRole, role), targets)


def _bodies(node: Node) -> list[tuple[str, str]]:
    """Purpose and words of each body; Hypothesis has its words under ``text``."""
    found = []
    body = node.get("body")
    if body is not None:
        for each in body.items() if isinstance(body.value, list) else [body]:
            if isinstance(each.value, str):
                found.append(("linking", each.value))
                continue
            words = each.find_words("value") or each.find_words("source") or ""
            found.append((each.find_words("purpose") or "", words))
    if (words_of_hypothesis := node.get("text")) is not None:
        found.append(("", words_of_hypothesis.words()))
    return found


def _targets(node: Node) -> Iterable[Node]:
    target = node.get("target")
    if target is None:
        return []
    return target.items() if isinstance(target.value, list) else [target]


def _source(node: Node) -> str | None:
    for target in _targets(node):
        found = target.get("source") if isinstance(target.value, dict) else None
        words = target.value if isinstance(target.value, str) else found.value if found is not None else None
        if isinstance(words, str) and words.startswith(("http://", "https://")):
            return words
    return None


def _selected(target: Node) -> Iterator[Selector]:
    """The range of a target: its selectors are different ways of telling one."""
    selector = target.get("selector") if isinstance(target.value, dict) else None
    if selector is None:
        return
    found = Selector()
    todo = list(selector.items()) if isinstance(selector.value, list) else [selector]
    for each in todo:
        kind = each.find_words("type")
        if kind == "TextPositionSelector":
            found = replace(found, start=each.need("start").number(), end=each.need("end").number())
        elif kind == "TextQuoteSelector":
            prefix, suffix = each.find_words("prefix") or "", each.find_words("suffix") or ""
            found = replace(found, exact=each.need("exact").words(), prefix=prefix, suffix=suffix)
        if len(todo) <= 20 and (refined := each.get("refinedBy")) is not None:
            todo.append(refined)
    if found != Selector():
        yield found


def _anchors(note: _Note, text: str | None, report: LossReport) -> Iterator[Anchor]:
    for wanted in note.targets:
        if text is not None:
            place = resolve(text, wanted)
            if place is None:
                report.add(N_("words that do not stand in the text, or more than once"), [wanted.exact or note.id])
            else:
                yield replace(anchor_at(text, place), role=note.role)
        elif wanted.exact and wanted.start is not None and wanted.end is not None and 0 <= wanted.start < wanted.end:
            yield Anchor(wanted.start, wanted.end, wanted.exact, wanted.prefix, wanted.suffix, role=note.role)
        else:
            report.add(N_("anchors without both position and words"), [wanted.exact or note.id])


CARRIES = frozenset({"anchors in the text"})

FORMAT = Format("webanno", "W3C Web Annotation", (".jsonld",), "application/ld+json", CARRIES, read, write)
