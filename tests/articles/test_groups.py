"""Groups and their join codes."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.articles.groups import ATTEMPTS_PER_HOUR, join, make_group, note_join_attempt
from deliberate.articles.models import JoinAttempt
from deliberate.articles.queries import groups_of
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotAllowed, NotSignedIn, TooMany

TEACHER = Actor(id="tea", name="Tea", roles=frozenset({"editor"}))
PUPIL = Actor(id="pip", name="Pip")


def test_whoever_has_the_code_joins_once_however_they_write_it(context: Flask) -> None:
    with transaction():
        code = make_group(TEACHER, "Class 9b").join_code
    for written in (code, f" {code[:5].lower()} - {code[5:]} "):
        with transaction():
            assert join(PUPIL, written).name == "Class 9b"
    assert [group.name for group in groups_of(PUPIL)] == ["Class 9b"]
    assert [group.name for group in groups_of(TEACHER)] == ["Class 9b"]


def test_a_wrong_code_is_refused_beside_its_field(context: Flask) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        join(PUPIL, "AAAAAAAAAA")
    assert refusal.value.field == "code"
    assert groups_of(PUPIL) == []


def test_one_person_tries_ten_codes_an_hour(context: Flask) -> None:
    for _ in range(ATTEMPTS_PER_HOUR):
        with transaction():
            note_join_attempt(PUPIL)
    with pytest.raises(TooMany), transaction():
        note_join_attempt(PUPIL)
    with transaction():
        note_join_attempt(TEACHER)
    with time_machine.travel(now() + timedelta(minutes=61)), transaction():
        note_join_attempt(PUPIL)
    assert session.query(JoinAttempt).count() == 1


def test_asking_twice_for_a_group_of_one_name_makes_one(context: Flask) -> None:
    with transaction():
        assert make_group(TEACHER, "Class 9b").id == make_group(TEACHER, " Class  9b ").id
        other = Actor(id="tom", roles=frozenset({"editor"}))
        assert make_group(other, "Class 9b").id != make_group(TEACHER, "Class 9b").id


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "evil\u202ename"])
def test_a_group_needs_a_name(context: Flask, name: str) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        make_group(TEACHER, name)
    assert refusal.value.field == "name"


def test_members_do_not_make_groups_and_visitors_do_not_join(context: Flask) -> None:
    with pytest.raises(NotAllowed), transaction():
        make_group(PUPIL, "Mine")
    with pytest.raises(NotSignedIn), transaction():
        join(VISITOR, "AAAAAAAAAA")
    with pytest.raises(NotSignedIn), transaction():
        note_join_attempt(VISITOR)
