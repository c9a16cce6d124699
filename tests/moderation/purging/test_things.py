"""Whatever else holds words: texts of articles, notes, reasons, appeals, findings; and the files that held them."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.importing import read_text
from deliberate.articles.models import ArticleVersion, State
from deliberate.articles.versions import get_version, renew
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, verify_chain
from deliberate.jobs.running import run_due
from deliberate.moderation.claiming import note
from deliberate.moderation.concluding import write_finding
from deliberate.moderation.deciding import decide
from deliberate.moderation.locking import lock
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.moderation.purging.things import text_name
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import appeal, decide_appeal
from tests.factories import make_article, make_proposition
from tests.host import person, sign_in
from tests.moderation.purging.kept import exports_with, places_with
from tests.moderation.scenes import moderator, opened, posted

#: In every word that is to be erased, and in no other.
MARK = "zebrafinch"


def purge(app: Flask, kind: str, name: object) -> None:
    first, second = person(app, "ada", "admin"), person(app, "ari", "admin")
    with transaction():
        asked = ask_for_purge(first, kind, str(name), "illegal")
    with transaction():
        confirm_purge(second, asked)


def page_of(app: Flask, path: str, who: Actor) -> str:
    client = app.test_client()
    sign_in(client, who)
    return str(client.get(f"/deliberate{path}").text)


def test_the_text_of_a_version_goes_with_every_place_in_it_and_other_versions_and_claims_stay(context: Flask) -> None:
    editor = person(context, "editor")
    with transaction():
        article = make_article(text=f"The {MARK} lives in Hill Street.\n\nThe mayor denies it.")
        claim = make_proposition(article, "Somebody denies it.", words="The mayor denies it.", main_of_id=article.id)
    with transaction():
        renew(editor, article, read_text("A bird lives somewhere.\n\nThe mayor denies it.", format="text"), 1)
    assert places_with(MARK)
    purge(context, "article text", text_name(article, 1))
    run_due()
    session.expire_all()
    assert (places_with(MARK), exports_with(MARK, editor, article)) == ([], [])
    old, new = get_version(article, 1), get_version(article, 2)
    assert (old.text, old.blocks, len(old.sha256)) == ("", [], 64)
    assert "The mayor denies it." in new.text
    assert claim.is_visible
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.action, event.target, event.reason_code) == ("purge", str(article.public_id), "illegal")
    # A version stays immutable for everything else.
    with pytest.raises(TypeError, match="immutable"), transaction():
        session.scalars(select(ArticleVersion).where(ArticleVersion.id == new.id)).one().text = "Another."


def test_words_of_moderators_and_of_appeals_are_erased_one_by_one(context: Flask) -> None:
    claim, ann = opened(context), person(context, "ann", level=1)
    mo, other = moderator(context), moderator(context, "moses")
    first, second = posted(ann, claim), posted(ann, claim, "Another.")
    with transaction():
        written = note(mo, first, f"It is {MARK}.")
        removed = decide(mo, first, "remove", "abuse", f"You named {MARK}.")
        case = appeal(ann, removed, f"Who is {MARK}?")
    with transaction():
        decide_appeal(other, case, overturn=False, reply=f"You know who {MARK} is.")
        locked = lock(mo, second, "abuse", f"{MARK} again.")
        second_case = appeal(ann, locked, f"Not {MARK}.")
        warned = sanction(mo, SanctionDraft(ann.key, "warn", "abuse", f"Stop naming {MARK}."))
    with transaction():
        decide_appeal(other, second_case, overturn=False, reply=f"It was {MARK}.")
        claim.article.state = State.CLOSED
    with transaction():
        finding = write_finding(mo, claim.article, f"Nobody knows {MARK}.", 0)
    assert places_with(MARK)
    for kind, name in (
        *(("note", written.id), ("reason", removed.public_id), ("appeal", case.public_id)),
        *(("lock", locked.public_id), ("appeal", second_case.public_id), ("sanction", warned.public_id)),
        ("finding", finding.public_id),
    ):
        purge(context, kind, name)
    run_due()
    session.expire_all()
    assert places_with(MARK) == []
    assert exports_with(MARK, mo, claim.article) == []
    assert verify_chain().fault is None
    # What was decided holds as before; whoever reads of it is told that its words were erased.
    assert "erased for good" in page_of(context, f"/appeals/{case.public_id}", other)
    assert "The words of this finding were erased for good" in page_of(context, f"/a/{claim.article.slug}/finding", ann)
    assert (first.status.value, second.locked_at is not None) == ("removed", True)
