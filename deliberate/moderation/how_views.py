"""How moderation works, for readers: made of the very tables that the code goes by."""

from flask import render_template

from deliberate.core.actors import LEVEL_NAMES
from deliberate.core.policy import POLICY
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.moderation.actions import RULES, Axis, actions
from deliberate.moderation.appealing import MONTHS_TO_APPEAL
from deliberate.moderation.flagging import flags_a_day
from deliberate.moderation.paces import posts_a_day, posts_an_hour
from deliberate.moderation.pages import Page, blueprint
from deliberate.moderation.rising import Doings, needs
from deliberate.moderation.sanctions import LONGEST, kinds
from deliberate.moderation.states_in_words import CURATION_NAMES, CURATION_WORDS, STATE_NAMES, STATE_WORDS
from deliberate.moderation.wording import begun
from deliberate.web.keeping import shows_the_site


@blueprint.get("/how-moderation-works")
@shows_the_site
def how() -> Page:
    """States, decisions, reasons, sanctions, levels, and who may do what."""
    everything = [actions.get(name) for name in actions.names()]
    return render_template(
        "deliberate/moderation/how.html",
        states=[(STATE_NAMES[state], words) for state, words in STATE_WORDS.items()],
        marks=[(CURATION_NAMES[mark], words) for mark, words in CURATION_WORDS.items()],
        decisions=[each for each in everything if each.axis is Axis.VISIBILITY],
        curations=[each for each in everything if each.axis is Axis.CURATION],
        places=[each for each in everything if each.axis is Axis.PLACE],
        milder=[(each, [actions.get(name) for name in each.milder]) for each in everything if each.milder],
        rules=RULES,
        sanctions=[kinds.get(name) for name in kinds.names()],
        longest=LONGEST.days,
        months=MONTHS_TO_APPEAL,
        limits=[
            (begun(say(LEVEL_NAMES[level])), posts_an_hour(level), posts_a_day(level), flags_a_day(level))
            for level in range(4)
        ],
        needs=[(say(LEVEL_NAMES[level + 1]), needs(level, Doings())) for level in (1, 2)],
        clean_days=settings.clean_days,
        removals=settings.removals_cost_level,
        held=settings.newcomer_posts_held,
        policy=[(begun(say(permission.value)), rule.said()) for permission, rule in POLICY.items()],
    )
