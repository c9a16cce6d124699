"""Signs that several sources go back to one: shared words, chains, agencies; each with its reason, in any order."""

import random
from dataclasses import replace

import pytest

from deliberate.evidence.models import TieReason
from deliberate.evidence.tracing import RUN, Quoted, ties

STORY = "The ministry said on Monday that the bridge had been closed because a cable had lost a third of its section"
CLAIM = frozenset({(1, "for")})


def quoted(number: int, quote: str, **fields: object) -> Quoted:
    return Quoted(item=number, source=number, quote=quote, **{"bears": CLAIM, **fields})  # type: ignore[arg-type]


def reasons(*items: Quoted) -> list[tuple[tuple[int, int], TieReason, str]]:
    return [(tie.pair, tie.reason, tie.words) for tie in ties(items)]


def test_a_long_run_of_the_same_words_is_a_sign_and_is_shown() -> None:
    found = reasons(quoted(1, f"“{STORY}”, it wrote."), quoted(2, f"As is known, {STORY.upper()}!"))
    assert [(pair, reason) for pair, reason, _ in found] == [((1, 2), TieReason.WORDS)]
    assert found[0][2].startswith("the ministry said on monday that the bridge")


def test_a_short_run_is_chance() -> None:
    words = STORY.split()
    assert not reasons(quoted(1, " ".join(words[: RUN - 1])), quoted(2, " ".join(words)))
    assert reasons(quoted(1, " ".join(words[:RUN])), quoted(2, " ".join(words)))


def test_two_quotes_of_one_source_are_no_sign() -> None:
    assert not ties([quoted(1, STORY), replace(quoted(2, STORY), source=1)])


def test_a_script_without_spaces_counts_by_its_signs() -> None:
    sentence = "该部周一表示由于缆索失去了三分之一的截面大桥已经关闭"
    assert reasons(quoted(1, sentence), quoted(2, f"据报道{sentence}"))
    assert not reasons(quoted(1, sentence[:10]), quoted(2, sentence))


@pytest.mark.parametrize(
    "quote", ["It was closed, according to The Harbour Post.", "The cable, the Harbour Post wrote, had rusted."]
)
def test_naming_another_source_after_a_lead_is_a_sign(quote: str) -> None:
    other = quoted(2, "We saw the cable.", names=("Harbour Post", "harbourpost"))
    found = reasons(quoted(1, quote), other)
    assert found == ([((1, 2), TieReason.CHAIN, "harbour post")] if "according" in quote else [])


def test_the_warrant_may_name_it_too_and_the_speaker_counts() -> None:
    told = quoted(1, "It was closed.", warrant="This rests on what was said, as reported by the mayor herself.")
    assert reasons(told, quoted(2, "I closed it.", names=("Mayor",))) == [((1, 2), TieReason.CHAIN, "mayor")]


def test_naming_oneself_or_somebody_without_a_lead_is_none() -> None:
    other = quoted(2, "We saw it.", names=("Harbour Post",))
    assert not reasons(quoted(1, "The Harbour Post building was closed."), other)
    assert not reasons(quoted(1, "According to Harbour Post readers", names=("Harbour Post",)), other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HARBOUR (AP) — It was closed.", "It is closed. The Associated Press contributed to this report."),
        ("Die Brücke ist gesperrt (dpa/AFP).", "Quelle: dpa"),
        ("By Reuters staff", "Thomson Reuters, more on the bridge"),
    ],
)
def test_crediting_the_same_agency_on_one_side_of_one_claim_is_a_sign(one: str, other: str) -> None:
    assert [reason for _, reason, _ in reasons(quoted(1, one), quoted(2, other))] == [TieReason.AGENCY]
    elsewhere = frozenset({(1, "against")})
    assert not reasons(quoted(1, one), quoted(2, other, bears=elsewhere))


def test_an_abbreviation_that_is_no_credit_is_none() -> None:
    assert not reasons(quoted(1, "The gap was an AP too small"), quoted(2, "HARBOUR (AP) — It was closed."))


def test_the_firmest_sign_of_a_pair_is_told_and_what_speaks_together_comes_first() -> None:
    one, two = quoted(1, f"HARBOUR (AP) — {STORY}"), quoted(2, f"HARBOUR (AP) — {STORY}.")
    apart = quoted(3, f"Elsewhere: {STORY}", bears=frozenset({(2, "for")}))
    assert [(pair, reason) for pair, reason, _ in reasons(apart, two, one)] == [
        ((1, 2), TieReason.WORDS),
        ((1, 3), TieReason.WORDS),
        ((2, 3), TieReason.WORDS),
    ]


def test_only_what_is_asked_about_is_told_and_the_order_of_items_changes_nothing() -> None:
    items = [quoted(number, f"{STORY} {number}") for number in range(1, 6)]
    everything = ties(items)
    assert len(everything) == 10
    assert {tie.pair for tie in ties(items, 3)} == {tie.pair for tie in everything if 3 in tie.pair}
    shuffled = items[:]
    random.Random(7).shuffle(shuffled)
    assert ties(shuffled) == everything


def test_a_phrase_that_very_many_share_is_no_sign() -> None:
    phrase = "members of the public who used the bridge on that day said that"
    assert not ties([quoted(number, f"{phrase} {number}") for number in range(1, 60)])


def test_a_thousand_unlike_quotes_are_gone_through() -> None:
    drawn = random.Random(1)
    words = [f"word{number}" for number in range(5000)]
    items = [quoted(number, " ".join(drawn.choices(words, k=80))) for number in range(1000)]
    assert ties(items) == []
