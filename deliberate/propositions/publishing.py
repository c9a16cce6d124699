"""From a draft with decided suggestions to an open article."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.articles.models import Article
from deliberate.articles.services import open_article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Status
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import weights_due
from deliberate.core.wording import say
from deliberate.propositions.models import Proposition, Voice
from deliberate.propositions.queries import find_main
from deliberate.propositions.services import accept, set_main
from deliberate.propositions.voicing import fold, hedge_words, speaker_names

DEFAULT_ACCEPTED = 12

#: So many more at most, where nobody says how many, so that each voice and each sort of doubt is among them.
BEYOND = 12


def publish(actor: Actor, article: Article, main: Proposition | None = None) -> None:
    """Open a draft. The main claim is the one given, else the one chosen before, else the best-ranked accepted.

    Raises Invalid without an accepted claim, Conflict where the article is no draft.
    """
    authorize(actor, Permission.PUBLISH_ARTICLE, article)
    named = find_main(article)
    chosen = main or named or find_foremost(article)
    if chosen is None or chosen.article_id != article.id:
        raise Invalid(say("An article needs at least one accepted claim of its own before it is published."), "main")
    if chosen is named:
        # A file that was imported may have named it: then nothing has had the claims weighed yet.
        weights_due.send(article)
    set_main(actor, chosen)
    open_article(actor, article)


def accept_top(actor: Actor, article: Article, count: int, *, beyond: int = 0) -> list[Proposition]:
    """Accept the best-ranked suggestions until so many claims of them stand; best first.

    Up to ``beyond`` more follow: the best of each voice, in each of its ways of saying things, and of each sort of
    doubt that is not among them yet. What says the same as one of these, as its denial does, is accepted
    too, however far down it ranks: both voices are heard, on one claim.
    """
    authorize(actor, Permission.EDIT_ARTICLE, article)
    ranked = session.scalars(
        select(Proposition)
        .where(Proposition.article_id == article.id, Proposition.status == Status.SUGGESTED)
        .order_by(Proposition.rank, Proposition.id)
        .options(selectinload(Proposition.voices).joinedload(Voice.speaker), selectinload(Proposition.anchors))
    ).all()
    taken: dict[str, Proposition] = {}
    shown: set[tuple[str, ...]] = set()
    for proposition in ranked:
        words, traits = fold(proposition.text), _traits(proposition)
        adds = len(taken) < count or (len(taken) < count + beyond and not traits <= shown)
        if words in taken or adds:
            accept(actor, proposition)
            taken.setdefault(words, proposition)
            shown |= traits
    return list(taken.values())


def accept_best(actor: Actor, article: Article) -> list[Proposition]:
    """Accept as many of its suggestions as make a beginning, where nobody says how many: no voice is left out."""
    return accept_top(actor, article, DEFAULT_ACCEPTED, beyond=BEYOND)


def _traits(proposition: Proposition) -> set[tuple[str, ...]]:
    """Who says it in which way, how firmly it is put, and each hedge by its words."""
    said_as = proposition.voices[-1].cue_class if proposition.voices else ""
    hedges = {("hedge", fold(words)) for words in hedge_words(proposition)}
    return {("voice", *speaker_names(proposition), said_as), ("modality", proposition.modality), *hedges}


def find_foremost(article: Article) -> Proposition | None:
    """The best-ranked visible claim; those made by hand come after, in the article's order."""
    return session.scalar(
        select(Proposition)
        .where(Proposition.article_id == article.id, Proposition.status.in_(PUBLIC))
        .order_by(Proposition.rank.is_(None), Proposition.rank, Proposition.position, Proposition.id)
        .limit(1)
    )


def missing(article: Article) -> list[str]:
    """What publishing still needs, or will choose by itself, one sentence each."""
    if find_main(article) is not None:
        return []
    foremost = find_foremost(article)
    if foremost is None:
        return [say("Publishing needs at least one accepted claim.")]
    return [say("No main claim is chosen. If you publish now, it will be: “%(text)s”", text=foremost.text)]
