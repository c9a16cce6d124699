"""A statement that opens with a pronoun, worded with the name it most likely stands for: it is to be read alone."""

from collections.abc import Callable

from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.naming import head_of
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.reasons import TAKEN_TO_BE
from deliberate.articles.extraction.wording import sentence, short_name

PERSONS = {"he", "she"}
NAMED = PERSONS | {"it", "they"}


def name_subject(draft: Draft, find: Callable[[str], str]) -> None:
    """Put the speaker's name in the place of "he", "she", "it" or "they" where that is who speaks.

    Where the speaker cannot be meant ("police said he ...") the nearest person named before, as `find` gives it, is.
    Words quoted to the letter are left as they are. After "it", "is" and "was" mostly only open a clause.
    """
    finding, phrasing = draft.finding, draft.phrasing
    first = draft.spans[0][0] if draft.spans else 0
    pronoun, _, rest = draft.text.partition(" ")
    word = pronoun.lower()
    if finding is None or not finding.source or word not in NAMED or phrasing.norms[first] != word:
        return
    if phrasing.quotation_around(first):
        return
    if speaks_of_itself(phrasing, finding.source[0], word, first):
        name = draft.speaker
    else:
        name = find(word) if word in PERSONS else ""
    name = short_name(name)
    if not name or name.lower() in NAMED:
        return
    draft.text = sentence(f"{name} {rest}")
    draft.explanation.append(TAKEN_TO_BE % {"quoted": word, "name": name})


def speaks_of_itself(phrasing: Phrasing, source: Span, pronoun: str, at: int) -> bool:
    """Whether the pronoun fits the speaker: "the ministry said it had ...", "officials said they ..."."""
    if source[1] - source[0] == 1 and phrasing.norms[source[0]] in NAMED:
        return phrasing.norms[source[0]] == pronoun
    head = head_of(phrasing, source)
    plural = phrasing.is_plural(head) or "and" in phrasing.norms[slice(*source)]
    if pronoun == "they":
        return plural
    body = phrasing.norms[head] in phrasing.lexicon.sources["bodies"]
    if pronoun == "it":
        expletive = phrasing.is_in(at + 1, "be") or not phrasing.is_finite(at + 1)
        return body and not plural and not expletive
    return not (plural or body or phrasing.is_document(source)) and not of_other_gender(phrasing, source, pronoun)


def of_other_gender(phrasing: Phrasing, source: Span, pronoun: str) -> bool:
    """Whether a title, noun or first name of the speaker tells of a gender that the pronoun has not."""
    other = (PERSONS - {pronoun}).pop()
    words = phrasing.lexicon.gender[other] | phrasing.lexicon.given_names[other]
    return any(phrasing.norms[index] in words for index in range(*source))
