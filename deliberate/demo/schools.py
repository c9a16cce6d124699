"""A question for a class: should secondary schools start later? The text, its claims, and who stands where."""

from deliberate.articles.drafts import ArticleDraft
from deliberate.demo import studies
from deliberate.demo.script import AGAINST, FOR, Claim, Link, Point, Remark, Script, Search, Stand, text_of
from deliberate.propositions.models import Answer, Kind, Modality, Party, RelationKind

_SUPPORTERS, _OPPONENTS, _RESEARCHERS = "Supporters", "Opponents", "Sleep researchers"

CLAIMS = (
    Claim(
        "start",
        "Secondary schools should start at 8.30 in the morning or later.",
        "secondary schools should start at 8.30 in the morning or later",
        (_SUPPORTERS,),
        kind=Kind.POLICY,
    ),
    Claim(
        "short",
        "Most secondary pupils sleep less than is recommended on school nights.",
        "most secondary pupils sleep less than is recommended on school nights",
        ("Health authorities",),
    ),
    Claim(
        "sleep",
        "Pupils sleep longer on school nights when school starts later.",
        "pupils sleep longer on school nights when school starts later",
        (_RESEARCHERS,),
        kind=Kind.CAUSAL,
        modality=Modality.REPORTED,
    ),
    Claim(
        "half-hour",
        "The gain is about half an hour of sleep a night.",
        "they put the gain at about half an hour a night",
        (_RESEARCHERS,),
        modality=Modality.REPORTED,
    ),
    Claim(
        "bed",
        "Pupils use a later start to go to bed later, and gain no sleep.",
        "pupils will use a later start to go to bed later, and gain no sleep at all",
        (_OPPONENTS,),
        kind=Kind.CAUSAL,
    ),
    Claim(
        "grades",
        "A later start raises grades and test scores.",
        "a later start raises grades and test scores",
        (_SUPPORTERS,),
        kind=Kind.CAUSAL,
    ),
    Claim(
        "crashes",
        "A later start leads to fewer crashes among young drivers.",
        "a later start leads to fewer crashes among young drivers",
        (_SUPPORTERS,),
        kind=Kind.CAUSAL,
        scope="where pupils drive themselves to school",
    ),
    Claim(
        "ill",
        "Fewer pupils fall ill when school starts later.",
        "fewer of its pupils fell ill after it moved the first lesson to ten o’clock",
        ("One English school",),
        kind=Kind.CAUSAL,
        modality=Modality.REPORTED,
    ),
    Claim(
        "buses",
        "Later hours make school transport more expensive.",
        "later hours make school transport more expensive",
        ("School authorities",),
        kind=Kind.CAUSAL,
    ),
    Claim(
        "family",
        "The day becomes harder to organise when an older child can no longer collect a younger one.",
        "the day becomes harder to organise when an older child can no longer collect a younger one",
        ("Parents",),
    ),
    Claim(
        "food",
        "Cheaper changes, such as better school food, would help pupils as much.",
        "cheaper changes, such as better school food, would help pupils as much",
        (_OPPONENTS,),
        kind=Kind.FORECAST,
    ),
)

PARTIES = {
    _SUPPORTERS: (Party.YES, "They want the change that is in question."),
    _OPPONENTS: (Party.YES, "They want to prevent the change that is in question."),
    _RESEARCHERS: (Party.NO, "They report what they measured; some of them also advise on the change."),
}

LINKS = (
    Link("short", RelationKind.SUPPORTS, "start"),
    Link("sleep", RelationKind.SUPPORTS, "start"),
    Link("grades", RelationKind.SUPPORTS, "start"),
    Link("crashes", RelationKind.SUPPORTS, "start"),
    Link("buses", RelationKind.ATTACKS, "start"),
    Link("family", RelationKind.ATTACKS, "start"),
    Link("food", RelationKind.ATTACKS, "start"),
    Link("bed", RelationKind.ATTACKS, "sleep"),
    Link("half-hour", RelationKind.DETAIL_OF, "sleep"),
)

REMARKS = (
    Remark(
        "abroad", "still-newt", None, "Does anybody know of a study from a country where most pupils walk or cycle?"
    ),
    Remark(
        "median",
        "late-swift",
        "seattle",
        "Is the median of 34 minutes that of all pupils, or of those who wore a monitor?",
    ),
    Remark(
        "shout",
        "slow-otter",
        "start",
        "Anyone who still wants eight o’clock has never had to get a teenager out of bed, or does not care.",
    ),
)

SEARCHES = (
    Search(
        "quiet-heron", "crashes", AGAINST, "Reference lists of the two reviews cited here, and their later citations."
    ),
    Search("tall-birch", "crashes", AGAINST, "A library catalogue, for studies that find more crashes or no change."),
    Search("blue-lynx", "short", AGAINST, "National surveys of pupils’ sleep since 2010."),
    Search("north-wren", "short", AGAINST, "The same, and two textbooks on sleep."),
    Search("red-alder", "family", FOR, "Surveys of parents in places that moved their hours."),
)

AGREE = ("quiet-heron", "amber-fox", "blue-lynx")
DISAGREE = ("tall-birch", "north-wren", "plain-badger")
UNDECIDED = ("red-alder", "dry-thistle")

STANDS = (
    *(Stand(name, "start", Answer.AGREE, sure) for name, sure in zip(AGREE, (85, 70, 90), strict=True)),
    *(Stand(name, "start", Answer.DISAGREE, sure) for name, sure in zip(DISAGREE, (80, 65, 90), strict=True)),
    *(Stand(name, "start", Answer.UNSURE, sure) for name, sure in zip(UNDECIDED, (50, None), strict=True)),
    Stand("slow-otter", "start", Answer.AGREE, 95),
    Stand("grey-wagtail", "start", Answer.DISAGREE, 75),
    Stand("tall-birch", "sleep", Answer.DISAGREE, 60),
    Stand("amber-fox", "grades", Answer.AGREE, 80),
    Stand("tall-birch", "sleep", Answer.AGREE, 60, after=True),
    Stand("amber-fox", "grades", Answer.UNSURE, 50, after=True),
    *(Stand(name, "start", Answer.UNSURE, sure, after=True) for name, sure in zip(AGREE, (60, 50, 70), strict=True)),
    *(Stand(name, "start", Answer.UNSURE, sure, after=True) for name, sure in zip(DISAGREE, (60, 50, 70), strict=True)),
    *(Stand(name, "start", Answer.UNSURE, after=True) for name in UNDECIDED),
    Stand("slow-otter", "start", Answer.AGREE, 90, after=True),
    Stand("grey-wagtail", "start", Answer.DISAGREE, 70, after=True),
)

POINTS = (
    Point(
        "red-alder",
        (*AGREE[:2], *DISAGREE),
        text="When school starts is one thing that decides how long pupils sleep, and not the only one.",
    ),
    Point(
        "slow-otter",
        (*AGREE, *DISAGREE[:2], "dry-thistle"),
        text="Whoever moves the first lesson has to say beforehand who pays for the buses.",
    ),
    Point("amber-fox", ("quiet-heron", "blue-lynx", DISAGREE[0]), claim="sleep"),
)

SCRIPT = Script(
    draft=ArticleDraft(
        title="Should secondary schools start later in the morning?",
        byline="Written for this demonstration",
        licence="Written for this demonstration; the studies cited are real",
    ),
    editor="copper-beech",
    text=text_of("schools"),
    main="start",
    claims=CLAIMS,
    parties=PARTIES,
    links=LINKS,
    items=studies.ITEMS,
    remarks=REMARKS,
    searches=SEARCHES,
    stands=STANDS,
    points=POINTS,
    panels=(AGREE, DISAGREE, UNDECIDED),
    ballots=studies.BALLOTS,
)
