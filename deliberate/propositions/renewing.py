"""A newer text of an article: the claims' words are carried into it, and what is new in it is read for claims."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from deliberate.articles.documents import ImportedText
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.reanchoring import LIKELY
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.signals import article_renewed, newer_text_read
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.propositions.passage_models import Passage, PassageState
from deliberate.propositions.passages import as_ranges, carry_on, look_ahead, standing_on
from deliberate.propositions.storing import Prepared, store
from deliberate.propositions.suggesting import blocks_of, found_in, remarks
from deliberate.propositions.voicing import fold

Range = tuple[int, int]

_ONE_SUGGESTED = N_("One claim is suggested from what is new in this version.")
_SUGGESTED = stored(N_("%(count)s claims are suggested from what is new in this version."))
_NEW_WORDS = stored(N_("Its words are new in version %(number)s."))


@newer_text_read.connect
def read_newer(article: Article, *, imported: ImportedText, **_: Any) -> None:
    """Look for passages and for claims in a newer text while nobody waits for the database."""
    look_ahead(article, imported.text)
    found_in(imported.text, imported.blocks, article.language)


@article_renewed.connect
def take_up(article: Article, *, actor: Actor, version: ArticleVersion, **_: Any) -> None:
    """Carry the claims' words over, then suggest what is new. In this order: where old claims stand is nothing new."""
    carry_on(article, version)
    suggest_new(actor, article, version)


def suggest_new(actor: Actor, article: Article, version: ArticleVersion) -> None:
    """Suggest the claims of passages that the version before did not have, and say how many in the report.

    What stands where a claim stands, or likely stands once an editor says so, is no new passage, whatever became of
    that claim; nor is a claim new that the article has in the same words, left out or not.
    """
    found = found_in(version.text, blocks_of(version), article.language)
    taken = _joined([*_claimed(version), *_likely(version)])
    before = _Words(_text_before(version))
    known = _wordings(article)
    fresh = [
        each
        for each in found.suggestions
        if _wording(each) not in known
        and not any(_overlaps(taken, place) for place in _places(each))
        and not all(version.text[start:end] in before for start, end in _places(each))
    ]
    if fresh:
        store(actor, article, version, _ranked_after(article, version, fresh))
    of_extractor = remarks(found.extractor, article.language) if fresh else []
    version.report = [*version.report, *_told(len(fresh)), *of_extractor]


def _told(count: int) -> Iterator[str]:
    if count:
        yield _ONE_SUGGESTED if count == 1 else _SUGGESTED % {"count": count}


def _ranked_after(article: Article, version: ArticleVersion, fresh: Sequence[Prepared]) -> list[Prepared]:
    """The same, ranked after every suggestion the article has had, with why they come now."""
    last = session.scalar(select(func.max(Proposition.rank)).where(Proposition.article_id == article.id)) or 0
    return [
        replace(
            each,
            proposition={
                **each.proposition,
                "rank": last + place,
                "explanation": [_NEW_WORDS % {"number": version.number}, *each.proposition["explanation"]],
            },
        )
        for place, each in enumerate(fresh, start=1)
    ]


def _places(each: Prepared) -> list[Range]:
    return [(row["start"], row["end"]) for row in each.anchors if row["role"] is AnchorRole.STATEMENT]


def _claimed(version: ArticleVersion) -> list[Range]:
    """Where claims stand in a version, those left out and merged among them."""
    own = select(Anchor.start, Anchor.end).where(Anchor.version_id == version.id, Anchor.role == AnchorRole.STATEMENT)
    return [(row.start, row.end) for row in session.execute(own)]


def _likely(version: ArticleVersion) -> Iterator[Range]:
    """Where claims likely stand whose place in a version is for a person to say."""
    waiting = select(Passage).where(Passage.version_id == version.id, Passage.state == PassageState.WAITING)
    passages = session.scalars(waiting).all()
    standing = standing_on(passages)
    for each in passages:
        if any(part.role is AnchorRole.STATEMENT for part in standing[each.id]):
            for ranges, confidence in each.candidates:
                if confidence >= LIKELY:
                    yield from as_ranges(ranges)


def _text_before(version: ArticleVersion) -> str:
    return session.scalars(
        select(ArticleVersion.text).where(
            ArticleVersion.article_id == version.article_id, ArticleVersion.number == version.number - 1
        )
    ).one()


def _wordings(article: Article) -> set[tuple[str, str]]:
    own = select(Proposition.text, Proposition.modality).where(Proposition.article_id == article.id)
    return {(fold(row.text), row.modality.value) for row in session.execute(own)}


def _wording(each: Prepared) -> tuple[str, str]:
    """A denial has the words of what it denies, and is another claim."""
    return fold(each.proposition["text"]), each.proposition["modality"].value


class _Words:
    """A text that is asked for many passages, however white space is set."""

    def __init__(self, text: str) -> None:
        words = text.split()
        self._text = " ".join(words)
        self._rows = set(zip(words, words[1:], words[2:], strict=False))

    def __contains__(self, passage: str) -> bool:
        """Whether it has these words. It is searched only where three of them stand in a row somewhere: what is new is
        known without, so that a new text is read in linear time. A passage may begin and end within a word."""
        words = passage.split()
        row = tuple(words[1:4])
        return (len(words) < 5 or row in self._rows) and " ".join(words) in self._text


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """The same places, in order and apart."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _overlaps(taken: Sequence[Range], place: Range) -> bool:
    """Whether any of the ranges, which are in order and apart, shares a character with a place."""
    before = bisect_left(taken, place[1], key=lambda each: each[0])
    return before > 0 and taken[before - 1][1] > place[0]
