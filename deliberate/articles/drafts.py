"""What a person decides about an article: checked, and filled up with what its text says of itself."""

import re
from dataclasses import dataclass, replace
from datetime import date

from deliberate.articles.documents import ImportedText, clean
from deliberate.articles.models import Audience
from deliberate.core.errors import Invalid
from deliberate.core.markup import web_address
from deliberate.core.text import check_text
from deliberate.core.wording import say

#: The longest title, byline, publisher and licence, in characters.
LONGEST_LINE = 300
#: The longest address, in characters.
LONGEST_ADDRESS = 2000
#: A line of its own may be so long and still be a heading; of a sentence so many characters are taken.
_LONGEST_HEADING = 120
_FIRST_WORDS = 60
_SENTENCE_ENDS = re.compile(r"[.,;:…][\"”’')]*$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class ArticleDraft:
    """An article's settings as somebody wants them; an empty title asks for the one in the text."""

    title: str
    audience: Audience = Audience.PUBLIC
    group_id: int | None = None
    premoderated: bool = False
    source_url: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    licence: str | None = None
    excerpt: bool = False


def checked(draft: ArticleDraft) -> ArticleDraft:
    """The draft as it may be stored. Raises Invalid, naming the field."""
    if draft.language and not _LANGUAGE.fullmatch(draft.language):
        raise Invalid(say("Write the language as a code, such as en or pt-BR."), "language")
    if draft.audience is Audience.GROUP and draft.group_id is None:
        raise Invalid(say("Choose which group may read it."), "group_id")
    return replace(
        draft,
        title=_line(draft.title, "title") or "",
        byline=_line(draft.byline, "byline"),
        publisher=_line(draft.publisher, "publisher"),
        licence=_line(draft.licence, "licence"),
        source_url=_address(draft.source_url),
        group_id=draft.group_id if draft.audience is Audience.GROUP else None,
    )


def completed(draft: ArticleDraft, imported: ImportedText) -> ArticleDraft:
    """The draft with what the person left open, as far as the text says it of itself."""
    language = imported.language or ""
    return replace(
        draft,
        title=draft.title or _found(imported.title) or called_by(imported.text),
        byline=draft.byline or _found(imported.byline),
        publisher=draft.publisher or _found(imported.publisher),
        published_on=draft.published_on or _found_date(imported.published_on),
        language=draft.language or (language if _LANGUAGE.fullmatch(language) else "en"),
        source_url=draft.source_url or _found_address(imported.canonical_url),
    )


def called_by(text: str) -> str:
    """What to call a text that names no title: the line it opens with if that is a heading, else its first words."""
    opening = re.split(r"\n\s*\n", text.strip(), maxsplit=1)
    line = " ".join(opening[0].split())
    is_heading = len(opening) > 1 and "\n" not in opening[0] and not _SENTENCE_ENDS.search(line)
    if len(line) <= (_LONGEST_HEADING if is_heading else _FIRST_WORDS):
        return _cleaned(line)
    cut = line[:_FIRST_WORDS].rpartition(" ")[0] or line[: _FIRST_WORDS - 1]
    return _cleaned(cut).rstrip(",;:–—- ") + "…"


def _line(value: str | None, field: str) -> str | None:
    """One line of a person's own words, None where there are none."""
    words = " ".join(check_text(value or "", field).split())
    if len(words) > LONGEST_LINE:
        raise Invalid(
            say("This is %(length)s characters long; %(most)s fit.", length=len(words), most=LONGEST_LINE), field
        )
    return words or None


def _address(value: str | None) -> str | None:
    if not value or not value.strip():
        return None
    address = web_address(check_text(value, "source_url"))
    if address is None or len(address) > LONGEST_ADDRESS:
        raise Invalid(say("Give a web address that begins with http:// or https://."), "source_url")
    return address


def _found(value: str | None) -> str | None:
    """One line as a page says it: nobody can be asked to mend it, so it is cleaned and cut."""
    words = " ".join((value or "").split())
    return _cleaned(words[:LONGEST_LINE]).strip() or None


def _found_address(value: str | None) -> str | None:
    address = web_address(_cleaned(value or ""))
    return address if address and len(address) <= LONGEST_ADDRESS else None


def _found_date(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _cleaned(text: str) -> str:
    """The text without characters that deceive; a cut may have left a direction isolate open."""
    return clean(text)[0]
