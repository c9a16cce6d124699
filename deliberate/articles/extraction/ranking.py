"""Which statements an editor wants first: those worth checking, with every voice among them.

Two steps. Each statement is scored by itself (`grounds`). Then they are drawn one by one (`drawn`): a voice that has
not been heard yet is lifted, and less each time it is heard again, so that the first dozen hold the best of each
speaker and the best of the article's own, not a dozen sayings of whoever speaks most.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import chain

from deliberate.articles.extraction.drafts import Draft, Ground
from deliberate.articles.extraction.reasons import RANK, RANK_LOWERED
from deliberate.core.wording import N_

CONTESTED = 0.6
"""What a statement gains that another one denies, attacks or is a detail of."""

UNHEARD = 2.0
"""What the first statement of a voice gains; the second gains a quarter of it, the third a ninth."""

UNNAMED = "?"
JUST_AFTER = 1e-9
KINDS = {"fact": 0.5, "causal": 0.6, "forecast": 0.4, "policy": 0.4, "value": 0.3}
SUBJECTS = frozenset("it they he she we i you its it's they're he's she's we're that's this that".split())
POINTERS = frozenset("these those this that such his her their its".split())
PERSONAL = {"i", "you", "my", "your", "me"}
EARLY = 0.2
"""A share of the text."""
SHORTEST, SHORT, LONGEST = 3, 6, 35
"""In words: below the first a statement is a fragment, below the second it says little, above the last too much."""


def grounds(draft: Draft, position: float) -> list[Ground]:
    """What makes a statement worth checking, and what less so. `position` is 0 at the start of the text, 1 at its end.

    For it: figures, names, dates and places; someone named who says it; a hedge or a denial, for what is in doubt is
    what people look up; a statement of fact or cause; an early place. Against it: a pronoun as its subject, first and
    second person, a question, and that somebody says or does something instead of what is said.
    """
    indexes = [index for span in draft.spans for index in range(*span)]
    phrasing = draft.phrasing
    figures = sum(phrasing.tokens[index].kind == "number" for index in indexes)
    names = sum(phrasing.is_name(index) for index in indexes)
    doubt = bool(draft.hedges or draft.denied)
    found = [
        Ground(KINDS[draft.kind]),
        Ground(0.5 * min(2, figures), N_("a figure") if figures == 1 else N_("figures")),
        Ground(0.2 * min(4, names), N_("a name") if names == 1 else N_("names")),
        Ground(0.2 * any(is_date(draft, index) for index in indexes), N_("a date")),
        Ground(0.5 * doubt, N_("that it is in doubt")),
        Ground(grasp(len(draft.text.split()))),
        Ground(0.4 * is_named(draft), N_("a named speaker")),
        Ground(0.3 * (1 - position), N_("an early place in the text") if position < EARLY else ""),
        Ground(-vagueness(draft), N_("it leaves open what it is about")),
        Ground(-0.6 * bool(PERSONAL & set(draft.words)), N_("it speaks of “I” or “you”")),
        Ground(-2.5 * draft.text.endswith(("?", "?”")), N_("it is a question")),
        Ground(-0.7 * draft.whole, N_("it tells that somebody speaks or acts, not what is said")),
    ]
    return [ground for ground in found if ground.value]


def is_date(draft: Draft, index: int) -> bool:
    """Whether a word is a day or a month; "may" is one only with its capital."""
    token = draft.phrasing.tokens[index]
    return draft.phrasing.is_in(index, "days") and (token.norm != "may" or token.is_capital)


def rank_line(draft: Draft, rank: int, count: int) -> str:
    """Why a statement has its rank, as one line for the editor."""
    lifted = ", ".join(ground.words for ground in draft.grounds if ground.words and ground.value > 0)
    lowered = ", ".join(ground.words for ground in draft.grounds if ground.words and ground.value < 0)
    values = {"rank": rank, "count": count, "lifted": lifted or N_("nothing in particular"), "lowered": lowered}
    return (RANK_LOWERED if lowered else RANK) % values


def grasp(words: int) -> float:
    """How well a wording of so many words can be taken in as one statement."""
    if not SHORTEST <= words <= LONGEST:
        return 0.0
    return 0.8 if words >= SHORT else 0.5


def is_named(draft: Draft) -> bool:
    """Whether someone is named who says it."""
    return bool(draft.finding and draft.finding.source)


def vagueness(draft: Draft) -> float:
    """How little one can tell from the wording alone what it is about: a pronoun as its subject, or "these attacks"."""
    first, _, rest = draft.text.lower().replace("’", "'").partition(" ")
    if first in SUBJECTS and (first not in POINTERS or draft.phrasing.lexicon.grammar["finite"] & {rest.split(" ")[0]}):
        return 0.8
    return 0.2 if first in POINTERS else 0.0


def ranked(drafts: list[Draft]) -> list[Draft]:
    """The drafts from the best to the least, ties in the order of the text; a denial right after what it denies."""
    for target in {id(target): target for draft in drafts for target, _, _ in draft.links}.values():
        target.grounds.append(Ground(CONTESTED, N_("another claim that is linked to it")))
    denials: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.denied and draft.links:
            denials[id(draft.links[0][0])].append(draft)
    following = {id(draft) for group in denials.values() for draft in group}
    free = [draft for draft in drafts if id(draft) not in following]
    order = drawn(free)
    for draft in chain(*denials.values()):
        draft.grounds.append(Ground(JUST_AFTER, N_("the claim just above, which it denies")))
    return [each for draft in order for each in (draft, *denials[id(draft)])]


def drawn(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts by their scores, each voice lifted the more the less it has been heard."""
    totals = {id(draft): draft.score for draft in drafts}
    waiting: dict[str, deque[Draft]] = defaultdict(deque)
    places = {}
    for place, draft in enumerate(sorted(drafts, key=lambda each: -totals[id(each)])):
        places[id(draft)] = place
        waiting[voice_key(draft)].append(draft)
    heard: dict[str, int] = defaultdict(int)

    def bid(voice: str) -> tuple[float, int, str]:
        draft = waiting[voice][0]
        return -totals[id(draft)] - UNHEARD / (1 + heard[voice]) ** 2, places[id(draft)], voice

    heap = [bid(voice) for voice in waiting]
    heapq.heapify(heap)
    order = []
    while heap:
        _, _, voice = heapq.heappop(heap)
        draft = waiting[voice].popleft()
        if voice not in {"", UNNAMED} and not heard[voice]:
            draft.grounds.append(Ground(UNHEARD, N_("the first that its speaker says here")))
        order.append(draft)
        heard[voice] += 1
        if waiting[voice]:
            heapq.heappush(heap, bid(voice))
    return order


def voice_key(draft: Draft) -> str:
    """Who says it, the article itself and those not named being one voice each."""
    if draft.finding is None and draft.continues is None:
        return ""
    return draft.speaker.casefold() or UNNAMED
