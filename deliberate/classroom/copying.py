"""Articles once more for some readers: with text, claims and relations, without evidence."""

from dataclasses import replace

from deliberate.articles.models import Article, Audience
from deliberate.articles.services import ArticleDraft, change_settings
from deliberate.core.actors import Actor
from deliberate.exchange.gathering import gather
from deliberate.exchange.graph import Graph
from deliberate.exchange.services import arrival_of, import_graph
from deliberate.propositions.publishing import publish


def copy_article(actor: Actor, article: Article, group_id: int) -> Article:
    """The text, claims and relations of an article once more, open to one group alone. Raises Invalid, TooMany."""
    return store_copy(actor, article, bare(actor, article), group_id, article.title)


def bare(actor: Actor, article: Article) -> Graph:
    """What is copied of an article. Raises NotAllowed."""
    graph, _ = gather(actor, article)
    claims = {each.id for each in graph.standing}
    return replace(
        graph,
        claims=graph.standing,
        relations=tuple(each for each in graph.relations if {each.target, *each.premises} <= claims),
        passages=(),
        sources=(),
        evidence=(),
        bearings=(),
        remarks=(),
        stances=(),
        ratings=(),
        events=(),
    )


def store_copy(
    actor: Actor, article: Article, graph: Graph, group_id: int, title: str, *, counts: bool = True
) -> Article:
    """A copy made of what ``bare`` gave, open to one group alone, in which the actor is. Raises Invalid, TooMany.

    ``counts``: whether it is one of the articles that one person may import in a day.
    """
    copy, _ = import_graph(actor, arrival_of(graph, "json", b""), title=title, counts=counts)
    settled = ArticleDraft(
        title=copy.title,
        audience=Audience.GROUP,
        group_id=group_id,
        source_url=article.source_url,
        byline=article.byline,
        publisher=article.publisher,
        published_on=article.published_on,
        language=article.language,
        licence=article.licence,
        excerpt=article.excerpt,
    )
    change_settings(actor, copy, settled, copy.settings_number)
    publish(actor, copy)
    return copy
