"""What a contribution meets before it is stored."""

from collections.abc import Iterator
from typing import Any

import pytest

from deliberate.core import screening
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.errors import Invalid
from deliberate.core.screening import PASSED, Outcome, Verdict, admit, judge, screen

ANN = Actor(id="ann")
HELD = Verdict(Outcome.HOLD, "It waits.")
REFUSED = Verdict(Outcome.REFUSE, "It does not belong here.")


@pytest.fixture(autouse=True)
def no_screens(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The screens of the site are put away for the test."""
    monkeypatch.setattr(screening, "_screens", [])
    monkeypatch.setattr(screening, "_paces", [])
    return


def put_up(*verdicts: Verdict) -> None:
    for verdict in verdicts:
        screen(lambda _actor, _article, _text, verdict=verdict: verdict)


@pytest.mark.parametrize(
    ("verdicts", "strictest"),
    [
        ((), PASSED),
        ((PASSED, PASSED), PASSED),
        ((PASSED, HELD), HELD),
        ((REFUSED, HELD, PASSED), REFUSED),
        ((HELD, REFUSED), REFUSED),
    ],
)
def test_the_strictest_verdict_holds(verdicts: tuple[Verdict, ...], strictest: Verdict) -> None:
    put_up(*verdicts)
    assert judge(ANN, None, "words") == strictest


def test_a_screen_is_given_the_actor_the_article_and_every_word() -> None:
    seen: list[Any] = []

    @screen
    def look(actor: Actor, article: Any, text: str) -> Verdict:
        seen.append((actor, article, text))
        return PASSED

    judge(ANN, "the article", "words")
    assert seen == [(ANN, "the article", "words")]


@pytest.mark.parametrize(
    ("verdict", "status", "because"), [(PASSED, Status.VISIBLE, None), (HELD, Status.PENDING, "It waits.")]
)
def test_the_verdict_gives_the_first_status_and_the_reason(verdict: Verdict, status: Status, because: str) -> None:
    put_up(verdict)
    contribution = Contribution(kind="remark", held_because="an old reason")
    admit(contribution, ANN, "words")
    assert (contribution.status, contribution.held_because) == (status, because)


def test_what_is_refused_gets_no_status_and_the_author_is_told_why() -> None:
    put_up(REFUSED)
    contribution = Contribution(kind="remark")
    with pytest.raises(Invalid, match="does not belong"):
        admit(contribution, ANN, "words")
    assert contribution.status is None
