"""An article of which only passages may be shown, as a file for those who may not see all of it."""

from dataclasses import replace

from deliberate.core.wording import N_, say
from deliberate.exchange.graph import Anchor, Claim, Graph
from deliberate.exchange.losses import LossReport


def passages_only(whole: Graph, report: LossReport) -> Graph:
    """The graph with the words that claims stand on and no others; what is left out is said.

    What another program's file brought along goes too: such files may hold the text they are about.
    """
    versions = (say("version %(number)s", number=each.number) for each in whole.document.versions)
    report.add(N_("the article's text, of which only the words that claims stand on may be shown"), versions)
    report.add(N_("words before and after those"), (each.text for each in whole.claims if each.anchors))
    report.add(
        N_("words of earlier versions that do not state a claim"),
        (each.text for each in whole.claims if any(not _is_shown(each, anchor) for anchor in each.anchors)),
    )
    report.add(N_("what only the file it came from could say, as that may hold the text"), whole.extras)
    report.add(N_("what became of words in newer versions"), (each.state for each in whole.passages))
    document = replace(whole.document, versions=())
    claims = tuple(map(_without_surroundings, whole.claims))
    return replace(whole, document=document, passages=(), claims=claims, extras={})


def _without_surroundings(claim: Claim) -> Claim:
    """What stands around an anchor would give the text piece by piece."""
    shown = (each for each in claim.anchors if _is_shown(claim, each))
    return replace(claim, anchors=tuple(replace(each, prefix="", suffix="") for each in shown))


def _is_shown(claim: Claim, anchor: Anchor) -> bool:
    """Of an earlier version, a page of the site shows only where statements stand whose wording holds."""
    return anchor.version is None or (anchor.role == "statement" and claim.merged_into is None)
