"""What an item can be merged into, and which claims it can be moved to, as a form offers them."""

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.quotes import short_name
from deliberate.evidence.sources import fold
from deliberate.moderation.curating.item_acts import Needs
from deliberate.moderation.wording import shortened
from deliberate.propositions.models import Proposition
from deliberate.weighting.choosing import target_words

#: So many items are offered, those most alike first, and so many claims, in the order of the text.
ITEMS, CLAIMS = 40, 500
#: Among so many items is looked for those: all of the same source first, then the newest.
COMPARED = 1000
_ON = {Side.FOR: N_("For: %(claim)s"), Side.AGAINST: N_("Against: %(claim)s")}


def others_for(needs: Needs, evidence: Evidence) -> dict[str, str]:
    """The choices by public id; none where nothing has to be chosen."""
    if needs is Needs.ITEM:
        return _items_like(evidence)
    return _claims_of(evidence) if needs is Needs.CLAIM else {}


def claims_under(bearings: list[Bearing], targets: dict[int, str]) -> dict[str, str]:
    """What the item bears on, by the public id of how it does."""
    return {str(each.public_id): say(_ON[each.side], claim=targets[each.target_id]) for each in bearings}


def words_of_targets(bearings: list[Bearing]) -> dict[int, str]:
    """What these bear on, in a line each."""
    wanted = {each.target_id for each in bearings}
    claims = session.scalars(select(Proposition).where(Proposition.id.in_(wanted)))
    return {claim.id: shortened(target_words(claim)) for claim in claims}


def _items_like(evidence: Evidence) -> dict[str, str]:
    standing = select(Evidence.id, Evidence.quote).where(
        Evidence.article_id == evidence.article_id, Evidence.status == Status.VISIBLE, Evidence.id != evidence.id
    )
    nearest = standing.order_by(Evidence.source_id != evidence.source_id, Evidence.id.desc()).limit(COMPARED)
    quotes = {key: fold(quote) for key, quote in session.execute(nearest)}
    ranked = process.extract(fold(evidence.quote), quotes, scorer=fuzz.ratio, limit=ITEMS)
    keys = [key for _quote, _score, key in ranked]
    rows = select(Evidence).where(Evidence.id.in_(keys)).options(joinedload(Evidence.source))
    items = {each.id: each for each in session.scalars(rows)}
    return {
        str(items[key].public_id): f"{shortened(items[key].quote)} ({shortened(items[key].source.citation)}, "
        f"{short_name(items[key])})"
        for key in keys
    }


def _claims_of(evidence: Evidence) -> dict[str, str]:
    found = select(Proposition.public_id, Proposition.text).where(
        Proposition.article_id == evidence.article_id, Proposition.status == Status.VISIBLE
    )
    rows = session.execute(found.order_by(Proposition.position, Proposition.id).limit(CLAIMS))
    return {str(key): shortened(text) for key, text in rows}
