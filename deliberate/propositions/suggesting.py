"""What an extractor finds in an imported text, stored as suggestions for an editor to decide on."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from deliberate.articles.documents import Block, ImportedText
from deliberate.articles.extraction import Suggestion, extract
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.registry import Registry
from deliberate.core.signals import article_imported, text_read
from deliberate.propositions.storing import Prepared, prepare, store

#: (text, blocks) -> suggestions, ranked from 1 without gaps; ranges are code points of the text.
Extractor = Callable[[str, Sequence[Block]], Sequence[Suggestion]]

claim_extractors: Registry[Extractor] = Registry("claim extractor")
claim_extractors.register("rules", extract)
DEFAULT_EXTRACTOR = "rules"


@lru_cache(maxsize=4)
def _found_in(text: str, blocks: tuple[Block, ...]) -> Sequence[Prepared]:
    """What the default extractor finds; kept for a moment, so that reading happens before the transaction."""
    return prepare(text, claim_extractors.get(DEFAULT_EXTRACTOR)(text, blocks))


@text_read.connect
def read_ahead(imported: ImportedText, **_: Any) -> None:
    """Have the extractor read a text while nobody waits for the database."""
    _found_in(imported.text, tuple(imported.blocks))


@article_imported.connect
def suggest_claims(article: Article, *, actor: Actor, version: ArticleVersion, **_: Any) -> None:
    """Keep all that the default extractor finds in a version that was just imported."""
    store(actor, article, version, _found_in(version.text, tuple(Block(*block) for block in version.blocks)))
