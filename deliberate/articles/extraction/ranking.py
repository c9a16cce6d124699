"""Which statements are most worth checking, so that the best are offered first."""

from deliberate.articles.extraction.drafts import Draft

LINKED = 0.6
JUST_AFTER = 1e-9
PRONOUN_OPENINGS = {
    "it",
    "they",
    "he",
    "she",
    "this",
    "these",
    "that",
    "those",
    "we",
    "i",
    "you",
    "its",
    "there",
    "his",
    "her",
    "their",
}


def score(draft: Draft, position: float) -> float:
    """How worth checking a statement is. `position` is 0 at the start of the text and 1 at its end.

    Counted: figures, names, a named speaker, a claim of fact or cause, a length that one can grasp, an early place;
    against it: pronouns at the start, first and second person, and a reported attitude instead of a statement.
    """
    words = draft.words
    tokens = [draft.phrasing.tokens[index] for span in draft.spans for index in range(*span)]
    value = 0.0
    value += 0.6 * min(2, sum(token.kind == "number" for token in tokens))
    value += 0.25 * min(4, sum(draft.phrasing.is_name(index) for span in draft.spans for index in range(*span)))
    value += {"fact": 0.5, "causal": 0.6, "forecast": 0.3, "policy": 0.4, "value": 0.2}[draft.kind]
    value += 0.4 if draft.finding and draft.finding.source else 0.0
    value += 0.8 if 6 <= len(words) <= 35 else 0.0
    value += 0.3 * (1 - position)
    value -= 0.5 if words[0] in PRONOUN_OPENINGS else 0.0
    value -= 0.6 if {"i", "you", "my", "your", "me"} & set(words) else 0.0
    value -= 0.7 if draft.finding and draft.finding.frame in {"object", "to"} else 0.0
    return value


def ranked(drafts: list[Draft]) -> list[Draft]:
    """The drafts from the best to the least, ties in the order of the text.

    What others are linked to is lifted, and a denial comes right after what it denies, so that both sides are seen.
    """
    totals = {id(draft): draft.score for draft in drafts}
    for target in {id(target) for draft in drafts for target, _, _ in draft.links}:
        totals[target] = totals.get(target, 0.0) + LINKED
    for draft in drafts:
        if draft.denied and draft.links:
            totals[id(draft)] = totals[id(draft.links[0][0])] - JUST_AFTER
    return sorted(drafts, key=lambda draft: -totals[id(draft)])
