"""A course whose class has an assignment that a link of the platform leads to."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.accounts.identity import as_actor
from deliberate.accounts.models import LinkedIdentity, User
from deliberate.classroom.assignments import AssignmentDraft, set_assignment, start
from deliberate.classroom.models import Assignment, Classroom, TaskKind
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.jobs.running import run_due
from deliberate.lti.models import Course
from tests.classroom.scenes import an_article_of
from tests.factories import make_proposition
from tests.lti.lms import DEEP, INSTRUCTOR, LTI, Lms, launch, signed, teach

#: What a platform sends for a link to be made.
SETTINGS = {
    "deep_link_return_url": "http://127.0.0.1/deep-links",
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["iframe", "window"],
    "data": "give me back",
}


@dataclass
class Taught:
    """Whoever teaches the course, and what its class is set."""

    teacher: FlaskClient
    assignment: UUID
    classroom: UUID


def taught(site: Flask, lms: Lms) -> Taught:
    """A course with its class and a started assignment, to which no link leads yet."""
    teacher = site.test_client()
    assert teach(teacher, lms).status_code == 200
    return set_something(site, teacher)


def set_something(site: Flask, teacher: FlaskClient) -> Taught:
    """The assignment of the one course that has a class."""
    with site.app_context():
        course = session.scalars(select(Course)).one()
        actor = person_of("staff-1")
        with transaction():
            classroom = session.scalars(select(Classroom).where(Classroom.public_id == course.classroom)).one()
            article = an_article_of(classroom, by=actor.key, slug=f"bridge-{classroom.id}")
            make_proposition(article, main_of_id=article.id)
            draft = AssignmentDraft("The bridge", {TaskKind.POST_FOR: 1})
            made = set_assignment(actor, classroom, article, draft)
            start(actor, made)
        return Taught(teacher, made.public_id, classroom.public_id)


def person_of(subject: str) -> Actor:
    """Whoever the platform calls so, as services take them."""
    found = select(User).join(LinkedIdentity).where(LinkedIdentity.subject == subject)
    return as_actor(session.scalars(found).one())


def deep(client: FlaskClient, lms: Lms, settings: dict[str, Any] = SETTINGS, **changed: Any) -> Any:
    """Somebody is to choose what a link leads to."""

    def signs(claims: dict[str, Any], platform: Lms) -> str:
        asked = {f"{DEEP}deep_linking_settings": settings, f"{LTI}message_type": "LtiDeepLinkingRequest"}
        claims.pop(f"{LTI}resource_link")
        return signed({**claims, **asked}, platform)

    return launch(client, lms, signs, **{"sub": "staff-1", "roles": [INSTRUCTOR], **changed})


def jwt_in(answer: Any) -> str:
    found = re.search(r'name="JWT" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def plain(answer: Any) -> str:
    """A page's words."""
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def work_off(site: Flask, later: timedelta = timedelta(seconds=1)) -> None:
    """Run the jobs that are due."""
    with site.app_context():
        run_due(now() + later)


def the_assignment(public_id: UUID) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.public_id == public_id)).one()
