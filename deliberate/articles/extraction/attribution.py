"""Who says what within one sentence: cues, their speakers and their contents."""

from itertools import chain

from deliberate.articles.extraction import sources
from deliberate.articles.extraction.complements import Complement, complement_after, late_that, skip_time
from deliberate.articles.extraction.findings import Finding, settled
from deliberate.articles.extraction.inversions import after_quotation, content_before
from deliberate.articles.extraction.lexicon import VerbForm
from deliberate.articles.extraction.nominal import colon_finding, noun_finding
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.prepositional import document_finding, phrase_finding
from deliberate.articles.extraction.unlisted import unlisted_forms
from deliberate.articles.extraction.verbs import is_passive, verb_group, verbal


def findings(phrasing: Phrasing) -> list[Finding]:
    """Every attribution of a sentence, in the order of its cues."""
    found: list[Finding] = []
    index = 0
    while index < len(phrasing.tokens):
        finding = None
        if not inside_speech(phrasing, index):
            finding = (
                phrase_finding(phrasing, index)
                or (None if found else document_finding(phrasing, index))
                or (None if taken(found, index + 1) else colon_finding(phrasing, index))
                or verb_finding(phrasing, index, found)
                or noun_finding(phrasing, index)
            )
        if finding:
            if found and finding.cue[0] <= found[-1].cue[0]:
                found.pop()  # "referred to a saying that": the noun's cue takes in the verb's
            found.append(finding)
            index = max(index + 1, finding.cue[1])
        else:
            index += 1
    return settled(phrasing, found)


def taken(found: list[Finding], index: int) -> bool:
    """Whether a word is already part of what somebody says."""
    return any(start <= index < end for finding in found for start, end in finding.content)


def inside_speech(phrasing: Phrasing, index: int) -> bool:
    """Whether a word is inside a longer quotation: what is quoted there is the speaker's own affair."""
    quotation = phrasing.quotation_around(index)
    return quotation is not None and quotation.last - quotation.first > 6


def verb_finding(phrasing: Phrasing, index: int, earlier: list[Finding]) -> Finding | None:
    """The attribution whose cue is the verb at an index, if it is one."""
    if phrasing.lexicon.idioms.match(phrasing.norms, index):
        return None
    listed = phrasing.lexicon.verbs.get(phrasing.norms[index], ())
    for form in chain(listed, unlisted_forms(phrasing, index)):
        start = phrasing.skip_adverbs(index + 1) if form.lemma.startswith("be ") else index + 1
        end = start + len(form.particles)
        if phrasing.norms[start:end] != form.particles or not verbal(phrasing, index, form):
            continue
        group = verb_group(phrasing, index, end)
        if asked := unnamed_question(phrasing, index, group, form):
            return asked
        finding = (
            passive_finding(phrasing, index, group, form, earlier)
            if is_passive(phrasing, index, group, form)
            else (active_finding(phrasing, index, group, form, earlier))
        )
        if finding:
            return finding
    return None


def active_finding(
    phrasing: Phrasing, index: int, group: Span, form: VerbForm, earlier: list[Finding]
) -> Finding | None:
    """A verb with its speaker before it, or after it beside a quotation."""
    floor = max((each.cue[1] for each in earlier if each.cue[1] <= group[0] and not in_passing(each)), default=0)
    complement = complement_after(phrasing, group[1], form)
    source, shared = speaker_of(phrasing, index, group, form, floor, earlier)
    if source and complement is None and (verdict := verdict_finding(phrasing, group, index, form, source)):
        return verdict
    says = form.frames.get("free") or form.frames.get("clause")
    if (
        says
        and form.form != "ing"
        and (
            complement is None
            or source is None
            or after_quotation(phrasing, source[0] if source and not shared else group[0])
        )
    ):
        before = content_before(phrasing, group, index, form, None if shared else source)
        if before or complement is None:
            return before
    if source is None or complement is None:
        return None
    if complement.frame == "finding" and not phrasing.is_document(source):
        return None
    if not shared and not phrasing.can_speak(source) and not speaks_anyway(phrasing, source, complement):
        return None
    open_end = complement.frame not in {"quote"}
    return Finding(
        group,
        (source,),
        complement.content,
        complement.cue_class,
        index,
        complement.frame,
        open_end,
        shared,
        relative=phrasing.norms[source[0]] in {"who", "which", "that"},
    )


def verdict_finding(phrasing: Phrasing, group: Span, index: int, form: VerbForm, source: Span) -> Finding | None:
    """For "..., which X denies": the speaker's yes or no to what the sentence has just stated."""
    if phrasing.norms[source[0]] == "something":
        source = (source[0] + 1, source[1])
    pointer = source[0] - 1
    cue_class = next(iter(form.frames.values()))
    if cue_class not in {"denies", "confirms"} or pointer < 1 or phrasing.norms[pointer] not in {"which", "something"}:
        return None
    return Finding(group, (source,), ((pointer, pointer + 1),), cue_class, index, "object")


def in_passing(finding: Finding) -> bool:
    """Whether a finding only describes the subject of a later verb: "economists who favour the tax agree that"."""
    return finding.relative and finding.frame in {"object", "to"}


def speaks_anyway(phrasing: Phrasing, source: Span, complement: Complement) -> bool:
    """A subject of unknown kind passes before a statement or quotation if the verb is always one of saying."""
    weak = source[1] - source[0] == 1 and phrasing.norms[source[0]] in phrasing.lexicon.sources["never"]
    firm = complement.cue_class in {"denies", "confirms"} or complement.frame in {"clause", "quote"}
    return complement.free and firm and not weak


def speaker_of(
    phrasing: Phrasing, index: int, group: Span, form: VerbForm, floor: int, earlier: list[Finding]
) -> tuple[Span | None, bool]:
    """The speaker before a verb, and whether it is shared with another verb of the sentence."""
    before = group[0] - 1
    norm = phrasing.norms[before] if before >= 0 else ""
    if phrasing.norms[group[0]] == "to":
        return None, False
    progressive = form.form == "ing" and any(phrasing.is_in(each, "be") for each in range(group[0], index))
    if form.form == "ing" and not progressive:
        if phrasing.is_noun(before) and not phrasing.is_in(before, "bases"):
            near = sources.noun_phrase_before(phrasing, group[0], floor)
            if near and (issuer := sources.issuer_of(phrasing, near, floor)):
                return issuer, True
            if (
                near
                and phrasing.can_speak(near)
                and (not phrasing.is_in(near[0] - 1, "prepositions") or phrasing.norms[near[0] - 1] in {"of", "with"})
            ):
                return near, True
            return None, False
        return shared_speaker(phrasing, group[0], earlier), True
    if norm in {"and", "or", "but", "to"} or (
        norm == "," and index == group[0] and phrasing.norms[before - 1 : before] != ("who",)
    ):
        subject = sources.subject_before(phrasing, group[0], floor) if norm == "," else None
        if subject and phrasing.can_speak(subject):
            return subject, False
        if norm == "to":
            return None, False
        return shared_speaker(phrasing, group[0], earlier), True
    return sources.subject_before(phrasing, group[0], floor), False


def shared_speaker(phrasing: Phrasing, before: int, earlier: list[Finding]) -> Span | None:
    """The speaker of the nearest earlier cue of the sentence, else the subject of its main clause if that can speak."""
    for finding in reversed(earlier):
        if finding.frame == "passive" and phrasing.norms[before - 1 : before] == ("as",):
            return finding.content[0]  # "X was quoted by Y as saying": X is who says it
        if finding.source and finding.cue[1] <= before and finding.frame != "phrase":
            return finding.source[0]
    subject = sources.head_subject(phrasing, before)
    return subject if subject and phrasing.can_speak(subject) else None


def passive_finding(
    phrasing: Phrasing, index: int, group: Span, form: VerbForm, earlier: list[Finding]
) -> Finding | None:
    """ "was reported", "is believed to be", "described by X as Y": the speaker after "by", or nobody named."""
    cue_class = next(iter(form.frames.values()))
    floor = max((finding.cue[1] for finding in earlier if finding.cue[1] <= group[0]), default=0)
    subject = sources.subject_before(phrasing, group[0], floor)
    after = skip_time(phrasing, group[1]) if group[1] < len(phrasing.tokens) else group[1]
    speaker: tuple[Span, ...] = ()
    if phrasing.norms[after : after + 1] == ("by",):
        named = sources.agent_after(phrasing, after + 1)
        if named is None or not phrasing.can_speak(named):
            return None
        speaker, after = (named,), skip_time(phrasing, named[1]) if named[1] < len(phrasing.tokens) else named[1]
    elif not unnamed_report(phrasing, group, after, form):
        return None
    content: list[Span] = []
    end = len(phrasing.tokens)
    late = late_that(phrasing, after) if after < end and phrasing.norms[after] != "as" else None
    after = after if late is None else late
    told = cue_class in {"tells", "asks", "warns"} and phrasing.norms[after : after + 1] == ("that",)
    described = phrasing.norms[after : after + 1] == ("as",)
    if subject and (described or phrasing.norms[subject[0] : subject[1]] != ("it",)) and not told:
        content.append(subject)
    comma = next((each for each in range(after, end) if phrasing.norms[each] == ","), end)
    if after < end and phrasing.norms[after] not in {",", ".", ";"}:
        content.append((after, end if phrasing.norms[after] == "that" else comma))
    return Finding(group, speaker, tuple(content), cue_class, index, "passive") if content else None


def unnamed_question(phrasing: Phrasing, index: int, group: Span, form: VerbForm) -> Finding | None:
    """ "Asked if ..., she said", "when asked about ...": somebody asked, nobody is named."""
    if (
        form.lemma not in {"ask", "tell", "ask about", "ask for", "ask whether"}
        or form.form != "past"
        or group[0] != index
    ):
        return None
    if index > 0 and phrasing.norms[index - 1] != "when":
        return None
    end = next(
        (each for each in range(group[1], len(phrasing.tokens)) if not phrasing.is_word(each)), len(phrasing.tokens)
    )
    return (
        Finding(group, (), ((group[1], end),), next(iter(form.frames.values())), index, "to")
        if end > group[1]
        else None
    )


def is_described(phrasing: Phrasing, after: int, form: VerbForm) -> bool:
    """Whether what something is held to be follows: "is seen as a test", for naming verbs "was called a test"."""
    named = form.lemma in phrasing.lexicon.naming and phrasing.norms[after : after + 1] in {("a",), ("an",), ("the",)}
    return named or phrasing.norms[after : after + 1] == ("as",)


def unnamed_report(phrasing: Phrasing, group: Span, after: int, form: VerbForm) -> bool:
    """Whether a passive without "by" reports a statement: "was reported that", "is said to", "were reported shot"."""
    modal = any(phrasing.is_in(index, "modals") for index in range(*group))
    if "as" in form.frames and not modal and not form.particles and is_described(phrasing, after, form):
        return True
    if form.particles or not set(form.frames) & {"free", "clause"} or modal:
        return False
    if form.frames.get("free") in {"tells", "asks", "warns"} or form.frames.get("clause") in {"tells", "asks"}:
        return phrasing.norms[after : after + 1] in {("that",), ("to",), ("about",), (",",), ("whether",)}
    norm = phrasing.norms[after] if after < len(phrasing.tokens) else ""
    return norm in {"that", "to"} or (form.lemma == "report" and (norm.endswith("ed") or phrasing.is_noun(after)))
