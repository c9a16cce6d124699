"""What has to stay true of evidence whoever changes what: a quote is held while it stands, an origin and a speaker are
linked once their item shows, and no link has an item weigh itself."""

from typing import Any

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution, Revision
from deliberate.core.db import session
from deliberate.core.signals import contribution_changed, weights_due
from deliberate.evidence.cycles import is_borne_on, refuse_circle_through
from deliberate.evidence.editing import item_in
from deliberate.evidence.fate import bearings_from
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.quotes import settle_quote_key
from deliberate.evidence.reach import articles_moved_by, weigh
from deliberate.evidence.sources import Citing, complete_source, link_origin, name_speaker
from deliberate.propositions.models import Relation


@contribution_changed.connect
def keep_up(contribution: Contribution, *, action: str = "", revision: Revision | None = None, **_news: Any) -> None:
    """Raises Conflict, and so undoes the change, where a quote that would stand again has been taken meanwhile, or
    where a link that would stand closes a circle through evidence."""
    is_new = action == "post"
    if isinstance(contribution, Relation | Bearing) and contribution.status in STANDING:
        # Nothing bears on a new bearing yet: it is on a circle only where something bears on its evidence.
        closes_none = is_new and isinstance(contribution, Bearing) and not is_borne_on(contribution.evidence_id)
        if not closes_none:
            refuse_circle_through(contribution.target_id)
    if isinstance(contribution, Bearing):
        settle_quote_key(contribution, session.get_one(Evidence, contribution.evidence_id))
    elif isinstance(contribution, Evidence):
        for bearing in () if is_new else bearings_from(contribution):
            settle_quote_key(bearing, contribution)
        if contribution.is_visible:
            _link_what_is_stated(contribution, revision if is_new else None)


def _link_what_is_stated(evidence: Evidence, known: Revision | None) -> None:
    """Only from a wording that readers see: one that waits must not yet change what counts together."""
    shown = known or session.scalar(
        select(Revision).where(Revision.contribution_id == evidence.id, Revision.number == evidence.revision)
    )
    if shown is None or "quote" not in shown.body or "link" not in shown.body:
        return
    item = item_in(shown.body)
    complete_source(evidence, Citing(evidence.article, item.link, item.citation, item.published_on))
    if not (item.origin or item.speaker):
        return
    who = Actor(id=shown.author_id)
    noted: set[int] = set()
    if item.origin:
        noted |= link_origin(who, evidence, item.origin)
    if item.speaker:
        noted |= name_speaker(who, evidence, item.speaker)
    weights_due.send(evidence.article, cause="source", about=evidence)
    if noted:
        # A source may be cited elsewhere too, and counts there with what shares its origin there.
        weigh([each for each in articles_moved_by(noted) if each.id != evidence.article_id])
