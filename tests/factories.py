"""Rows for tests, made straight from the models: small, valid, and with nothing a test did not ask for."""

import hashlib
from typing import Any
from uuid import uuid4

import deliberate.features  # noqa: F401  # every table
from deliberate.articles.models import Article, ArticleVersion, State
from deliberate.core.base import Base
from deliberate.core.contributions import Contribution, Revision, Status, seal
from deliberate.core.db import session, transaction
from deliberate.core.signals import words_erased
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Side, Source
from deliberate.moderation.purging.models import Purge
from deliberate.propositions.models import Anchor, AnchorRole, Proposition
from deliberate.weighting.models import Dimension, Rating

TEXT = "The bridge closed on Monday. Engineers say that the cable had rusted.\n\nThe mayor denies it."


def create_tables() -> None:
    Base.metadata.create_all(session.get_bind())


def _first_revision(contribution: Contribution, body: dict[str, Any]) -> None:
    salt, digest = seal(body)
    session.add(
        Revision(
            contribution_id=contribution.id,
            number=1,
            author_id=contribution.author_id,
            status=contribution.status,
            body=body,
            salt=salt,
            digest=digest,
        )
    )
    session.flush()


def make_article(*, author: str = "editor", state: State = State.OPEN, text: str = TEXT, **fields: Any) -> Article:
    """An article with its first version; open and public unless told otherwise."""
    fields.setdefault("slug", f"article-{uuid4().hex[:8]}")
    fields.setdefault("title", "The bridge")
    article = Article(author_id=author, state=state, **fields)
    session.add(article)
    session.flush()
    blocks = []
    start = 0
    for paragraph in text.split("\n\n"):
        blocks.append(["paragraph", start, start + len(paragraph)])
        start += len(paragraph) + 2
    session.add(
        ArticleVersion(
            article_id=article.id,
            number=1,
            text=text,
            blocks=blocks,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            report=[],
            author_id=author,
        )
    )
    session.flush()
    return article


def version_of(article: Article) -> ArticleVersion:
    return session.query(ArticleVersion).filter_by(article_id=article.id, number=article.version_number).one()


def make_proposition(
    article: Article, text: str = "The bridge closed on Monday.", *, words: str | None = None, **fields: Any
) -> Proposition:
    """A visible proposition of the article's own voice; ``words`` anchors it to their first place in the text."""
    fields.setdefault("author_id", article.author_id)
    fields.setdefault("status", Status.VISIBLE)
    proposition = Proposition(article=article, text=text, **fields)
    session.add(proposition)
    session.flush()
    _first_revision(proposition, {"text": text})
    if words is not None:
        version = version_of(article)
        start = version.text.index(words)
        proposition.position = start
        session.add(
            Anchor(
                proposition_id=proposition.id,
                version_id=version.id,
                role=AnchorRole.STATEMENT,
                start=start,
                end=start + len(words),
                exact=words,
                prefix=version.text[max(0, start - 32) : start],
                suffix=version.text[start + len(words) :][:32],
            )
        )
        session.flush()
    return proposition


def make_source(citation: str | None = None, **fields: Any) -> Source:
    citation = citation or f"Bridge report {uuid4().hex[:16]}"
    fields.setdefault("key", citation.casefold())
    source = Source(citation=citation, **fields)
    session.add(source)
    session.flush()
    return source


def make_bearing(
    target: Contribution,
    side: Side = Side.FOR,
    *,
    author: str = "poster",
    quote: str | None = None,
    source: Source | None = None,
    evidence: Evidence | None = None,
    status: Status = Status.VISIBLE,
    warrant: str = "It was there.",
) -> Bearing:
    """A new item of evidence (or the one given) bearing on a target."""
    quote = quote or f"The cable showed rust, {uuid4().hex[:16]}."
    if evidence is None:
        evidence = Evidence(
            article=target.article,
            author_id=author,
            status=status,
            source=source or make_source(),
            quote=quote,
            evidence_kind=EvidenceKind.REPORT,
        )
        session.add(evidence)
        session.flush()
        _first_revision(evidence, {"quote": quote})
    bearing = Bearing(
        article=target.article,
        author_id=author,
        status=status,
        evidence=evidence,
        target_id=target.id,
        side=side,
        warrant=warrant,
        warrant_html=f"<p>{warrant}</p>",
        quote_key=uuid4().hex,
    )
    session.add(bearing)
    session.flush()
    _first_revision(bearing, {"side": side.value, "warrant": warrant})
    return bearing


def make_rating(
    contribution: Contribution, actor: str, dimension: Dimension, quarters: int | None = 4, level: int = 1
) -> Rating:
    rating = Rating(
        contribution_id=contribution.id,
        actor_id=actor,
        dimension=dimension,
        quarters=quarters,
        revision=contribution.revision,
        level=level,
        weight=0.5,
    )
    session.add(rating)
    session.flush()
    return rating


def rate_fully(bearing: Bearing, actor: str, quarters: int = 4, level: int = 1) -> None:
    """All three answers of one person about one item."""
    make_rating(bearing, actor, Dimension.RELEVANCE, quarters, level)
    make_rating(bearing, actor, Dimension.STRENGTH, quarters, level)
    make_rating(bearing.evidence, actor, Dimension.RELIABILITY, quarters, level)


def make_noise() -> None:
    """Another article with a proposition, an item each way and a rating: none of any test's business."""
    with transaction():
        article = make_article(author="somebody else", title="Noise", slug="noise", text="Noise here. Noise there.")
        proposition = make_proposition(article, "Noise is here.", words="Noise here.")
        for side in Side:
            rate_fully(make_bearing(proposition, side, author="another poster"), "another rater", 2)


def tell_erased(*words: str, article_id: int | None = None) -> None:
    """Whoever keeps words hears that these were erased, as after a purge."""
    purge = Purge(
        thing="contribution", name=str(uuid4()), reason_code="illegal", asked_by="admin", article_id=article_id
    )
    words_erased.send(purge, article_id=article_id, words=list(words))
