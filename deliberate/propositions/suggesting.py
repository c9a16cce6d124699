"""What an extractor finds in an imported text, stored as suggestions for an editor to decide on."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from deliberate.articles.documents import Block, ImportedText
from deliberate.articles.extraction import FALLBACK, Suggestion, extract, fallback_note, lexicon_of
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.doors import Door, callable_only
from deliberate.core.registry import Registry
from deliberate.core.signals import article_imported, text_read
from deliberate.core.site import settings
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.propositions.storing import Prepared, prepare, store

logger = logging.getLogger("deliberate.extractors")


class Extractor(Protocol):
    """Finds the claims of a text. `language` is the article's, as a code such as "en" or "pt-BR".

    The suggestions are ranked from 1 without gaps; their ranges are code points of the text.
    """

    def __call__(self, text: str, blocks: Sequence[Block], language: str = FALLBACK, /) -> Sequence[Suggestion]: ...


claim_extractors: Registry[Extractor] = Registry("claim extractor")
claim_extractors.register("rules", extract)
DEFAULT_EXTRACTOR = "rules"
door = Door("deliberate.extractors", claim_extractors, callable_only)

_FAILED = stored(N_("The extractor “%(asked)s” failed on it, so claims were looked for by “%(used)s”."))
_MISSING = stored(N_("The extractor “%(asked)s” is not there, so claims were looked for by “%(used)s”."))


def chosen_extractor() -> str:
    """The extractor that the site asks for, or the default one where there is none of that name."""
    door.open()
    return settings.extractor if settings.extractor in claim_extractors.names() else DEFAULT_EXTRACTOR


def remarks(extractor: str, language: str) -> list[str]:
    """What whoever imports a text should know of how claims were looked for in it."""
    found = []
    if settings.extractor != extractor:
        why = _FAILED if settings.extractor in claim_extractors.names() else _MISSING
        found.append(why % {"asked": settings.extractor, "used": extractor})
    if extractor == DEFAULT_EXTRACTOR and (note := fallback_note(language)):
        found.append(note)
    return found


@dataclass(frozen=True)
class Found:
    """What was found in a text, and by which extractor."""

    extractor: str
    suggestions: Sequence[Prepared]


@lru_cache(maxsize=4)
def _found_in(text: str, blocks: tuple[Block, ...], extractor: str, language: str) -> Found:
    """What an extractor finds; kept for a moment, so that reading happens before the transaction.

    Where one of another package fails on a text, the default one reads it.
    """
    if extractor != DEFAULT_EXTRACTOR:
        try:
            return Found(
                extractor, prepare(text, _sound(text, claim_extractors.get(extractor)(text, blocks, language)))
            )
        except Exception:  # another package's code may raise anything, and nobody's import is to be lost for it
            logger.exception("The claim extractor %r failed on a text of %s characters", extractor, len(text))
    return Found(DEFAULT_EXTRACTOR, prepare(text, extract(text, blocks, lexicon_of(language))))


def _sound(text: str, found: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """The same suggestions. Raises ValueError where one has words that the text does not have."""
    for each in found:
        if not each.ranges or any(not 0 <= start < end <= len(text) for start, end in each.ranges):
            raise ValueError(f"a suggestion has no words in the text: {each.ranges}")
    return found


def _as_read_by(extractor: str, language: str) -> str:
    """The language as far as it makes a difference to that extractor."""
    return lexicon_of(language) if extractor == DEFAULT_EXTRACTOR else language


def found_in(text: str, blocks: Iterable[Block], language: str) -> Found:
    """What the extractor of this site finds in a text; asked again soon after, it is known."""
    extractor = chosen_extractor()
    return _found_in(text, tuple(blocks), extractor, _as_read_by(extractor, language))


@text_read.connect
def read_ahead(imported: ImportedText, **_: Any) -> None:
    """Have the extractor read a text while nobody waits for the database."""
    found_in(imported.text, imported.blocks, imported.language or FALLBACK)


@article_imported.connect
def suggest_claims(article: Article, *, actor: Actor, version: ArticleVersion, **_: Any) -> None:
    """Keep all that the extractor finds in a version that was just imported, and say in its report what it lacked."""
    found = found_in(version.text, blocks_of(version), article.language)
    store(actor, article, version, found.suggestions)
    version.report = [*version.report, *remarks(found.extractor, article.language)]


def blocks_of(version: ArticleVersion) -> Sequence[Block]:
    """The blocks of a version, as an extractor takes them."""
    return [Block(*block) for block in version.blocks]
