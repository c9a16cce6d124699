"""What is erased for good in an article is left in no copy that a class or one of its groups has of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.articles.models import Article, ArticleVersion
from deliberate.classroom.assignments import AssignmentDraft, copy_assignment, set_assignment, start
from deliberate.classroom.grouping.services import propose, settle, take_back
from deliberate.classroom.models import Assignment, Classroom, TaskKind
from deliberate.core.db import session, transaction
from deliberate.core.events import verify_chain
from deliberate.jobs.running import run_due
from deliberate.moderation.purging.services import ask_for_purge, confirm_purge
from deliberate.moderation.purging.things import text_name
from deliberate.propositions.models import Proposition
from tests.classroom.grouping.scenes import RANDOM, copies_of
from tests.classroom.scenes import a_class, an_article_of
from tests.factories import make_proposition
from tests.host import person
from tests.moderation.purging.kept import places_with

pytestmark = pytest.mark.usefixtures("context")

#: In every word that is to be erased, and in no other.
MARK = "zebrafinch"


def purge(app: Flask, kind: str, name: object) -> None:
    first, second = person(app, "ada", "admin"), person(app, "ari", "admin")
    with transaction():
        asked = ask_for_purge(first, kind, str(name), "personal_data")
    with transaction():
        confirm_purge(second, asked)


def test_groups_copies_one_for_another_class_and_those_taken_back_lose_what_the_template_loses(app: Flask) -> None:
    teacher = person(app, "tess", level=2)
    classroom, other = a_class(app, students=("sam", "sue")), a_class(app, students=(), name="9c")
    with transaction():
        article = an_article_of(classroom, title=f"Of a {MARK}", slug=f"of-a-{MARK}", text=f"The {MARK} sings. It ate.")
        make_proposition(article, "It ate.", words="It ate.", main_of_id=article.id)
        claim = make_proposition(article, f"A {MARK} sings.", words=f"The {MARK} sings.").public_id
        first = set_assignment(
            teacher, session.get_one(Classroom, classroom.id), article, AssignmentDraft("Sing", {TaskKind.POST_FOR: 1})
        )
        start(teacher, first)
    with transaction():
        first = session.get_one(Assignment, first.id)
        copy_assignment(teacher, first, session.get_one(Classroom, other.id))
        division = propose(teacher, session.get_one(Assignment, first.id), RANDOM)
        settle(teacher, division)
        taken_back = [each.id for each in copies_of(division)]
        take_back(teacher, division)
    with transaction():
        division = propose(teacher, session.get_one(Assignment, first.id), RANDOM)
        settle(teacher, division)
        copies = [each.id for each in copies_of(division)]
    assert len({*copies, *taken_back}) == 4
    article = session.get_one(Article, article.id)
    for kind, name in (
        ("article text", text_name(article, 1)),
        ("article title", article.public_id),
        ("contribution", claim),
    ):
        purge(app, kind, name)
    # Already gone, before any job: but for what a job keeps of the last look, which the next look lets go of.
    texts = select(ArticleVersion.text).where(ArticleVersion.text.contains(MARK))
    claims = select(Proposition.text).where(Proposition.text.contains(MARK))
    assert session.scalars(texts).all() == session.scalars(claims).all() == []
    run_due()
    session.expire_all()
    assert places_with(MARK) == []
    kept = select(Proposition).where(Proposition.text == "It ate.")
    assert len(session.scalars(kept).all()) == 6
    assert verify_chain().fault is None
