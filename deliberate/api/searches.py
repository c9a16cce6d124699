"""Searches for evidence that found none."""

from uuid import UUID

from deliberate.api.authentication import Caller
from deliberate.api.evidence import TAG
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Person, Shown, people, words
from deliberate.evidence import services
from deliberate.evidence.drafts import LONGEST
from deliberate.evidence.models import Side
from deliberate.evidence.queries import get_target, searches_of
from deliberate.propositions.models import Proposition


class EmptySearchGiven(Given):
    """Where somebody searched in vain."""

    where: str | None = words(LONGEST["where"], 0, default=None)


class SearchShown(Shown):
    """Somebody searched for evidence on a side and found none."""

    side: Side
    where: str | None
    by: Person


class Searches(Shown):
    """Who searched in vain."""

    items: list[SearchShown]


@operation("GET", "/claims/<uuid:claim>/searches", tag=TAG, answer=Searches)
def list_searches(caller: Caller, claim: UUID) -> Searches:
    """Who searched for evidence on a claim and found none."""
    return _searches(get_target(caller.actor, claim, Proposition))


def _searches(claim: Proposition) -> Searches:
    found = searches_of([claim.id])[claim.id]
    who = people({each.actor_id for each in found})
    return Searches(items=[SearchShown(side=each.side, where=each.where, by=who[each.actor_id]) for each in found])


@operation(
    "PUT", "/claims/<uuid:claim>/searches/<any(for, against):side>", tag=TAG, body=EmptySearchGiven, answer=Searches
)
def report_search(caller: Caller, claim: UUID, side: str, body: EmptySearchGiven) -> Searches:
    """Say that one searched for evidence on a side and found none."""
    found = get_target(caller.actor, claim, Proposition)
    services.report_search(caller.actor, found, Side(side), body.where, wanted=True)
    return _searches(found)


@operation("DELETE", "/claims/<uuid:claim>/searches/<any(for, against):side>", tag=TAG)
def take_search_back(caller: Caller, claim: UUID, side: str) -> None:
    """Take back that one searched in vain."""
    found = get_target(caller.actor, claim, Proposition)
    services.report_search(caller.actor, found, Side(side), None, wanted=False)
