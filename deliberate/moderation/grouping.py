"""What in the queue has an author, an origin or an appellant in common, so that it is looked at together."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from deliberate.core.db import session
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, OriginSuggestion, Source
from deliberate.moderation.loading import items_of
from deliberate.moderation.models import Appeal
from deliberate.moderation.queue import Entry

#: What two entries share, and the words for it.
Kinship = tuple[object, str]


def together(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Mapping[int, str]]:
    """The entries with those by one author, or of one origin, beside the first of them in each bucket.

    With it, by the entry's id, what it has in common with the one before it.
    """
    items = items_of([each.contribution for each in entries if each.contribution is not None])
    sources = _sources_in(entries)
    firsts: dict[object, int] = {}
    places: list[tuple[tuple[int, int], Entry, str]] = []
    for number, entry in enumerate(entries):
        first, shared = number, ""
        kin = _kinships(entry, items, sources)
        for name, words in kin:
            if (entry.bucket, name) in firsts:
                first, shared = firsts[entry.bucket, name], words
                break
        for name, _words in kin:
            firsts.setdefault((entry.bucket, name), first)
        places.append(((first, number), entry, shared))
    places.sort(key=lambda each: each[0])
    return [entry for _place, entry, _shared in places], {entry.row.id: shared for _place, entry, shared in places}


def _kinships(entry: Entry, items: Mapping[int, Evidence], sources: Mapping[int, Source]) -> Sequence[Kinship]:
    if isinstance(entry.case, OriginSuggestion):
        return [_kinship_by(sources[each]) for each in (entry.case.first_id, entry.case.second_id)]
    kin: list[Kinship] = []
    if isinstance(entry.case, Appeal):
        kin.append((("appellant", entry.case.actor_id), say("the same person appeals")))
    about = entry.contribution
    if about is None:
        return kin
    kin.append((("author", about.author_id), say("the same author")))
    item = items.get(about.evidence_id if isinstance(about, Bearing) else about.id)
    if item is not None:
        kin.append(_kinship_by(item.source))
    return kin


def _kinship_by(source: Source) -> Kinship:
    if source.origin_id:
        return ("origin", source.origin_id), say("the same origin")
    return ("source", source.id), say("the same source")


def _sources_in(entries: Sequence[Entry]) -> Mapping[int, Source]:
    cases = [each.case for each in entries if isinstance(each.case, OriginSuggestion)]
    ids = {each for case in cases for each in (case.first_id, case.second_id)}
    if not ids:
        return {}
    return {each.id: each for each in session.scalars(select(Source).where(Source.id.in_(ids)))}
