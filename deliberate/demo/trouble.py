"""What goes wrong among people, and what moderators do about it: every state that a contribution can be in."""

from dataclasses import replace

from deliberate.demo.script import AGAINST, FOR, Item
from deliberate.demo.staging import Stage, post_item
from deliberate.evidence.models import EvidenceKind
from deliberate.evidence.services import edit_evidence, item_draft, withdraw
from deliberate.moderation.models import FlagReason
from deliberate.moderation.services import appeal, decide, decide_appeal, raise_flag, undo
from deliberate.propositions.services import ClaimDraft, add_by_hand, merge

_RETRACTION = "https://jamanetwork.com/journals/jamapediatrics/fullarticle/2659568"

ITEMS = {
    "collect": Item(
        "collect",
        "grey-wagtail",
        "family",
        FOR,
        "Whoever is in a lesson until four cannot stand at the gate of the primary school at three.",
        "That is what collecting a younger child takes.",
        EvidenceKind.ARGUMENT,
        "The contributor’s own argument about collecting children",
    ),
    "pillow": Item(
        "pillow",
        "late-swift",
        "sleep",
        AGAINST,
        "Our cooling pillow gives you more sleep than any timetable: order tonight and sleep tomorrow.",
        "It shows that sleep does not depend on when school starts.",
        EvidenceKind.REPORT,
        "An advertisement, made up for this demonstration",
    ),
    "second-thoughts": Item(
        "second-thoughts",
        "quiet-heron",
        "bed",
        AGAINST,
        "My own class went to bed as before when our school moved to nine.",
        "One class, but I was there.",
        EvidenceKind.TESTIMONY,
        "What the contributor remembers",
    ),
    "waits": Item(
        "waits",
        "new-leaf",
        "half-hour",
        AGAINST,
        "In summary: at our school the gain was ten minutes, by a survey of three classes.",
        "That is far less than half an hour.",
        EvidenceKind.DATA,
        "A survey in a school newspaper, made up for this demonstration",
    ),
    "returned": Item(
        "returned",
        "first-frost",
        "ill",
        AGAINST,
        "Everybody knows that colds come from the cold and not from the clock.",
        "So the hour cannot matter.",
        EvidenceKind.ARGUMENT,
        "Common knowledge",
    ),
}


def make_trouble(stage: Stage) -> None:
    """On the article about schools, once it has been weighed."""
    curate(stage)
    remove_and_appeal(stage)
    overturn(stage)
    set_aside(stage)
    flag_and_keep(stage)
    think_better(stage)
    merge_twins(stage)
    keep_waiting(stage)


def curate(stage: Stage) -> None:
    """A retracted source, a disputed item, one out of date, one whose source is asked for; and a mark undone."""
    calm, even = stage.cast["calm-plover"], stage.cast["even-keel"]
    items = stage.bearings
    decide(
        calm,
        items["apples"],
        "mark_retracted",
        "withdrawn_source",
        "The authors asked for the retraction: the children were three to five years old, not eight to eleven.",
        address=_RETRACTION,
    )
    decide(
        even,
        items["ten-o-clock"],
        "dispute",
        "contested",
        "One school, and none to compare it with: what else changed there in these years cannot be told apart.",
    )
    decide(calm, items["poll"], "mark_stale", "outdated", "A national survey of 2015 is posted beside it.")
    decide(even, items["depot"], "request_source", "unsourced", "Which company, which evening? A report would do.")
    mistaken = decide(even, items["bells"], "dispute", "contested", "There are studies that find an effect.")
    undo(even, mistaken, "That is what the other side of the claim is for; it is no dispute about this study.")


def remove_and_appeal(stage: Stage) -> None:
    """A remark that attacks people is removed; its author appeals, and the appeal waits for the other moderator."""
    shout = stage.remarks["shout"]
    raise_flag(stage.cast["tall-birch"], shout, FlagReason.ABUSE, "It says that we do not care about our children.")
    raise_flag(stage.cast["plain-badger"], shout, FlagReason.ABUSE)
    removed = decide(
        stage.cast["even-keel"],
        shout,
        "remove",
        "abuse",
        "It says of everybody of another view that they do not care. The same question could be asked without that.",
    )
    appeal(stage.cast["slow-otter"], removed, "I named nobody. It was meant as a joke about mornings.")


def overturn(stage: Stage) -> None:
    """An argument is removed for want of a source, and put back on appeal by the other moderator."""
    bearing = post_item(stage, ITEMS["collect"])
    removed = decide(stage.cast["calm-plover"], bearing, "remove", "unsourced", "Nobody can check this.")
    appealed = appeal(
        stage.cast["grey-wagtail"], removed, "It is posted as an argument. There is nothing in it to look up."
    )
    decide_appeal(
        stage.cast["even-keel"],
        appealed,
        True,
        "An argument that says it is one needs no source; people can weigh it. It is back as it was.",
    )


def set_aside(stage: Stage) -> None:
    """Two curators flag an advertisement, which sets it aside until a moderator decides."""
    bearing = post_item(stage, ITEMS["pillow"])
    raise_flag(stage.cast["blue-lynx"], bearing, FlagReason.SPAM, "An advertisement.")
    raise_flag(stage.cast["north-wren"], bearing, FlagReason.SPAM)


def flag_and_keep(stage: Stage) -> None:
    """Flags that wait in the queue, and one that a moderator looked at and did not follow."""
    raise_flag(
        stage.cast["plain-badger"],
        stage.bearings["agency"],
        FlagReason.DUPLICATE,
        "It is the study in Seattle once more.",
    )
    raise_flag(
        stage.cast["amber-fox"],
        stage.bearings["weak"],
        FlagReason.MISQUOTED,
        "The sentence begins: suggests some salutary effects, but. That half is cut off.",
    )
    raise_flag(stage.cast["quiet-heron"], stage.bearings["afternoon"], FlagReason.OFF_TOPIC)
    decide(stage.cast["calm-plover"], stage.bearings["afternoon"], "keep")


def think_better(stage: Stage) -> None:
    """Somebody takes their own item back."""
    withdraw(stage.cast["quiet-heron"], post_item(stage, ITEMS["second-thoughts"]))


def merge_twins(stage: Stage) -> None:
    """A claim that is there already in other words: the editor unites the two."""
    draft = ClaimDraft(
        text="A later start gains pupils no sleep.", words="gain no sleep at all", speakers=("Opponents",)
    )
    twin = add_by_hand(stage.cast["tall-birch"], stage.article, draft)
    editor = stage.cast[stage.script.editor]
    merge(editor, [twin, stage.claims["bed"]], stage.claims["bed"])


def keep_waiting(stage: Stage) -> None:
    """What waits for a moderator: a newcomer's post, a proposed claim, an edit; and a post returned for changes."""
    post_item(stage, ITEMS["waits"])
    returned = post_item(stage, ITEMS["returned"])
    decide(
        stage.cast["even-keel"],
        returned,
        "return",
        "unsourced",
        "Say where this can be read, or post it as a remark.",
    )
    proposed = ClaimDraft(
        text="Most studies of later hours come from the United States.",
        words="most of the studies come from the United States",
    )
    add_by_hand(stage.cast["still-newt"], stage.article, proposed)
    evidence = stage.bearings["depot"].evidence
    edited = replace(item_draft(evidence), citation="Heard at a parents’ evening; the company is the town’s own")
    edit_evidence(stage.cast["grey-wagtail"], evidence, edited, evidence.version)
