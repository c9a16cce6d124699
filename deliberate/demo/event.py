"""The contested event: who says what about a reported attack. All evidence is second-hand, and none is independent.

Quotes are of our own text, which itself only tells what an article told: hence citations instead of links.
"""

from deliberate.articles.drafts import ArticleDraft
from deliberate.demo.event_claims import AUTHORITIES, CLAIMS, RT, RUSSIAN, UKRAINE
from deliberate.demo.script import AGAINST, FOR, Also, Item, Link, Remark, Script, Search, Stand, text_of
from deliberate.evidence.models import EvidenceKind
from deliberate.propositions.models import Answer, Party, RelationKind

PARTIES = {
    RUSSIAN: (Party.YES, "They report from the side that says it was attacked; Russia is at war with Ukraine."),
    UKRAINE: (Party.YES, "It is the side that is said to have attacked; Ukraine is at war with Russia."),
    RT: (Party.YES, "The Russian state pays for it, and that is the side that says it was attacked."),
    AUTHORITIES: (Party.YES, "They are the side that says it was attacked."),
}

LINKS = (
    Link("intercepted", RelationKind.DETAIL_OF, "attack"),
    Link("british", RelationKind.DETAIL_OF, "elements"),
    Link("victims", RelationKind.DETAIL_OF, "khorly"),
    Link("file", RelationKind.SUPPORTS, "attack"),
    # The two exclude each other, so the arrow goes both ways.
    Link("fabrication", RelationKind.ATTACKS, "attack"),
    Link("attack", RelationKind.ATTACKS, "fabrication"),
    Link("friction", RelationKind.SUPPORTS, "control"),
    Link("restraint", RelationKind.ATTACKS, "irrational"),
    Link("irrational", RelationKind.ATTACKS, "restraint"),
)

_SECOND_HAND = ", at second hand: the article gives no link"
_ORIGIN = "What the Russian side says about the attack"
_STATEMENT = EvidenceKind.STATEMENT

ITEMS = (
    Item(
        "reported",
        "amber-fox",
        "attack",
        FOR,
        "According to Russian media, 91 drones attacked the Russian president’s state residence in the Novgorod region",
        "This is the assertion itself, second-hand. The article names no report, date or witness that could be "
        "checked.",
        _STATEMENT,
        f"Russian media{_SECOND_HAND}",
        origin=_ORIGIN,
        speaker=RUSSIAN,
    ),
    Item(
        "denied",
        "tall-birch",
        "attack",
        AGAINST,
        "Ukraine denies this. It calls the report a fabrication that is meant to undermine the peace negotiations.",
        "This is the denial itself, second-hand. The article names no statement, date or person that could be checked.",
        _STATEMENT,
        f"Ukraine{_SECOND_HAND}",
        speaker=UKRAINE,
    ),
    Item(
        "wreckage",
        "north-wren",
        "attack",
        FOR,
        "The broadcaster RT says that Russian authorities found a flight plan file in the wreckage of a drone",
        "A file in wreckage would mean that there was a drone, and that somebody sent it. Only the side that says it "
        "was attacked has seen it.",
        EvidenceKind.REPORT,
        f"RT, citing Russian authorities{_SECOND_HAND}",
        origin=_ORIGIN,
        speaker=RT,
    ),
    Also("denied", "tall-birch", "fabrication", FOR, "This is the assertion of a fabrication itself, second-hand."),
    Also(
        "reported", "amber-fox", "fabrication", AGAINST, "What is reported as an attack excludes that it was made up."
    ),
    Also("reported", "quiet-heron", "intercepted", FOR, "The same reports say so of all the drones."),
    Also("denied", "blue-lynx", "intercepted", AGAINST, "Where there was no attack, nothing was intercepted."),
    Also(
        "wreckage", "north-wren", "file", FOR, "This is the assertion itself, at third hand: authorities, RT, article."
    ),
    Also(
        "denied", "dry-thistle", "file", AGAINST, "Who denies the attack denies that a file could tell of its origin."
    ),
    Item(
        "struck",
        "plain-badger",
        "khorly",
        FOR,
        "RT also reports that several drones struck the village of Khorly a few days later.",
        "This is the report itself, second-hand.",
        EvidenceKind.REPORT,
        f"RT on Khorly{_SECOND_HAND}",
        speaker=RT,
    ),
    Also("struck", "plain-badger", "victims", FOR, "The figures come from the same report."),
    Item(
        "believed",
        "red-alder",
        "talks",
        FOR,
        "Analysts, whom the article does not name, believe that real negotiations between the United States and "
        "Ukraine are now under way.",
        "This is their judgement, second-hand. Without names nobody can tell what it rests on.",
        _STATEMENT,
        f"Unnamed analysts{_SECOND_HAND}",
        speaker="Analysts",
    ),
)

REMARKS = (
    Remark(
        "independent",
        "still-newt",
        "attack",
        "Has anybody seen a satellite picture, or a report by an observer from neither country? Either would help, "
        "whichever way it points.",
    ),
    Remark(
        "when",
        "late-swift",
        None,
        "The article gives the days, but not when each report and each denial was published.",
    ),
)

SEARCHES = (Search("quiet-heron", "khorly", AGAINST, "The article above, which is all that is cited here so far."),)

_HALVES = (("quiet-heron", "blue-lynx", "slow-otter"), ("plain-badger", "dry-thistle", "grey-wagtail"), ("red-alder",))
_VIEWS = zip(_HALVES, (Answer.AGREE, Answer.DISAGREE, Answer.UNSURE), strict=True)

STANDS = (
    *(Stand(name, "attack", answer) for people, answer in _VIEWS for name in people),
    Stand("amber-fox", "attack", Answer.AGREE, 60),
    Stand("tall-birch", "attack", Answer.DISAGREE, 40),
    Stand("north-wren", "attack", Answer.UNSURE, 50),
)

# Both sides get the same answers: it matters much, it comes from a party, and it should move nobody far.
_BALLOT = ("410 410 411", "410 410 411", "41-")

SCRIPT = Script(
    draft=ArticleDraft(
        title="The reported drone attack on a residence in the Novgorod region: who says what",
        byline="Restated for this demonstration",
        licence="Written for this demonstration; the claims are those of the people named",
    ),
    editor="copper-beech",
    text=text_of("event"),
    main="attack",
    claims=CLAIMS,
    parties=PARTIES,
    links=LINKS,
    items=ITEMS,
    remarks=REMARKS,
    searches=SEARCHES,
    stands=STANDS,
    panels=_HALVES,
    ballots=dict.fromkeys(("reported", "denied"), _BALLOT),
)
