"""Sources that may go back to one: what waits to be decided on an article, and suggesting it."""

from collections.abc import Sequence
from uuid import UUID

from deliberate.api.authentication import Caller
from deliberate.api.curating import SuggestionShown, of_suggestion
from deliberate.api.evidence import TAG
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Nothing, Shown, words
from deliberate.articles.services import get_readable
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.models import OriginSuggestion
from deliberate.evidence.origin_upkeep import look_through
from deliberate.evidence.origins import LONGEST_WHY, items_in, open_suggestions, propose_origin
from deliberate.evidence.queries import get_evidence


class OpenSuggestion(SuggestionShown):
    """That two items may go back to one source, with the items."""

    items: list[UUID]


class OpenSuggestions(Shown):
    """What waits to be decided on an article, the oldest first."""

    items: list[OpenSuggestion]


class SameOrigin(Given):
    """Another item of the article that goes back to the same source, and what makes one think so."""

    other: UUID
    why: str = words(LONGEST_WHY)


@operation("GET", "/articles/<slug>/origins", tag=TAG, answer=OpenSuggestions)
def list_origins(caller: Caller, slug: str) -> OpenSuggestions:
    """What may go back to one source on an article and waits for a decision."""
    return OpenSuggestions(items=_open(open_suggestions(caller.actor, get_readable(caller.actor, slug))))


def _open(found: Sequence[OriginSuggestion]) -> list[OpenSuggestion]:
    items = items_in(found)
    return [
        OpenSuggestion(
            **of_suggestion(each).model_dump(),
            items=[items[each.first_item_id].public_id, items[each.second_item_id].public_id],
        )
        for each in found
    ]


@operation(
    "POST",
    "/evidence/<uuid:item>/same-origin",
    tag=TAG,
    body=SameOrigin,
    answer=SuggestionShown,
    status=201,
    made_at="get_origin",
)
def suggest_origin(caller: Caller, item: UUID, body: SameOrigin) -> SuggestionShown:
    """Suggest that another item of the article goes back to the same source."""
    evidence = get_evidence(caller.actor, item)
    authorize(caller.actor, Permission.SUGGEST_ORIGIN, evidence)
    return of_suggestion(propose_origin(caller.actor, evidence, get_evidence(caller.actor, body.other), body.why))


@operation("POST", "/articles/<slug>/origins/look", tag=TAG, body=Nothing, status=202, scope=Scope.MODERATE)
def look_for_origins(caller: Caller, slug: str, body: Nothing) -> None:
    """Have everything on an article compared, by a job; for moderators."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.SEE_QUEUE)
    look_through(article)
