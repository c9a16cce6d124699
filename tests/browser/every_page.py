"""Every page of the site, in the states that people see it in: an address of the seeded demo, and who asks for it.

Words in braces are ids that ``ids_of`` finds in the demo. A new page belongs here;
`test_every_page` names what is missing.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from deliberate.accounts.models import User
from deliberate.articles.models import AddressImport, Article, Audience
from deliberate.classroom.exercises.models import Exercise, ExerciseKind
from deliberate.classroom.feedback.models import Feedback, PeerReview
from deliberate.classroom.models import Assignment, ClassMember, Classroom
from deliberate.common_ground.models import CommonPoint
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.demo import agency, others
from deliberate.demo.groups import GROUPED
from deliberate.evidence.models import (
    Bearing,
    Evidence,
    OriginSuggestion,
    Publisher,
    Remark,
    Source,
    SuggestionState,
)
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.curating.models import ItemProposal, SourceAct
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag, FlagReason
from deliberate.moderation.purging.models import Purge
from deliberate.moderation.reports.things import of_article, reported
from deliberate.notices.unsubscribing import sign
from deliberate.propositions.models import Proposition, Relation
from deliberate.reading import models as reading
from deliberate.webhooks.models import Delivery, DeliveryState, Webhook
from deliberate.webhooks.signing import new_secret
from deliberate.weighting.models import BurstState, Dimension, RatingBurst
from tests.demo.finding import EVENT, SCHOOLS, article, claims
from tests.factories import make_rating

EDITOR, TEACHER, MODERATOR, ADMIN = "copper-beech", "open-window", "calm-plover", "lantern"
MEMBER, NEWCOMER, RETURNED = "quiet-heron", "new-leaf", "first-frost"
WARNED, SUSPENDED = "slow-otter", "loud-jay"


@dataclass(frozen=True)
class Visit:
    """A page as somebody comes to see it.

    ``press``: the words on a button that is pressed once the page is there, after ``fill`` has been put into the fields
    of these names; ``missing`` takes one of them out of the page. What is looked at is the answer, which has this
    ``status``. ``unfolded`` opens whatever can be opened. ``renewed``: it holds a secret that is another at each visit.
    """

    address: str
    who: str | None = None
    status: int = 200
    press: str | None = None
    fill: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None
    unfolded: bool = False
    renewed: bool = False

    @property
    def typed(self) -> str:
        """What whoever comes has typed: into fields, and as words to search for."""
        return " ".join([*map(str, self.fill.values()), unquote_plus(urlsplit(self.address).query)])


STALE = {"version": "0"}
EXERCISES = tuple(each.value for each in ExerciseKind)

VISITS = {
    # What anybody reads.
    "home": Visit("/"),
    "home, to a member": Visit("/", MEMBER),
    "articles": Visit("/articles"),
    "search": Visit("/search"),
    "search, found": Visit("/search?q=school+sle", unfolded=True),
    "search, one's own that waits among them": Visit("/search?q=survey+classes&kind=evidence&side=against", NEWCOMER),
    "search, set aside and many": Visit("/search?q=sleep"),
    "search, narrowed": Visit("/search?q=school&kind=claim&claims=policy&article={schools}"),
    "search, none found": Visit("/search?q=zebra"),
    "articles, to a member of a group": Visit("/articles", NEWCOMER),
    "article, too little to go on": Visit("/a/{event}"),
    "article, unfolded": Visit("/a/{event}", unfolded=True),
    "article, weighed": Visit("/a/{schools}", MEMBER, unfolded=True),
    "article, narrowed down": Visit("/a/{schools}?contested=1&kind=causal", unfolded=True),
    "article, a passage": Visit("/a/{schools}?words=40-120#words", NEWCOMER),
    "claim's words": Visit("/claims/{sleep}/words"),
    "claim's evidence for": Visit("/claims/{sleep}?list=for"),
    "claim's evidence that waits, none": Visit("/claims/{friction}?list=waiting"),
    "changed since the last visit, nothing yet": Visit("/since", NEWCOMER),
    "changed since the last visit": Visit("/since", TEACHER),
    "article with news": Visit("/a/{schools}", TEACHER),
    "article, closed": Visit("/a/{closed}"),
    "article, pre-moderated": Visit("/a/{premoderated}", NEWCOMER),
    "article, of a group": Visit("/a/{garden}", TEACHER),
    "map": Visit("/a/{schools}/map"),
    "map, fitted to the page": Visit("/a/{event}/map?zoom=fit", unfolded=True),
    "map, around a claim": Visit("/a/{schools}/map?focus={sleep}&depth=1", MEMBER),
    "map, without claims": Visit("/a/{by_link}/map"),
    "outline": Visit("/a/{schools}/outline", unfolded=True),
    "outline, around a claim": Visit("/a/{schools}/outline?focus={sleep}&depth=1"),
    "matrix": Visit("/a/{schools}/matrix"),
    "matrix, nothing": Visit("/a/{by_link}/matrix"),
    "versions": Visit("/a/{closed}/versions", unfolded=True),
    "version, an older one": Visit("/a/{closed}/versions/1"),
    "what changed": Visit("/a/{closed}/versions/2/changes", unfolded=True),
    "version, none such": Visit("/a/{closed}/versions/9", None, 404),
    "claim with words of an older version": Visit("/claims/{posts}", unfolded=True),
    "what both sides accept": Visit("/a/{schools}/accepted", unfolded=True),
    "what both sides accept, to a member": Visit("/a/{schools}/accepted", MEMBER, unfolded=True),
    "what both sides accept, nothing": Visit("/a/{by_link}/accepted"),
    "propose what both sides accept": Visit("/a/{schools}/accepted/propose", MEMBER),
    "propose what both sides accept, refused": Visit("/a/{schools}/accepted/propose", MEMBER, 422, press="Propose it"),
    "word a common point differently": Visit("/points/{point}/edit", "red-alder"),
    "all evidence": Visit("/a/{schools}/evidence"),
    "all evidence, none": Visit("/a/{by_link}/evidence"),
    "claim that leans": Visit("/claims/{sleep}", unfolded=True),
    "claim that leans, to a member": Visit("/claims/{sleep}?all=1", MEMBER),
    "claim, the main one": Visit("/claims/{start}", MEMBER, unfolded=True),
    "claim, too little to go on": Visit("/claims/{attack}"),
    "claim, one-sided": Visit("/claims/{short}"),
    "claim without evidence": Visit("/claims/{friction}", MEMBER),
    "claim of a closed article": Visit("/claims/{posts}"),
    "claim that waits, to a moderator": Visit("/claims/{proposed}", MODERATOR),
    "how the balance moved": Visit("/claims/{start}/balance"),
    "how the balance moved, nothing yet": Visit("/claims/{friction}/balance"),
    "what moved people": Visit("/claims/{start}/moved"),
    "what moved people, too few": Visit("/claims/{friction}/moved"),
    "what moved people, to somebody who can still weigh": Visit("/claims/{attack}/moved", TEACHER),
    "claim of which it is disputed that it was said": Visit("/claims/{fridays}", EDITOR, unfolded=True),
    "claim that it was said": Visit("/claims/{said}", MEMBER),
    "evidence": Visit("/evidence/{seattle}"),
    "evidence of one's own, unfolded": Visit("/evidence/{seattle}", MEMBER, unfolded=True),
    "evidence, challenged": Visit("/evidence/{cadets}", MODERATOR),
    "evidence, retracted": Visit("/evidence/{apples}"),
    "source": Visit("/sources/{source}"),
    "source, retracted": Visit("/sources/{retracted}"),
    "source, corrected": Visit("/sources/{corrected}", MODERATOR),
    "publisher": Visit("/publishers/{publisher}"),
    "publisher, to a moderator": Visit("/publishers/{publisher}", MODERATOR),
    "claim with several outlets of one origin": Visit("/claims/{sounder}?all=1", MEMBER, unfolded=True),
    "origins": Visit("/a/{ferry}/origins"),
    "origins, to a moderator": Visit("/a/{ferry}/origins", MODERATOR),
    "origins, none": Visit("/a/{garden}/origins", TEACHER),
    "how weighing works": Visit("/how-weighing-works"),
    "how it adds up": Visit("/claims/{sleep}/adds-up"),
    "how it adds up, nothing": Visit("/claims/{friction}/adds-up"),
    "how it adds up, to somebody who can still weigh": Visit("/claims/{attack}/adds-up", TEACHER),
    "a link to a contribution": Visit("/contributions/{bearing}"),
    "log": Visit("/log", unfolded=True),
    "log of an article": Visit("/log?article={schools}&action=remove", MODERATOR),
    "log, searched": Visit("/log?q=school&role=moderator&since=2020-01-01", unfolded=True),
    "heads of the log": Visit("/log/heads"),
    "moderation in figures": Visit("/transparency"),
    "moderation in figures, of an article": Visit("/transparency?article={schools}"),
    "log, nothing": Visit("/log?article={closed}&action=remove"),
    # What members do.
    "post evidence": Visit("/claims/{sleep}/evidence?side=for", MEMBER),
    "post evidence, refused": Visit("/claims/{sleep}/evidence", MEMBER, 422, press="Post it", fill={"link": "ftp:/x"}),
    "post evidence, preview and twins": Visit(
        "/claims/{sleep}/evidence",
        MEMBER,
        press="Show twins and preview",
        fill={
            "link": "https://www.science.org/doi/10.1126/sciadv.aau6200",
            "citation": "Dunster et al. (2018)",
            "quote": "there was an increase in the daily median sleep duration of 34 min",
            "warrant": "It was measured with wrist monitors.",
            "side": "for",
            "kind": "study",
        },
    ),
    "challenge an item": Visit("/contributions/{seattle}/challenge", TEACHER),
    "challenge a link between claims": Visit("/contributions/{relation}/challenge?side=against", MEMBER),
    "use an item on another claim": Visit("/evidence/{seattle}/bear", MEMBER),
    "use an item on another claim, refused": Visit("/evidence/{seattle}/bear", MEMBER, 422, press="Post it"),
    "change an item": Visit("/evidence/{seattle}/edit", MEMBER),
    "change an item, overtaken": Visit("/evidence/{seattle}/edit", MEMBER, 409, press="Save the change", fill=STALE),
    "change why it matters": Visit("/bearings/{bearing}/edit", MEMBER),
    "change a remark": Visit("/remarks/{remark}/edit", "still-newt"),
    "remark, refused": Visit("/claims/{sleep}", MEMBER, 422, press="Post the remark", unfolded=True),
    "make a claim": Visit("/a/{schools}/claims", MEMBER),
    "make a claim, refused": Visit("/a/{schools}/claims", MEMBER, 422, press="Add the claim"),
    "relate claims": Visit("/a/{schools}/relations", MEMBER),
    "relate claims, refused": Visit("/a/{schools}/relations", MEMBER, 422, press="Relate them"),
    "stance": Visit("/claims/{sleep}/stance", MEMBER),
    "stance, refused": Visit("/claims/{sleep}/stance", MEMBER, 422, press="Store", fill={"credence": "400"}),
    "where do you stand, before weighing": Visit("/a/{event}/weigh", TEACHER),
    "weigh five": Visit("/a/{event}/weigh?skip=1", TEACHER),
    "weigh five, refused": Visit("/a/{event}/weigh?skip=1", TEACHER, 422, press="Store and go on"),
    "weigh five, done": Visit("/a/{event}/weigh?done=5", TEACHER),
    "weigh five, nothing waits": Visit("/a/{by_link}/weigh", TEACHER),
    "weigh what bears on a claim, nothing waits": Visit("/claims/{sleep}/weigh", MEMBER),
    "weigh one": Visit("/bearings/{bearing}/rate", "tall-birch"),
    "same source as another": Visit("/evidence/{seattle}/same-origin", MEMBER),
    "same source as another, refused": Visit("/evidence/{seattle}/same-origin", MEMBER, 422, press="Suggest it"),
    "what should become of an item": Visit("/evidence/{seattle}/curate", MEMBER),
    "what should become of an item, to a moderator": Visit("/evidence/{seattle}/curate", MODERATOR),
    "propose to merge an item": Visit("/evidence/{seattle}/curate/merge_item", MEMBER),
    "propose to merge an item, refused": Visit(
        "/evidence/{seattle}/curate/merge_item", MEMBER, 422, press="See what it would move"
    ),
    "what turning an item would move": Visit(
        "/evidence/{cadets}/curate/flip_item", MODERATOR, press="See what it would move", fill={"reason": "It says so."}
    ),
    "a proposal to decide on": Visit("/proposals/{proposal}", MODERATOR),
    "a proposal to decide on, looked at": Visit("/proposals/{proposal}", MODERATOR, press="See what it would move"),
    "a proposal to decide on, refused": Visit("/proposals/{proposal}", MODERATOR, 422, press="Decide"),
    "a proposal, to a member": Visit("/proposals/{proposal}", MEMBER),
    "flag": Visit("/contributions/{bearing}/flag", "tall-birch"),
    "flag, refused": Visit("/contributions/{bearing}/flag", "tall-birch", 422, press="Flag it"),
    "report, by a visitor": Visit("/contributions/{bearing}/flag"),
    "report, by a visitor, refused": Visit("/contributions/{bearing}/flag", None, 422, press="Report it"),
    "report, suspended": Visit("/contributions/{bearing}/flag", SUSPENDED),
    "flag, by a newcomer": Visit("/contributions/{bearing}/flag", NEWCOMER),
    "yours": Visit("/yours", MEMBER),
    "yours, with an appeal that waits": Visit("/yours", "slow-otter", unfolded=True),
    "yours, with what was returned": Visit("/yours", RETURNED),
    "yours, nothing": Visit("/yours", TEACHER),
    "appeal": Visit("/decisions/{returned}/appeal", RETURNED),
    "appeal, refused": Visit("/decisions/{returned}/appeal", RETURNED, 422, press="Appeal"),
    "how pages look": Visit("/settings", MEMBER),
    "a person": Visit("/people/{person}"),
    "a person, to themselves": Visit("/yours/profile", MEMBER),
    "notices": Visit("/notices", MEMBER),
    "notices, nothing": Visit("/notices", NEWCOMER),
    "API": Visit("/api/v1/"),
    "API tokens": Visit("/settings/api-tokens", MEMBER),
    "API tokens, refused": Visit("/settings/api-tokens", MEMBER, 422, press="Make a token"),
    "what one is told of": Visit("/notices/settings", MEMBER),
    "what one is told of, watching nothing": Visit("/notices/settings", ADMIN),
    "what one is told of, refused": Visit("/notices/settings", MEMBER, 422, press="Store", missing="rhythm"),
    "unsubscribe": Visit("/notices/unsubscribe/{letter}"),
    "unsubscribe, by an old link": Visit("/notices/unsubscribe/none", None, 404),
    "groups": Visit("/groups/join", TEACHER),
    "groups, a wrong code": Visit("/groups/join", MEMBER, 422, press="Join", fill={"code": "nobody-knows-it"}),
    # Classes.
    "classes": Visit("/classes", TEACHER),
    "classes, none": Visit("/classes", MEMBER),
    "make a class, refused": Visit("/classes", TEACHER, 422, press="Make the class"),
    "join a class": Visit("/classes/join?code=ABCDE", NEWCOMER),
    "join a class, a wrong code": Visit("/classes/join", MEMBER, 422, press="Join", fill={"code": "nobody-knows-it"}),
    "a class": Visit("/classes/{classroom}", "late-swift"),
    "a class, to its teacher": Visit("/classes/{classroom}", TEACHER, unfolded=True),
    "a class, left by its last teacher": Visit("/classes/{classroom}", TEACHER, 409, press="Leave the class"),
    "settings of a class": Visit("/classes/{classroom}/settings", TEACHER),
    "settings of a class, refused": Visit(
        "/classes/{classroom}/settings", TEACHER, 422, press="Store the settings", fill={"name": ""}
    ),
    "the sheet of a class": Visit("/classes/{classroom}/roster", TEACHER),
    "the sheet of a class, with troubles": Visit(
        "/classes/{classroom}/roster", TEACHER, 422, press="Take it", fill={"sheet": "account,role\nnobody,student"}
    ),
    "set a class something": Visit("/classes/{classroom}/assignments", TEACHER),
    "set a class something, refused": Visit("/classes/{classroom}/assignments", TEACHER, 422, press="Store it"),
    "an assignment": Visit("/assignments/{assignment}", "still-newt"),
    "an assignment, a voice refused": Visit("/assignments/{assignment}", "still-newt", 422, press="Note it"),
    "an assignment, to its teacher": Visit("/assignments/{assignment}", TEACHER, unfolded=True),
    "change an assignment": Visit("/assignments/{assignment}/settings", TEACHER),
    "change an assignment, overtaken": Visit(
        "/assignments/{assignment}/settings", TEACHER, 409, press="Store it", fill={**STALE, "title": "Another task"}
    ),
    "an assignment's feedback": Visit("/assignments/{assignment}/feedback", TEACHER),
    "feedback on one student": Visit("/assignments/{assignment}/feedback/{member}", TEACHER),
    "feedback on one student, refused": Visit(
        "/assignments/{assignment}/feedback/{member}", TEACHER, 422, press="Save", fill={"points": "1000"}
    ),
    "what counts": Visit("/assignments/{assignment}/feedback/rubric", TEACHER),
    "what counts, refused": Visit(
        "/assignments/{assignment}/feedback/rubric", TEACHER, 422, press="Store it", fill={"out_of": "0"}
    ),
    "feedback to be printed": Visit("/assignments/{assignment}/feedback/print", TEACHER),
    "one's own work": Visit("/assignments/{assignment}/work/{member}", "late-swift"),
    "a round of reviews": Visit("/assignments/{assignment}/reviews", TEACHER),
    "a review": Visit("/reviews/{review}", "late-swift"),
    "a review, refused": Visit("/reviews/{review}", "late-swift", 422, press="Keep the review"),
    "a class, before and after": Visit("/assignments/{assignment}/stances", TEACHER),
    "make an exercise": Visit("/classes/{classroom}/exercises", TEACHER),
    "make an exercise, refused": Visit("/classes/{classroom}/exercises", TEACHER, 422, press="On to the key"),
    **{f"an exercise: {each}": Visit(f"/exercises/{{{each}}}", "late-swift", unfolded=True) for each in EXERCISES},
    "an exercise, refused": Visit("/exercises/{voices}", "late-swift", 422, press="Compare it with the key"),
    "an exercise, to its teacher": Visit("/exercises/{sides}", TEACHER, unfolded=True),
    "an exercise with a text, to its teacher": Visit("/exercises/{claims}", TEACHER, unfolded=True),
    "change an exercise": Visit("/exercises/{sides}/settings", TEACHER),
    "change an exercise, overtaken": Visit(
        "/exercises/{sides}/settings", TEACHER, 409, press="Store it", fill={**STALE, "title": "Another exercise"}
    ),
    "the key of an exercise": Visit("/exercises/{origins}/key", TEACHER),
    "the key of an exercise, refused": Visit(
        "/exercises/{claims}/key", TEACHER, 422, press="Store the key", fill={"words": "Nothing of the sort."}
    ),
    "groups of an assignment": Visit("/assignments/{grouped}/groups", TEACHER),
    "groups of an assignment, moved to nowhere": Visit(
        "/assignments/{grouped}/groups", TEACHER, 422, press="Move them as chosen", missing="version"
    ),
    "divide a class": Visit("/assignments/{assignment}/groups", TEACHER),
    "divide a class, refused": Visit(
        "/assignments/{assignment}/groups", TEACHER, 422, press="Divide the class", fill={"number": ""}
    ),
    "groups beside each other": Visit("/assignments/{grouped}/groups/compared", TEACHER),
    "an assignment in groups": Visit("/assignments/{grouped}", "still-newt"),
    "delete a class": Visit("/classes/{classroom}/delete", TEACHER),
    "delete a class, refused": Visit("/classes/{classroom}/delete", TEACHER, 422, press="Delete the class"),
    # What editors do.
    "import": Visit("/articles/new", EDITOR),
    "import, refused": Visit("/articles/new", EDITOR, 422, press="Import it", fill={"source_url": "javascript:x"}),
    "editor, a draft": Visit("/a/{draft}/edit", EDITOR),
    "editor, a draft, unfolded": Visit("/a/{draft}/edit", EDITOR, unfolded=True),
    "editor, what was accepted": Visit("/a/{schools}/edit?show=accepted", EDITOR),
    "editor, a claim refused": Visit("/a/{draft}/edit", EDITOR, 422, press="Add the claim"),
    "what breaks a link": Visit("/contributions/{relation}/undercut", EDITOR),
    "what breaks the link of an item": Visit("/contributions/{bearing}/undercut", TEACHER),
    "what breaks a link, refused": Visit("/contributions/{relation}/undercut", MEMBER, 422, press="It breaks the link"),
    "editor, relations": Visit("/a/{schools}/relations", EDITOR),
    "editor, a relation refused": Visit("/a/{schools}/relations", EDITOR, 422, press="Relate them"),
    "merge, too few": Visit("/a/{draft}/edit", EDITOR, 422, press="Merge the ticked"),
    "was it said": Visit("/claims/{attack}/said?back=claim", EDITOR),
    "was it said, refused": Visit("/claims/{attack}/said", EDITOR, 422, press="Store", fill={"said_url": "ftp:/x"}),
    "reword": Visit("/claims/{sleep}/reword", EDITOR),
    "reword, overtaken": Visit(
        "/claims/{sleep}/reword", EDITOR, 409, press="Store", fill={**STALE, "text": "Pupils sleep longer, or do not."}
    ),
    "split": Visit("/claims/{sleep}/split", EDITOR),
    "split, refused": Visit("/claims/{sleep}/split", EDITOR, 422, press="Split it"),
    "newer text": Visit("/a/{closed}/text", "red-alder"),
    "newer text, refused": Visit("/a/{closed}/text", "red-alder", 422, press="Store the newer text"),
    "newer text, no address": Visit(
        "/a/{closed}/text", "red-alder", 422, press="Fetch the newer text", fill={"address": ""}
    ),
    "newer text, overtaken": Visit(
        "/a/{closed}/text", "red-alder", 409, press="Store the newer text", fill={"text": "All new.", "number": "1"}
    ),
    "passages": Visit("/a/{closed}/passages", "red-alder", unfolded=True),
    "passages, refused": Visit("/a/{closed}/passages", "red-alder", 422, press="It is these words", unfolded=True),
    "passages, none decided": Visit("/a/{closed}/passages?show=decided", "red-alder"),
    "passages, one version": Visit("/a/{schools}/passages", EDITOR),
    "editor, with passages to confirm": Visit("/a/{closed}/edit", "red-alder"),
    "settings": Visit("/a/{schools}/settings", EDITOR, unfolded=True),
    "settings, refused": Visit("/a/{schools}/settings", EDITOR, 422, press="Store the settings", fill={"title": ""}),
    # What moderators do.
    "queue": Visit("/queue", MODERATOR),
    "queue, an item": Visit("/queue?item={reported}", MODERATOR, unfolded=True),
    "queue, watch": Visit("/queue?bucket=watch", MODERATOR),
    "put it off": Visit("/queue/contribution/{reported}/put-off", MODERATOR),
    "put it off, refused": Visit("/queue/contribution/{reported}/put-off", MODERATOR, 422, press="Put it off"),
    "queue, an appeal": Visit("/queue?item={appeal}", MODERATOR),
    "queue, a proposal": Visit("/queue?item={proposal}", MODERATOR),
    "put an appeal off": Visit("/queue/appeal/{appeal}/put-off", MODERATOR),
    "hand it on": Visit("/queue/contribution/{reported}/hand-on", MODERATOR),
    "hand it on, refused": Visit("/queue/contribution/{reported}/hand-on", MODERATOR, 422, press="Hand it on"),
    "no such batch": Visit("/queue/batches/00000000-0000-0000-0000-000000000000", MODERATOR, 404),
    "decide on several, none chosen": Visit("/queue/together", MODERATOR),
    "queue, nothing": Visit("/queue?bucket=urgent", MODERATOR),
    "an origin to decide on": Visit("/origins/{suggested}", MODERATOR),
    "an origin to decide on, refused": Visit("/origins/{suggested}", MODERATOR, 422, press="Decide"),
    "an origin to decide on, to a member": Visit("/origins/{suggested}", MEMBER),
    "an origin that was decided on": Visit("/origins/{confirmed}", MODERATOR),
    "mark a source": Visit("/sources/{corrected}/mark", MODERATOR),
    "mark a source, refused": Visit("/sources/{corrected}/mark", MODERATOR, 422, press="Store it"),
    "set a profile": Visit("/publishers/{publisher}/profile", MODERATOR),
    "set a profile, refused": Visit(
        "/publishers/{publisher}/profile", MODERATOR, 422, press="Store the profile", fill={"reason": ""}
    ),
    "undo an act on a source": Visit("/source-acts/{source_act}/undo", MODERATOR),
    "decide": Visit("/contributions/{bearing}/decide", MODERATOR),
    "decide, refused": Visit("/contributions/{bearing}/decide", MODERATOR, 422, press="Decide"),
    "decide, on what was decided before": Visit("/contributions/{cadets}/decide", MODERATOR, unfolded=True),
    "ratings that came at once": Visit("/ratings-aside/{burst}", MODERATOR),
    "ratings that came at once, refused": Visit("/ratings-aside/{burst}", MODERATOR, 422, press="Decide"),
    "ratings that came at once, let weigh": Visit("/ratings-aside/{let_weigh}", MODERATOR),
    "queue, ratings that wait": Visit("/queue?item={burst_on}", MODERATOR),
    "item, with ratings that wait": Visit("/evidence/{agency}"),
    "answer an appeal": Visit("/appeals/{appeal}", MODERATOR, unfolded=True),
    "answer an appeal, refused": Visit("/appeals/{appeal}", MODERATOR, 422, press="Answer"),
    "appeals that were answered": Visit("/appeals", MODERATOR),
    "an appeal that was answered": Visit("/appeals/{answered}", MODERATOR),
    "conduct": Visit("/conduct?about={bearing}", MODERATOR),
    "conduct, refused": Visit("/conduct", MODERATOR, 422, press="Decide"),
    "conduct, with what was decided": Visit("/conduct", ADMIN, unfolded=True),
    "yours, with a sanction": Visit("/yours", WARNED, unfolded=True),
    "appeal a sanction": Visit("/decisions/{measure}/appeal", WARNED),
    "appeal a sanction, refused": Visit("/decisions/{measure}/appeal", WARNED, 422, press="Appeal"),
    "post evidence, suspended": Visit("/claims/{sleep}/evidence", SUSPENDED, 403),
    "answer an appeal against a sanction": Visit("/appeals/{against_sanction}", ADMIN),
    "answer an appeal against a sanction, refused": Visit("/appeals/{against_sanction}", ADMIN, 422, press="Answer"),
    "undo a sanction, refused": Visit("/conduct", ADMIN, 422, press="Undo it", unfolded=True),
    "lock": Visit("/contributions/{bearing}/lock", MODERATOR),
    "lock, refused": Visit("/contributions/{bearing}/lock", MODERATOR, 422, press="Lock it"),
    "lock, locked already": Visit("/contributions/{locked}/lock", MODERATOR, unfolded=True),
    "claim, locked": Visit("/claims/{locked}", MEMBER),
    "report an article": Visit("/a/{schools}/flag"),
    "report a source": Visit("/sources/{source}/flag", MEMBER),
    "report a name": Visit("/contributions/{seattle}/author/flag", "tall-birch"),
    "report a name, refused": Visit("/contributions/{seattle}/author/flag", "tall-birch", 422, press="Flag it"),
    "report a name from its page": Visit("/people/{person}/flag"),
    "reports": Visit("/reports/{of_article}", MODERATOR),
    "reports, refused": Visit("/reports/{of_article}", ADMIN, 422, press="Decide"),
    "erase for good": Visit("/purges/new?thing=contribution&name={bearing}", ADMIN),
    "erase for good, refused": Visit("/purges/new?thing=contribution&name={bearing}", ADMIN, 422, press="Ask for it"),
    "erasing for good": Visit("/purges", ADMIN),
    "erasing for good, refused": Visit("/purges", ADMIN, 422, press="Erase it for good"),
    "finding": Visit("/a/{closed}/finding", unfolded=True),
    "finding, to its editor": Visit("/a/{closed}/finding", "red-alder", unfolded=True),
    "finding, none": Visit("/a/{schools}/finding"),
    "finding, refused": Visit("/a/{closed}/finding", "red-alder", 422, press="Sign and show it", fill={"text": ""}),
    "watched words": Visit("/a/{schools}/watched-words", EDITOR),
    "watched words, of the site": Visit("/watched-words", ADMIN),
    "watched words, tried": Visit(
        "/a/{schools}/watched-words", EDITOR, press="Try it", fill={"flag": "sleep*", "sample": "They sleep less."}
    ),
    "watched words, refused": Visit(
        "/a/{schools}/watched-words", EDITOR, 422, press="Store the list", fill={"hold": "*"}
    ),
    "how moderation works": Visit("/how-moderation-works"),
    "speakers": Visit("/a/{draft}/speakers", EDITOR),
    "fetching": Visit("/articles/fetching/{fetch}", EDITOR),
    "jobs": Visit("/jobs", ADMIN),
    "webhooks, of the site": Visit("/webhooks", ADMIN),
    "webhooks, of an article": Visit("/a/{schools}/webhooks", EDITOR),
    "webhooks, refused": Visit(
        "/a/{schools}/webhooks", EDITOR, 422, press="Set it up", fill={"address": "http://bot.example/"}
    ),
    "a webhook with what was sent": Visit("/webhooks/{webhook}", EDITOR, unfolded=True),
    "lists of publishers": Visit("/source-lists", ADMIN),
    "lists of publishers, looked at": Visit(
        "/source-lists",
        ADMIN,
        press="Show what would change",
        fill={"rows": "domain,status\nharbour-post.example,low\nisland-times.example,high", "name": "A list"},
    ),
    "lists of publishers, refused": Visit("/source-lists", ADMIN, 422, press="Import it", fill={"rows": "domain,x"}),
    "export": Visit("/a/{schools}/export"),
    "import a file": Visit("/exchange/import", EDITOR),
    # In pages of others.
    "an article elsewhere": Visit("/embed/a/{schools}"),
    "an article elsewhere, its last claims": Visit("/embed/a/{schools}?page=99&theme=dark", MEMBER),
    "an article elsewhere, back from signing in in vain": Visit("/embed/a/{event}?signed-in=1"),
    "an article elsewhere, not open": Visit("/embed/a/{garden}", None, 404),
    "a claim elsewhere": Visit("/embed/claims/{sleep}"),
    "a claim elsewhere, too little to go on": Visit("/embed/claims/{attack}"),
    "signed in from elsewhere": Visit("/embed/signed-in", MEMBER),
    # Accounts, and what goes wrong.
    "account": Visit("/account", MEMBER),
    "another name": Visit("/account/name", MEMBER),
    "another password": Visit("/account/password", MEMBER),
    "another address": Visit("/account/address", MEMBER),
    "delete the account": Visit("/account/delete", MEMBER),
    "second step": Visit("/account/second-step", MEMBER, renewed=True),
    "second step, off already": Visit("/account/second-step/off", MEMBER),
    "recovery codes, without a second step": Visit("/account/recovery-codes", MEMBER, 409),
    "passkeys, on a site without an address": Visit("/account/passkeys", MEMBER, 404),
    "a passkey as a second step, there": Visit("/account/passkeys/second-step", MEMBER, 404),
    "sites that sign one in, where there are none": Visit("/account/sign-ons", MEMBER, 404),
    "a sign-in once more, there": Visit("/sign-in/again", MEMBER, 404),
    "back from another site, there": Visit("/sign-in/with/nowhere/back", None, 404),
    "a newcomer's name, unasked": Visit("/sign-in/new-account"),
    "a code, before the password": Visit("/sign-in/code"),
    "forgotten password": Visit("/forgotten-password"),
    "reset, by an old link": Visit("/reset/none", None, 404),
    "confirm, by an old link": Visit("/confirm/none", None, 404),
    "sign in": Visit("/sign-in"),
    "sign in, refused": Visit("/sign-in", None, 422, press="Sign in", fill={"identity": "nobody", "password": "x"}),
    "sign up": Visit("/sign-up"),
    "sign up, refused": Visit("/sign-up", None, 422, press="Sign up", fill={"username": "x", "password": "short"}),
    "nothing there": Visit("/nowhere", None, 404),
    "not open to a member": Visit("/queue", MEMBER, 403),
    "an old form": Visit(
        "/contributions/{bearing}/flag",
        "tall-birch",
        400,
        press="Flag it",
        fill={"note": "These words are not in the study."},
        missing="csrf_token",
    ),
}


def ids_of() -> dict[str, Any]:
    """What the addresses speak of, in the demo; in its app context."""
    item = {name: _item(begins) for name, begins in _ITEMS.items()}
    claim = {name: _claim(*where) for name, where in _CLAIMS.items()}
    return {
        **{name: article(begins).slug for name, begins in _ARTICLES.items()},
        **{name: each.public_id for name, each in (item | claim).items()},
        "attack": _only(select(Proposition.public_id).where(Proposition.main_of_id == article(EVENT).id)),
        "proposed": _only(select(Proposition.public_id).where(Proposition.text.startswith("Most studies of later"))),
        "bearing": _bearing(item["seattle"], claim["sleep"]),
        "reported": _bearing(item["agency"], claim["sleep"]),
        "source": item["seattle"].source.public_id,
        "retracted": item["apples"].source.public_id,
        "corrected": _only(select(Source.public_id).where(Source.corrected_at.is_not(None))),
        "publisher": _only(select(Publisher.public_id).where(Publisher.own_grade.is_not(None))),
        "suggested": _only(_suggestions(SuggestionState.OPEN).limit(1)),
        "confirmed": _only(_suggestions(SuggestionState.CONFIRMED)),
        "source_act": _only(select(SourceAct.public_id).where(SourceAct.action == "set_profile")),
        "relation": _only(select(Relation.public_id).where(Relation.target_id == claim["sleep"].id).limit(1)),
        "point": _only(select(CommonPoint.public_id).where(CommonPoint.text.startswith("When school starts"))),
        "remark": _only(select(Remark.public_id).where(Remark.text.startswith("Does anybody know of a study"))),
        "fetch": _fetching(),
        "visited": _visited(article(SCHOOLS).id),
        "person": _person(MEMBER),
        "of_article": _reported(),
        "proposal": _proposal(item["agency"]),
        "letter": sign(_person(TEACHER)),
        "burst": _burst(_bearing(item["agency"], claim["sleep"]), BurstState.WAITING),
        "let_weigh": _burst(_bearing(item["agency"], claim["sleep"]), BurstState.RELEASED),
        "burst_on": _bearing(item["agency"], claim["sleep"]),
        "returned": _only(_decisions("bearing", "return")),
        "appeal": _only(select(Appeal.public_id).where(Appeal.measure_id.is_(None), Appeal.state == AppealState.OPEN)),
        "classroom": _only(select(Classroom.public_id)),
        "member": _only(select(ClassMember.public_id).join(Feedback, Feedback.actor_id == ClassMember.actor_id)),
        "review": _only(select(PeerReview.public_id).where(PeerReview.done_at.is_(None))),
        **{each: _only(select(Exercise.public_id).where(Exercise.kind == each)) for each in EXERCISES},
        "assignment": _only(select(Assignment.public_id).where(Assignment.title == others.ASSIGNMENT)),
        "grouped": _only(select(Assignment.public_id).where(Assignment.title == GROUPED)),
        "webhook": _webhook(article(SCHOOLS)),
        "purge": _purge(_bearing(item["seattle"], claim["sleep"])),
        "locked": claim["ill"].public_id,
        "measure": _only(select(Sanction.public_id).where(Sanction.name == "warn")),
        "against_sanction": _only(select(Appeal.public_id).where(Appeal.measure_kind == "sanction")),
        "answered": _only(
            select(Appeal.public_id).where(Appeal.measure_id.is_(None), Appeal.state == AppealState.OVERTURNED)
        ),
    }


_ARTICLES = {
    "event": EVENT,
    "schools": SCHOOLS,
    "draft": others.DRAFT.draft.title,
    "premoderated": others.PREMODERATED.draft.title,
    "closed": others.CLOSED.draft.title,
    "by_link": others.BY_LINK.draft.title,
    "garden": others.CLASSROOM.draft.title,
    "ferry": agency.SCRIPT.draft.title,
}
_CLAIMS = {
    "sleep": (SCHOOLS, "Pupils sleep longer"),
    "start": (SCHOOLS, "Secondary schools should"),
    "ill": (SCHOOLS, "Fewer pupils fall ill"),
    "short": (SCHOOLS, "Most secondary pupils"),
    "fridays": (others.BY_LINK.draft.title, "Nobody could"),
    "said": (others.BY_LINK.draft.title, "A neighbour said"),
    "sounder": (agency.SCRIPT.draft.title, "The ferry left"),
    "friction": (EVENT, "There is friction"),
    "posts": (others.CLOSED.draft.title, "This would cost"),
}
_ITEMS = {"seattle": "Dunster", "cadets": "Carrell", "apples": "Wansink", "agency": "Associated Press"}


def _proposal(evidence: Evidence) -> uuid.UUID:
    """What a member proposes to do about an item."""
    proposed = ItemProposal(
        article_id=evidence.article_id,
        contribution_id=evidence.id,
        action="mark_stale",
        reason="There is a newer count, of last spring.",
        proposed_by=_person(MEMBER),
    )
    session.rollback()
    with transaction():
        session.add(proposed)
    return proposed.public_id


def _visited(article_id: int) -> int:
    """The teacher was in that article before anything was posted on it."""
    long_ago, who = datetime(2026, 1, 1, tzinfo=UTC), _person(TEACHER)
    session.rollback()
    with transaction():
        visit = reading.Visit(article_id=article_id, actor_id=who, position=0, version=1, at=long_ago)
        visit.seen_until = long_ago
        session.merge(visit)
    return article_id


def _reported() -> uuid.UUID:
    """An article that a member has reported."""
    session.rollback()
    with transaction():
        thing = reported(of_article(article(others.CLOSED.draft.title)))
        note, reason = "The headline calls her a liar.", FlagReason.ABUSE
        by = _person(MEMBER)
        session.add(Flag(reported_id=thing.id, actor_id=by, revision=1, reason=reason, note=note, level=1))
        return thing.public_id


def _fetching() -> uuid.UUID:
    """A page that the editor has asked for, and that is not there yet."""
    asked = AddressImport(
        author_id=_person(EDITOR),
        roles=["editor"],
        submission=uuid.uuid4().hex,
        url="https://example.org/the-bridge",
        title="The bridge",
        audience=Audience.PUBLIC,
        premoderated=False,
        excerpt=False,
    )
    session.rollback()
    with transaction():
        session.add(asked)
    return asked.public_id


def _person(name: str) -> str:
    return _only(select(User.actor_id).where(User.username == name))  # type: ignore[no-any-return]


def _purge(bearing: uuid.UUID) -> uuid.UUID:
    """Another admin asked that it be erased for good, and it waits to be confirmed."""
    asked = Purge(thing="contribution", name=str(bearing), reason_code="personal_data", asked_by=_person(MODERATOR))
    session.rollback()
    with transaction():
        session.add(asked)
    return asked.public_id


def _webhook(of: Article) -> uuid.UUID:
    """The editor's, to which one message came, one did not, and one waits for another try."""
    at = now()
    hook = Webhook(
        article_id=of.id,
        author_id=_person(EDITOR),
        address="https://notices.example.org/hooks/deliberation/4f0c2b8e",
        kinds=["evidence.posted", "evidence.decided", "appeal.decided"],
        site_url="https://site.example/",
        secret=new_secret(),
        failing_since=at,
    )
    session.rollback()
    with transaction():
        session.add(hook)
        session.flush()
        sent = {"webhook_id": hook.id, "tries": 1, "tried_at": at, "due_at": at}
        session.add_all(
            [
                Delivery(kind="test", state=DeliveryState.DELIVERED, status=204, milliseconds=118, answer="", **sent),
                Delivery(
                    kind="evidence.posted",
                    state=DeliveryState.FAILED,
                    status=500,
                    milliseconds=2041,
                    answer="<h1>Internal Server Error</h1>" + "at_some_place" * 20,
                    **sent,
                ),
                Delivery(
                    kind="appeal.decided", problem="The site took longer than 10 seconds.", milliseconds=10004, **sent
                ),
            ]
        )
    return hook.public_id


def _burst(bearing: uuid.UUID, state: BurstState) -> uuid.UUID:
    """Ratings that came at once, of seventeen people who are new."""
    item = _only(select(Bearing).where(Bearing.public_id == bearing))
    decided = now() if state is not BurstState.WAITING else None
    burst = RatingBurst(
        article_id=item.article_id, bearing_id=item.id, since=now(), usual=3.0, state=state, decided_at=decided
    )
    session.rollback()
    with transaction():
        session.add(burst)
        session.flush()
        for number in range(17):
            for dimension in (Dimension.RELEVANCE, Dimension.STRENGTH):
                who = f"new {state.value} {number}"
                rating = make_rating(session.get_one(Bearing, item.id), who, dimension, number % 2 * 4, 0)
                rating.burst_id, rating.set_aside = burst.id, True
    return burst.public_id


def _suggestions(state: SuggestionState) -> Select[Any]:
    """Those on the agency's story, the oldest first."""
    on = OriginSuggestion.article_id == article(agency.SCRIPT.draft.title).id
    return select(OriginSuggestion.public_id).where(on, OriginSuggestion.state == state).order_by(OriginSuggestion.id)


def _only(query: Select[Any]) -> Any:
    return session.scalars(query).one()


def _claim(title: str, begins: str) -> Proposition:
    return next(claim for text, claim in claims(title).items() if text.startswith(begins))


def _item(begins: str) -> Evidence:
    """The item whose source is cited in words that begin like this."""
    query = select(Evidence).join(Evidence.source).options(contains_eager(Evidence.source))
    return session.scalars(query.where(Source.citation.startswith(begins))).one()


def _bearing(item: Evidence, claim: Proposition) -> uuid.UUID:
    query = select(Bearing.public_id).where(Bearing.evidence_id == item.id, Bearing.target_id == claim.id)
    return session.scalars(query).one()


def _decisions(kind: str, action: str) -> Select[Any]:
    query = select(Decision.public_id).join(Decision.contribution)
    return query.where(Decision.action == action, Contribution.kind == kind)
