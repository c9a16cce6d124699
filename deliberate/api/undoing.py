"""What an editor did last to relations and to the labels of speakers, and undoing it."""

from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.claims import TAG
from deliberate.api.editing import SpeakerShown, of_speaker
from deliberate.api.operations import operation
from deliberate.api.relations import RelationShown
from deliberate.api.relations import shown as relations_shown
from deliberate.api.shapes import LARGEST, Given, Shown, checked_number
from deliberate.articles.services import get_readable
from deliberate.core.policy import Permission, authorize
from deliberate.propositions import services
from deliberate.propositions.queries import get_relation, get_speaker, speakers_of
from deliberate.propositions.relations_undoing import latest_relation_act, undo_relation_act
from deliberate.propositions.speakers import latest_party_act


class RelationActShown(Shown):
    """What one did last to a relation."""

    relation: UUID
    event: int = Field(description="The number of the line of the log.")
    done: str


class PartyActShown(Shown):
    """How one labelled a speaker last."""

    speaker: int
    event: int = Field(description="The number of the line of the log.")


class LastActs(Shown):
    """What one can still undo here, besides acts on claims; null where there is nothing."""

    relation: RelationActShown | None
    speaker: PartyActShown | None


class EventNamed(Given):
    """The line of the log that is to be undone."""

    event: int = Field(ge=1, le=LARGEST)


@operation("GET", "/articles/<slug>/last-acts", tag=TAG, answer=LastActs, for_visitors=False)
def get_last_acts(caller: Caller, slug: str) -> LastActs:
    """What one did last to the relations and speakers of an article, while it can be undone; for its editors."""
    article = get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.EDIT_ARTICLE, article)
    related = latest_relation_act(caller.actor, article)
    labelled = latest_party_act(caller.actor, article, speakers_of(article))
    return LastActs(
        relation=RelationActShown(relation=related.relation.public_id, event=related.event, done=related.done)
        if related is not None
        else None,
        speaker=PartyActShown(speaker=labelled.speaker.id, event=labelled.event) if labelled is not None else None,
    )


@operation("POST", "/relations/<uuid:relation>/undo", tag=TAG, body=EventNamed, answer=RelationShown)
def undo_on_relation(caller: Caller, relation: UUID, body: EventNamed) -> RelationShown:
    """Put a relation back as it was before what its log has last; for the article's editors."""
    found = get_relation(caller.actor, relation)
    undo_relation_act(caller.actor, found, body.event)
    return relations_shown(caller, found)[0]


@operation("POST", "/speakers/<int:speaker>/undo", tag=TAG, body=EventNamed, answer=SpeakerShown)
def undo_label(caller: Caller, speaker: int, body: EventNamed) -> SpeakerShown:
    """Label a speaker as before that line of the log; for the article's editors."""
    found, _article = get_speaker(caller.actor, checked_number(speaker))
    services.undo_party(caller.actor, found, body.event)
    return of_speaker(found)
