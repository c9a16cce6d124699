"""An agency's story in several papers, all of it made up: what looks like four reports is one once curators say so."""

from deliberate.articles.drafts import ArticleDraft
from deliberate.core.actors import SYSTEM
from deliberate.core.db import session
from deliberate.demo.people import Cast
from deliberate.demo.script import AGAINST, FOR, Claim, Item, Script, Stand, text_of
from deliberate.demo.staging import Stage, play
from deliberate.evidence.models import EvidenceKind, Publisher, Reliability, Source
from deliberate.evidence.origins import open_suggestions
from deliberate.moderation.curating.linking import confirm
from deliberate.moderation.curating.marking import curate_source
from deliberate.moderation.curating.profiles import set_profile
from deliberate.propositions.models import Answer, Modality

_STORY = "The night ferry left the quay with a depth sounder that had shown nothing since Friday, two of the crew said"
_REPORT = EvidenceKind.REPORT


def _paper(key: str, by: str, name: str, quote: str, why: str) -> Item:
    return Item(
        key, by, "sounder", FOR, quote, why, _REPORT, f"{name}, made up", link=f"https://{key}.example/night-ferry"
    )


SCRIPT = Script(
    draft=ArticleDraft(title="Why did the night ferry run aground?", byline="Made up for this demonstration"),
    editor="copper-beech",
    text=text_of("ferry"),
    main="sounder",
    claims=(
        Claim(
            "sounder",
            "The ferry left with a broken depth sounder.",
            "the ferry left with a broken depth sounder",
            ("The papers of the coast",),
            modality=Modality.REPORTED,
        ),
        Claim("knew", "The crew knew of the sandbank.", "the crew knew of the sandbank", ("Passengers",)),
    ),
    parties={},
    items=(
        _paper("harbour-post", "amber-fox", "The Harbour Post", f"(AP) — {_STORY}.", "Two of the crew say so."),
        _paper("coast-courier", "late-swift", "Coast Courier", f"{_STORY}, as agencies report.", "The same, here."),
        _paper("island-times", "blue-lynx", "Island Times", f"“{_STORY}.”", "A third paper has it."),
        _paper(
            "ferry-spotter",
            "red-alder",
            "Ferry Spotter",
            "According to Island Times, the depth sounder was dead before they cast off.",
            "People who watch ferries believe it.",
        ),
        Item(
            "company",
            "tall-birch",
            "sounder",
            AGAINST,
            "The depth sounder was checked on Sunday at six and was in order.",
            "The company keeps a book of such checks.",
            EvidenceKind.STATEMENT,
            "The shipping company’s statement, made up",
            link="https://ferry-company.example/statement",
        ),
    ),
    stands=(
        *(Stand(name, "sounder", Answer.AGREE) for name in ("quiet-heron", "slow-otter")),
        *(Stand(name, "sounder", Answer.DISAGREE) for name in ("plain-badger", "north-wren")),
    ),
    panels=(("quiet-heron", "slow-otter"), ("plain-badger", "north-wren")),
    ballots={
        "harbour-post": ("433 433", "322 332"),
        "coast-courier": ("433 333", "322 222"),
        "island-times": ("433 432", "322 232"),
        "company": ("322 332", "433 433"),
    },
)


def play_agency(cast: Cast) -> None:
    """Two papers are found to tell one story and the third still waits; one is graded, one has corrected itself."""
    stage = play(cast, SCRIPT)
    calm, even = cast["calm-plover"], cast["even-keel"]
    first = _source(stage, "harbour-post")
    pair = {first.id, _source(stage, "coast-courier").id}
    found = next(each for each in open_suggestions(SYSTEM, stage.article) if {each.first_id, each.second_id} == pair)
    confirm(calm, found, "An agency’s story of the night ferry", "Word for word the same sentence, with the credit.")
    publisher = session.get_one(Publisher, first.publisher_id)
    reason = "It prints its corrections on its first page, and names whom it has a story from."
    set_profile(even, publisher, "The Harbour Post", Reliability.B, reason)
    notice = "https://ferry-company.example/statement-corrected"
    curate_source(
        calm, _source(stage, "company"), "correct_source", "The check was at five, not at six, it says now.", notice
    )


def _source(stage: Stage, key: str) -> Source:
    return session.get_one(Source, stage.bearings[key].evidence.source_id)
