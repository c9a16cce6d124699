"""Playing a script through the services that every user goes through, in the same order as people would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from deliberate.articles.intake import read_pasted
from deliberate.articles.models import Article, Group
from deliberate.articles.services import current_version, import_article
from deliberate.common_ground.services import answer_point, propose_claim, propose_sentence
from deliberate.core.contributions import Contribution, Status
from deliberate.demo.people import Cast
from deliberate.demo.script import Also, Claim, Item, Script
from deliberate.evidence.drafts import BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import Bearing
from deliberate.evidence.services import bear, post_evidence, post_remark, report_search
from deliberate.propositions.anchors import find_words
from deliberate.propositions.models import AnchorRole, Check, Proposition
from deliberate.propositions.publishing import publish
from deliberate.propositions.queries import propositions_of, speakers_of
from deliberate.propositions.services import (
    ClaimDraft,
    RelationDraft,
    accept,
    add_by_hand,
    check_saying,
    make_main,
    reject,
    relate,
    report_saying,
    reword,
    set_party,
    state_stance,
)
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate

#: A suggestion is taken up for a claim where this much of the words of each is the other's.
FITS = 0.8

_QUESTIONS = (Dimension.RELEVANCE, Dimension.RELIABILITY, Dimension.STRENGTH)
_NOT_WEIGHED = "..."


@dataclass
class Stage:
    """An article as it comes to be: what was posted, by the keys of the script."""

    cast: Cast
    script: Script
    article: Article
    claims: dict[str, Proposition] = field(default_factory=dict)
    bearings: dict[str, Bearing] = field(default_factory=dict)
    remarks: dict[str, Contribution] = field(default_factory=dict)

    def target(self, key: str) -> Contribution:
        """A claim, or an item to be challenged."""
        return self.claims.get(key) or self.bearings[key].evidence


def play(cast: Cast, script: Script, group: Group | None = None) -> Stage:
    """Import, take up the claims, publish; then people say where they stand, post, search, ask and weigh."""
    stage = set_up(cast, script, group)
    make_claims(stage)
    open_to_all(stage)
    take_stands(stage, after=False)
    for each in script.items:
        post_item(stage, each)
    for search in script.searches:
        report_search(cast[search.by], stage.claims[search.on], search.side, search.where)
    for remark in script.remarks:
        target = stage.target(remark.on) if remark.on else None
        stage.remarks[remark.key] = post_remark(cast[remark.by], stage.article, target, remark.text)
    hold_ballots(stage)
    find_common_ground(stage)
    take_stands(stage, after=True)
    return stage


def set_up(cast: Cast, script: Script, group: Group | None = None) -> Stage:
    """The article as a draft, with what the extractor suggests."""
    draft = replace(script.draft, group_id=group.id) if group else script.draft
    article = import_article(cast[script.editor], read_pasted(script.text, "text"), draft)
    return Stage(cast, script, article)


def make_claims(stage: Stage) -> None:
    """Every claim of the script: from the suggestion that has its words, else from the words by hand.

    What else was suggested is left out. Then the parties, the main claim and how the claims bear on each other.
    """
    editor = stage.cast[stage.script.editor]
    suggested = propositions_of(stage.article, {Status.SUGGESTED})
    for claim in stage.script.claims:
        stage.claims[claim.key] = _claim(stage, claim, suggested)
    for left in propositions_of(stage.article, {Status.SUGGESTED}):
        reject(editor, left)
    speakers = {speaker.name: speaker for speaker in speakers_of(stage.article)}
    for name, (party, reason) in stage.script.parties.items():
        set_party(editor, speakers[name], party, reason)
    make_main(editor, stage.claims[stage.script.main])
    for link in stage.script.links:
        premise, target = stage.claims[link.premise], stage.claims[link.target]
        relate(editor, stage.article, RelationDraft(link.kind, (premise.public_id,), target.public_id))
    for each in stage.script.disputed:
        saying = stage.claims[each.on]
        check_saying(editor, saying, Check.DISPUTED, saying.version, reason=each.reason)
        report_saying(editor, saying)


def open_to_all(stage: Stage) -> None:
    """Publish it."""
    publish(stage.cast[stage.script.editor], stage.article)


def _claim(stage: Stage, claim: Claim, suggested: list[Proposition]) -> Proposition:
    editor = stage.cast[stage.script.editor]
    start, end = find_words(current_version(stage.article).text, claim.words)
    found = next((each for each in suggested if _overlap(each, start, end) >= FITS), None)
    if found is None:
        draft = ClaimDraft(
            text=claim.text,
            words=claim.words,
            kind=claim.kind,
            modality=claim.modality,
            scope=claim.scope,
            speakers=claim.speakers,
        )
        return add_by_hand(editor, stage.article, draft)
    suggested.remove(found)
    reword(
        editor,
        found,
        claim.text,
        found.version,
        claim_kind=claim.kind,
        modality=claim.modality,
        scope=claim.scope,
        speakers=claim.speakers,
    )
    accept(editor, found)
    return found


def _overlap(proposition: Proposition, start: int, end: int) -> float:
    """The share of the longer of the two that both have; anchored in several ranges, the span of them."""
    ranges = [(a.start, a.end) for a in proposition.anchors if a.role is AnchorRole.STATEMENT]
    if not ranges:
        return 0.0
    first, last = min(ranges)[0], max(end for _, end in ranges)
    both = max(0, min(end, last) - max(start, first))
    return both / max(end - start, last - first)


def post_item(stage: Stage, each: Item | Also) -> Bearing:
    """Post an item, or have one bear on more."""
    by, target = stage.cast[each.by], stage.target(each.on)
    if isinstance(each, Also):
        evidence = stage.bearings[each.item].evidence
        bearing = bear(by, evidence, target, BearingDraft(each.side, each.why))
    else:
        item = ItemDraft(
            quote=each.quote,
            kind=each.kind,
            link=each.link,
            citation=each.citation,
            published_on=each.published_on,
            origin=each.origin,
            speaker=each.speaker,
        )
        bearing = post_evidence(by, target, EvidenceDraft(item, BearingDraft(each.side, each.why)))
    stage.bearings[each.key] = bearing
    return bearing


def take_stands(stage: Stage, *, after: bool) -> None:
    """People say where they stand, before or after they have seen the weights."""
    for stand in stage.script.stands:
        if stand.after is after:
            claim = stage.claims[stand.on]
            state_stance(stage.cast[stand.by], claim, stand.answer, stand.credence, after_weights=after)


def hold_ballots(stage: Stage) -> None:
    """Everybody weighs what the script says they weigh."""
    for key, groups in (stage.script.ballots or {}).items():
        bearing = stage.bearings[key]
        for name, answer in _answers(stage.script.panels, groups):
            rate(stage.cast[name], bearing, dict(zip(_QUESTIONS, _quarters(answer), strict=True)))


def find_common_ground(stage: Stage) -> None:
    """People propose what both sides accept, and others say whether they do."""
    for each in stage.script.points:
        by = stage.cast[each.by]
        point = (
            propose_claim(by, stage.claims[each.claim])
            if each.claim
            else propose_sentence(by, stage.article, each.text)
        )
        for names, accepts in ((each.yes, True), (each.no, False)):
            for name in names:
                answer_point(stage.cast[name], point, point.wording, accepts=accepts)


def _answers(panels: Sequence[Sequence[str]], groups: Sequence[str]) -> Iterator[tuple[str, str]]:
    for panel, group in zip(panels, groups, strict=True):
        for name, answer in zip(panel, group.split(), strict=True):
            if answer != _NOT_WEIGHED:
                yield name, answer


def _quarters(answer: str) -> list[int | None]:
    return [None if figure == "-" else int(figure) for figure in answer]
