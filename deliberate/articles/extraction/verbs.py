"""Whether a form of a reporting verb stands as a verb, and with which words before it."""

from deliberate.articles.extraction.lexicon import VerbForm
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.tokens import DASHES

PASSIVE = {"past", "participle"}


def verbal(phrasing: Phrasing, index: int, form: VerbForm) -> bool:
    """Whether a form that may also be a noun or an adjective stands here as a verb."""
    before = index - 1
    while phrasing.is_adverb(before):
        before -= 1
    if phrasing.is_in(index, "prepositions") or (
        phrasing.tokens[index].is_capital and index > 0 and not phrasing.is_headline
    ):
        return False
    if before >= 0 and (phrasing.is_possessive(before) or determined(phrasing, before, form)):
        return False
    if form.form == "ing":
        return not noun_in_ing(phrasing, before, index)
    if form.form in {"base", "third"}:
        return tensed(phrasing, before, index, form)
    if phrasing.is_in(before, "prepositions"):
        return False
    return form.form == "past" or phrasing.is_auxiliary(before)


def determined(phrasing: Phrasing, before: int, form: VerbForm) -> bool:
    """Whether a determiner stands before the form, so that it is a noun; "those say" and "many argued" are verbs."""
    alone = phrasing.norms[before] in {"those", "these", "all", "most", "many", "some", "several", "few", "both"}
    return phrasing.is_in(before, "determiners") and (not alone or form.form == "third")


def noun_in_ing(phrasing: Phrasing, before: int, index: int) -> bool:
    """Whether an -ing form is the noun of a phrase: "a British saying that ..."."""
    if not phrasing.is_in(index, "ing_nouns") or phrasing.norms[before] in phrasing.lexicon.sources["documents"]:
        return False
    return any(phrasing.is_in(each, "determiners") for each in (before, before - 1))


def tensed(phrasing: Phrasing, before: int, index: int, form: VerbForm) -> bool:
    """Whether a present form agrees with what stands before it, and no other verb follows where its object would be."""
    after = index + 1
    if form.particles == () and (
        phrasing.is_auxiliary(after) and phrasing.norms[after] not in {"to", "not", "being", "having", "had", "did"}
    ):
        return False
    if phrasing.norms[index] in phrasing.lexicon.nouns and phrasing.is_in(after, "prepositions") and not form.particles:
        return False
    if before < 0:
        return False
    if (
        phrasing.is_in(index, "nouns_mostly")
        and not phrasing.is_auxiliary(before)
        and (phrasing.norms[after : after + 1] != ("that",) or phrasing.is_auxiliary(after + 1))
        and not closes_speech(phrasing, index)
    ):
        return False
    if form.form == "base":
        modal = phrasing.is_in(before, "auxiliaries") and not phrasing.is_in(before, "be")
        coordinated = phrasing.norms[before] in {"and", "or"}
        plain = "free" in form.frames and form.lemma not in phrasing.lexicon.nouns and phrasing.is_noun(before)
        return modal or plain or phrasing.is_plural(before) or coordinated or phrasing.norms[before] in {"to", ","}
    return (
        phrasing.is_noun(before)
        or phrasing.norms[before] in {",", "and", "who", "which", "that", ")", "but", *DASHES}
        or phrasing.tokens[before].kind == "double"
    )


def closes_speech(phrasing: Phrasing, index: int) -> bool:
    """Whether a form stands between speech and a mark, so that it is a verb: "..., the report states."."""
    after = index + 1
    spoken = any(each.double and each.last < index for each in phrasing.sentence.quotations)
    return spoken and after < len(phrasing.tokens) and phrasing.tokens[after].kind == "mark"


def verb_group(phrasing: Phrasing, index: int, end: int) -> Span:
    """The verb with the auxiliaries and adverbs before it: "has strongly denied"."""
    start = with_auxiliaries(phrasing, index)
    leading = leading_verb(phrasing, start)
    return (start if leading is None else with_auxiliaries(phrasing, leading)), end


def with_auxiliaries(phrasing: Phrasing, index: int) -> int:
    """Where the auxiliaries and adverbs before a verb begin."""
    while index > 0 and (phrasing.is_auxiliary(index - 1) or phrasing.is_adverb(index - 1)):
        index -= 1
    return index


def leading_verb(phrasing: Phrasing, infinitive: int) -> int | None:
    """The verb that leads over to an infinitive and says nothing itself: "went on to say", "is inclined to think"."""
    if phrasing.norms[infinitive] != "to":
        return None
    if phrasing.norms[infinitive - 2 : infinitive - 1] == ("on",) and phrasing.is_in(infinitive - 1, "days"):
        infinitive -= 2
    for length in (1, 2):
        first = infinitive - length
        if first > 0 and phrasing.lexicon.leading.match(phrasing.norms[:infinitive], first) == (length, "leading"):
            return first
    return None


def is_passive(phrasing: Phrasing, index: int, group: Span, form: VerbForm) -> bool:
    """A participle after a form of "be", or one that "by" follows."""
    if form.form not in PASSIVE or form.lemma.startswith("be "):
        return False
    auxiliaries = [
        each for each in range(group[0], index) if phrasing.is_auxiliary(each) and phrasing.norms[each] != "not"
    ]
    if auxiliaries:
        return phrasing.is_in(auxiliaries[-1], "be")
    agent = phrasing.skip_adverbs(index + 1)
    held = "as" in form.frames and phrasing.norms[agent : agent + 1] == ("as",)
    return phrasing.norms[agent : agent + 1] == ("by",) or (held and not phrasing.is_in(index - 1, "subject_pronouns"))
