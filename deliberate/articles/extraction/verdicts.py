"""What the article itself says of a statement that it passes on: "the myth of X as Y", "X's claim that ... is false".

Who passes a statement on under a loaded word makes a statement of their own. It is offered beside the one passed on, so
that neither is taken for the other.
"""

from collections.abc import Sequence

from deliberate.articles.extraction.drafts import Draft
from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.phrasing import Phrasing, trimmed
from deliberate.articles.extraction.reasons import LOADED, SAID_OF_IT, SAYS_UNTRUE, UNDER_LOADED
from deliberate.articles.extraction.wording import lowered, raw, sentence


def verdict_drafts(
    phrasing: Phrasing, finding: Finding, outer: tuple[Finding, ...], said: Sequence[Draft], text: str
) -> list[Draft]:
    """The verdict on what a noun carries, if its sentence gives one; `outer` are the voices around the finding."""
    if finding.frame != "noun" or len(said) != 1 or not finding.content:
        return []
    return loaded_noun(phrasing, finding, outer, said[0], text) or predicate(phrasing, finding, outer, said[0], text)


def loaded_noun(
    phrasing: Phrasing, finding: Finding, outer: tuple[Finding, ...], said: Draft, text: str
) -> list[Draft]:
    """ "The claim that ... is a myth", where the noun alone says that it is untrue."""
    word = phrasing.norms[finding.anchor]
    noun = word if word in phrasing.lexicon.dismissive else word.removesuffix("s")
    if noun not in phrasing.lexicon.dismissive:
        return []
    claim = lowered(said.text, phrasing, said.spans[0][0])
    spans = ((finding.anchor, finding.content[-1][1]),)
    draft = Draft(phrasing, spans, outer, sentence(f"The claim that {claim} is a {noun}"))
    draft.explanation.append(LOADED % {"quoted": word})
    draft.links.append((said, "attacks", SAYS_UNTRUE % {"quoted": word}))
    said.explanation.append(UNDER_LOADED % {"quoted": word})
    return [draft]


def predicate(phrasing: Phrasing, finding: Finding, outer: tuple[Finding, ...], said: Draft, text: str) -> list[Draft]:
    """ "X's claim that ... is false": the whole clause, where the noun is its subject."""
    after = finding.content[-1][1]
    if not finding.source or finding.source[0][1] > finding.anchor or not phrasing.is_in(after, "auxiliaries"):
        return []
    end = next((index for index in range(after, len(phrasing.tokens)) if ends(phrasing, index)), len(phrasing.tokens))
    span = trimmed(phrasing, (finding.source[0][0], end))
    draft = Draft(phrasing, (span,), outer, sentence(raw(phrasing, (span,), text)))
    untrue = phrasing.lexicon.untrue & set(phrasing.norms[after:end])
    if untrue and not {"not", "never"} & set(phrasing.norms[after:end]):
        draft.links.append((said, "attacks", SAID_OF_IT % {"quoted": min(untrue)}))
    return [draft]


def ends(phrasing: Phrasing, index: int) -> bool:
    """Whether the clause of the verdict ends at a mark: another one begins after it."""
    joined = phrasing.is_in(index + 1, "coordinators", "subordinators")
    return phrasing.norms[index] == ";" or (phrasing.norms[index] == "," and joined)
