"""Rules join and read as English."""

import pytest

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.rules import Rule, answers, article_of, author, fact, level, moderator, signed_in

YES = Rule("yes", lambda _actor, _subject: True)
NO = Rule("no", lambda _actor, _subject: False)


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (YES & YES, True),
        (YES & NO, False),
        (NO | YES, True),
        (NO | NO, False),
        (~NO, True),
        (~YES, False),
        (YES & (NO | YES), True),
        (~(YES & NO), True),
        (NO & NO | YES, True),
    ],
)
def test_rules_join_as_logic_does(rule: Rule, answer: bool) -> None:
    assert rule(VISITOR) is answer


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (signed_in & level(1), "signed in and level 1+"),
        (signed_in | moderator, "signed in or a moderator"),
        (moderator & (signed_in | author), "a moderator and (signed in or its author)"),
        (~author, "not its author"),
        (~(signed_in | author), "not (signed in or its author)"),
    ],
)
def test_rules_print_as_english(rule: Rule, words: str) -> None:
    assert rule.words == words


def test_a_rule_asks_no_further_than_it_must() -> None:
    def fail(_actor: Actor, _subject: object) -> bool:
        raise AssertionError("asked for nothing")

    never = Rule("never asked", fail)
    assert (YES | never)(VISITOR)
    assert not (NO & never)(VISITOR)


def test_a_fact_is_looked_up_when_it_is_asked() -> None:
    rule = fact("made_up_for_this_test")
    answers("made_up_for_this_test")(lambda actor, subject: actor.id == subject)
    assert rule.words == "made up for this test"
    assert rule(Actor(id="ann"), "ann")
    assert not rule(Actor(id="ann"), "bob")


def test_a_visitor_is_nobodys_author() -> None:
    class Orphan:
        author_id = None

    assert not author(VISITOR, Orphan())


def test_a_subject_without_an_article_is_one() -> None:
    class Part:
        article = "the article"

    assert article_of(Part()) == "the article"
    assert article_of("itself") == "itself"


@pytest.mark.parametrize(("least", "has", "enough"), [(2, 1, False), (2, 2, True), (0, 0, True), (3, 4, True)])
def test_a_level_is_the_least_that_is_asked(least: int, has: int, enough: bool) -> None:
    assert level(least)(Actor(id="ann", level=has)) is enough
