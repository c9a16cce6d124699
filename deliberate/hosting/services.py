"""Opening the deliberation of a text that stands on the host's own page, once however many ask at the same moment."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from deliberate.articles.documents import ImportedText
from deliberate.articles.drafts import ArticleDraft
from deliberate.articles.importing import Format
from deliberate.articles.intake import read_pasted
from deliberate.articles.models import Article
from deliberate.articles.services import add_editor, import_article
from deliberate.core.actors import SYSTEM
from deliberate.core.database_errors import Meaning, meaning_of
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid
from deliberate.core.signals import text_read
from deliberate.core.text import check_text
from deliberate.core.wording import say
from deliberate.hosting.models import Attachment
from deliberate.hosting.queries import find_attached
from deliberate.propositions.publishing import accept_best, publish

LONGEST_KEY = 1000

#: The same once more may go well: the other was faster, or what it stored is found now.
_ONCE_MORE = frozenset({Meaning.OVERTAKEN, Meaning.TAKEN, Meaning.AWAY})


@dataclass(frozen=True)
class ToDiscuss:
    """What the host has to say of its text. ``editor`` is the id of whoever edits the claims, beside moderators."""

    text: str
    draft: ArticleDraft
    markup: Format = "text"
    editor: str | None = None
    publish: bool = False


def open_attached(key: str, wanted: ToDiscuss) -> None:
    """Make sure that an article stands for this key of the host's; where one does already, it stays as it is.

    The host's word is enough, so the system does it and the log says so. Published, its best claims are accepted; a
    text in which none is found stays a draft. It commits, so whoever calls it has a session to spare. Raises Invalid.
    """
    imported = read_pasted(wanted.text, wanted.markup)
    text_read.send(imported)
    try:
        _open(key, imported, wanted)
    except SQLAlchemyError as error:
        # A host's engine need not have its writers take turns, and two may have looked before either stored.
        if meaning_of(error) not in _ONCE_MORE:
            raise
        _open(key, imported, wanted)


def _open(key: str, imported: ImportedText, wanted: ToDiscuss) -> None:
    with transaction():
        if find_attached(key) is not None:
            return
        article = import_article(SYSTEM, imported, wanted.draft)
        session.add(Attachment(key=key, article_id=article.id))
        session.flush()
        if wanted.editor is not None:
            add_editor(SYSTEM, article, wanted.editor)
        if wanted.publish:
            _publish(article)


def _publish(article: Article) -> None:
    if accept_best(SYSTEM, article):
        publish(SYSTEM, article)


def checked_key(key: str) -> str:
    """The key as it is stored. Raises Invalid."""
    key = check_text(key, "key")
    if not key or len(key) > LONGEST_KEY:
        raise Invalid(say("A key has 1 to %(most)s characters.", most=LONGEST_KEY), "key")
    return key
