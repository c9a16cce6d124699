"""Words that were erased for good are taken out of what is kept of the file that an article came from."""

from collections.abc import Collection
from typing import Any

from deliberate.core.db import session
from deliberate.core.signals import words_erased
from deliberate.exchange.models import ImportedFile

#: A text that is shorter is too common to be taken out wherever it stands inside another.
_SHORT = 12
_KEPT = ("aliases", "extras", "stances", "ratings", "events")


@words_erased.connect
def forget_words(_purge: Any, *, article_id: int | None, words: Collection[str], **_more: Any) -> None:
    """Blank every text there that has some of these words, or is a part of them."""
    file = session.get(ImportedFile, article_id) if article_id is not None else None
    if file is None:
        return
    for name in _KEPT:
        setattr(file, name, _without(getattr(file, name), words))


def _without(value: Any, words: Collection[str]) -> Any:
    if isinstance(value, str):
        return "" if _tells(value, words) else value
    if isinstance(value, dict):
        return {key: _without(each, words) for key, each in value.items() if not _tells(key, words)}
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    return value


def _tells(text: str, words: Collection[str]) -> bool:
    folded = " ".join(text.split())
    for each in words:
        erased = " ".join(each.split())
        if (
            folded == erased
            or (len(erased) >= _SHORT and erased in folded)
            or (len(folded) >= _SHORT and folded in erased)
        ):
            return True
    return False
