"""What a person hands in, read as an article: what cannot be read is blamed on the field it came from."""

from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.importing import Format, read_file, read_text
from deliberate.core.errors import Invalid
from deliberate.core.site import settings
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import say


def read_pasted(text: str, markup: Format) -> ImportedText:
    """The article in a pasted text. Raises Invalid on the field "text"."""
    try:
        return read_text(text, format=markup, limit=settings.max_article_bytes)
    except Unreadable as refusal:
        raise Invalid(say(say_stored(str(refusal))), "text") from None


def read_upload(data: bytes, filename: str) -> ImportedText:
    """The article in an uploaded file. Raises Invalid on the field "file"."""
    try:
        return read_file(data, filename, limit=settings.max_article_bytes)
    except Unreadable as refusal:
        raise Invalid(say(say_stored(str(refusal))), "file") from None
