"""Which statements an editor wants first: those worth checking, with every voice among them.

Two steps. Each statement is scored by itself (`score`). Then they are drawn one by one (`drawn`): a voice that has not
been heard yet is lifted, and less each time it is heard again, so that the first dozen hold the best of each speaker
and the best of the article's own, not a dozen sayings of whoever speaks most.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterable

from deliberate.articles.extraction.drafts import Draft

CONTESTED = 0.6
"""What a statement gains that another one denies, attacks or is a detail of."""

UNHEARD = 2.0
"""What the first statement of a voice gains; the second gains a quarter of it, the third a ninth."""

JUST_AFTER = 1e-9
KINDS = {"fact": 0.5, "causal": 0.6, "forecast": 0.4, "policy": 0.4, "value": 0.3}
SUBJECTS = frozenset("it they he she we i you its it's they're he's she's we're that's this that".split())
POINTERS = frozenset("these those this that such his her their its".split())
PERSONAL = {"i", "you", "my", "your", "me"}
SHORTEST, SHORT, LONGEST = 3, 6, 35
"""In words: below the first a statement is a fragment, below the second it says little, above the last too much."""


def score(draft: Draft, position: float) -> float:
    """How worth checking a statement is. `position` is 0 at the start of the text and 1 at its end.

    For it: figures, names, dates and places; someone named who says it; a hedge or a denial, for what is in doubt is
    what people look up; a statement of fact or cause; an early place. Against it: a pronoun as its subject, first and
    second person, a question, and that somebody says or does something instead of what is said.
    """
    words = draft.words
    tokens = [draft.phrasing.tokens[index] for span in draft.spans for index in range(*span)]
    value = KINDS[draft.kind]
    value += 0.5 * min(2, sum(token.kind == "number" for token in tokens))
    value += 0.2 * min(4, sum(draft.phrasing.is_name(index) for span in draft.spans for index in range(*span)))
    value += 0.2 * any(draft.phrasing.is_in(index, "days") for span in draft.spans for index in range(*span))
    value += 0.5 * bool(draft.hedges or draft.denied)
    value += grasp(len(draft.text.split()))
    value += 0.4 * is_named(draft)
    value += 0.3 * (1 - position)
    value -= vagueness(draft)
    value -= 0.6 * bool(PERSONAL & set(words))
    value -= 2.5 * draft.text.endswith(("?", "?”"))
    value -= 0.7 * draft.whole
    return value


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
    totals = {id(draft): draft.score for draft in drafts}
    for target in {id(target) for draft in drafts for target, _, _ in draft.links}:
        totals[target] += CONTESTED
    denials: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.denied and draft.links:
            denials[id(draft.links[0][0])].append(draft)
    following = {id(draft) for group in denials.values() for draft in group}
    free = [draft for draft in drafts if id(draft) not in following]
    order = drawn(free, totals)
    return [each for draft in order for each in (draft, *denials[id(draft)])]


def drawn(drafts: Iterable[Draft], totals: dict[int, float]) -> list[Draft]:
    """The drafts by their totals, each voice lifted the more the less it has been heard."""
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
        order.append(waiting[voice].popleft())
        heard[voice] += 1
        if waiting[voice]:
            heapq.heappush(heap, bid(voice))
    return order


def voice_key(draft: Draft) -> str:
    """Who says it, the article itself and those not named being one voice each."""
    if draft.finding is None and draft.continues is None:
        return ""
    return draft.speaker.casefold() or "?"
