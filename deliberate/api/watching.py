"""Words that are watched on the whole site, and trying a list before it is stored."""

from deliberate.api.authentication import Caller
from deliberate.api.concluding import LONGEST_LIST, WordsGiven, WordsShown, words_of
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.shapes import Given, Shown, words
from deliberate.articles.models import Article
from deliberate.articles.services import get_readable
from deliberate.moderation.watching import Effect, Hit, read_entries
from deliberate.moderation.word_lists import authorize_watching, change_list, try_list

TAG = "Moderation"
MODERATE = Scope.MODERATE
LONGEST_SAMPLE = 20_000


class Tried(Given):
    """A list that is not stored, and a text to try it on."""

    block: str = words(LONGEST_LIST, 0, default="")
    hold: str = words(LONGEST_LIST, 0, default="")
    flag: str = words(LONGEST_LIST, 0, default="")
    sample: str = words(LONGEST_SAMPLE, 0, default="")


class HitShown(Shown):
    """A watched entry, and the words that it met."""

    entry: str
    effect: Effect
    met: str


class PostMet(Shown):
    """A post that readers see and the list would have met."""

    contribution: str
    hits: list[HitShown]


class TrialShown(Shown):
    """What a list would have met; nothing of it is stored."""

    in_sample: list[HitShown]
    posts: list[PostMet]
    looked_at: int


@operation("GET", "/watched-words", tag=TAG, answer=WordsShown, scope=MODERATE, for_visitors=False)
def get_site_words(caller: Caller) -> WordsShown:
    """The words watched on the whole site; for admins."""
    return words_of(caller, None)


@operation("PUT", "/watched-words", tag=TAG, body=WordsGiven, answer=WordsShown, scope=MODERATE)
def watch_site_words(caller: Caller, body: WordsGiven) -> WordsShown:
    """Set the words watched on the whole site; for admins."""
    authorize_watching(caller.actor, None)
    change_list(caller.actor, None, read_entries(body.block, body.hold, body.flag), body.number)
    return words_of(caller, None)


@operation("POST", "/watched-words/trial", tag=TAG, body=Tried, answer=TrialShown, scope=MODERATE)
def try_site_words(caller: Caller, body: Tried) -> TrialShown:
    """What a list would meet in a text, and in the newest posts of the site; for admins."""
    return _trial(caller, None, body)


@operation("POST", "/articles/<slug>/watched-words/trial", tag=TAG, body=Tried, answer=TrialShown, scope=MODERATE)
def try_words(caller: Caller, slug: str, body: Tried) -> TrialShown:
    """What a list would meet in a text, and in the newest posts on an article."""
    return _trial(caller, get_readable(caller.actor, slug), body)


def _trial(caller: Caller, article: Article | None, body: Tried) -> TrialShown:
    authorize_watching(caller.actor, article)
    trial = try_list(caller.actor, article, read_entries(body.block, body.hold, body.flag), body.sample)
    return TrialShown(
        in_sample=[_hit(each) for each in trial.in_sample],
        posts=[
            PostMet(contribution=str(each.contribution.public_id), hits=[_hit(one) for one in each.hits])
            for each in trial.posts
        ],
        looked_at=trial.looked_at,
    )


def _hit(hit: Hit) -> HitShown:
    return HitShown(entry=hit.entry.written, effect=hit.entry.effect, met=hit.met)
