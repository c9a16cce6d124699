"""How long notices are kept, and what goes with somebody who leaves."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.notices.models import Notice, NoticePreference, Rhythm, Topic, Watch
from deliberate.notices.preferences import choose
from deliberate.notices.upkeep import KEPT, KEPT_UNREAD, prune_notices
from tests.host import person
from tests.moderation.scenes import opened, posted


def test_what_was_read_is_kept_for_90_days_and_what_was_not_for_a_year(context: Flask) -> None:
    claim = opened(context)
    ages = {"read": KEPT, "read lately": KEPT - timedelta(days=1), "unread": KEPT_UNREAD, "waits": KEPT}
    with transaction():
        for who, age in ages.items():
            at = now() - age - timedelta(minutes=1)
            read_at = at if who.startswith("read") else None
            session.add(
                Notice(
                    actor_id=who,
                    kind="reworded",
                    article_id=claim.article_id,
                    target=claim.public_id,
                    created_at=at,
                    read_at=read_at,
                )
            )
    prune_notices()
    assert set(session.scalars(select(Notice.actor_id))) == {"read lately", "waits"}


def test_whoever_leaves_takes_along_what_they_were_told_and_leaves_none_of_it(context: Flask) -> None:
    ann, bob, claim = person(context, "ann", level=1), person(context, "bob", level=1), opened(context)
    for who in (ann, bob):
        posted(who, claim, f"A quote of {who.name}.")
        posted(who, claim, f"Another of {who.name}.")
        with transaction():
            choose(who, rhythm=Rhythm.NEVER, watches_own=True, in_app={Topic.EVIDENCE}, by_mail=set())
    with transaction():
        session.execute(update(Notice).values(read_at=now()))
    ((told,), (watched,), (chosen,)) = (
        list(sections.get(name)("ann")) for name in ("told", "watched", "notice settings")
    )
    assert (told["what"], told["article"]) == ("new evidence", claim.article.public_id)
    assert (watched["article"], watched["as"]) == (claim.article.public_id, "watched")
    assert chosen["by_mail"] == "never"
    with transaction():
        forget(ann, Remains.ALL)
    for table in (Notice, Watch, NoticePreference):
        left = set(session.scalars(select(table.actor_id)))
        assert "ann" not in left
        assert (table is Notice) or "bob" in left
