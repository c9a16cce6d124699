"""Pages of people who are signed in: what is the same for all of them is kept, and joined with what is theirs.

It is made for a stand-in of their level who has nothing of their own on the page, and where something of theirs goes
there is a gap: nothing personal gets into what is kept. Only on our own site, for a host's templates may show anything.
"""

import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import g, render_template, request
from markupsafe import Markup

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.site import settings
from deliberate.core.written import SITE, versions_of
from deliberate.web.forms import csrf_field, new_submission
from deliberate.web.keeping import kept_pages
from deliberate.web.page_cache import LONGEST_PLACE, KeptPage, Place
from deliberate.web.reader import current_reader

#: Whoever a page is made for that is kept for many: the id is nobody's.
ANYBODY_ID = "anybody:"
#: Nobody can write what marks a gap, as nobody knows it.
_SECRET = secrets.token_hex(8)
_GAPS = re.compile(f"\x00{_SECRET}:([a-z_]+)\x00")
_BLOCK = "block_"

#: What fills the gaps, by their names.
Own = Mapping[str, Callable[[], str]]


@dataclass
class KeptParts(KeptPage):
    """The blocks of a page: text and the names of gaps in turns."""

    blocks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(sys.getsizeof(piece) for block in self.blocks.values() for piece in block) + super().size


def gap(name: str) -> Markup:
    """Where, in what is kept, something of whoever reads it goes."""
    return Markup(f"\x00{_SECRET}:{name}\x00")  # noqa: S704  # a name of ours


def page_for_many(
    actor: Actor, article_id: int, template: str, context: Callable[[Actor], Mapping[str, Any]], own: Own
) -> str:
    """The page of an article as anybody of this actor's level has it, with the gaps filled by ``own``.

    ``context`` is asked for what the template shows, for the stand-in, where nothing is kept that still holds.
    """
    pages, place, about = kept_pages(), _place(actor), (SITE, article_id)
    # Asked before the page is made: what changes meanwhile makes it older than it is, never newer.
    numbers = versions_of(session, about)
    page = pages.find(place)
    young = page is not None and page.is_younger(settings.page_cache_seconds)
    if not isinstance(page, KeptParts) or not young or page.numbers != numbers:
        page = KeptParts(about, numbers, b"", "", "", "", time.monotonic(), blocks=_made(actor, template, context))
        if sum(map(len, place)) <= LONGEST_PLACE:
            pages.keep(place, page)
    return render_template("deliberate/_kept.html", kept=_filled(page.blocks, own))


def _place(actor: Actor) -> Place:
    """Nobody's address begins like it, so no visitor is given one."""
    read_as = [g.get("deliberate_zone"), actor.level]
    query = json.dumps([request.query_string.decode("latin-1"), *read_as])
    return (
        f"signed in, {request.scheme}",
        request.host,
        request.script_root,
        request.path,
        query,
        current_reader().language,
    )


def _made(actor: Actor, template: str, context: Callable[[Actor], Mapping[str, Any]]) -> dict[str, list[str]]:
    stand_in = Actor(id=f"{ANYBODY_ID}{actor.level}", name="", level=actor.level)
    with _standing_in(stand_in):
        text = render_template(
            template,
            **context(stand_in),
            layout="deliberate/_pieces.html",
            gap=gap,
            csrf_field=lambda: gap("csrf"),
            new_submission=lambda: gap("submission"),
        )
    _, *pieces = _GAPS.split(text)
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    for name, words in zip(pieces[::2], pieces[1::2], strict=True):
        if name.startswith(_BLOCK):
            block = blocks[name.removeprefix(_BLOCK)] = [words]
        else:
            block += [name, words]
    return blocks


@contextmanager
def _standing_in(stand_in: Actor) -> Iterator[None]:
    before = g.deliberate_actor
    g.deliberate_actor = stand_in
    try:
        yield
    finally:
        g.deliberate_actor = before


def _filled(blocks: Mapping[str, Sequence[str]], own: Own) -> dict[str, Markup]:
    fills: Own = {"csrf": csrf_field, "submission": new_submission, **own}
    found: dict[str, str] = {}

    def fill(name: str) -> str:
        # Two forms of a page are never the same submission.
        if name not in found or name == "submission":
            found[name] = str(fills[name]())
        return found[name]

    return {
        name: Markup("".join(fill(piece) if at % 2 else piece for at, piece in enumerate(block)))  # noqa: S704  # as it was rendered
        for name, block in blocks.items()
    }
