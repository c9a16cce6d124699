"""How much somebody may still do for now, as response headers: the limits are the domain's, and so are the counts."""

import enum

from deliberate.core.actors import Actor
from deliberate.core.site import settings
from deliberate.moderation.flagging import flags_a_day, flags_lately
from deliberate.moderation.paces import posts_a_day, posts_an_hour, posts_lately
from deliberate.weighting.services import answers_lately

HOUR, DAY = 3600, 24 * 3600


class Pace(enum.StrEnum):
    """What is counted."""

    POSTS = "posts"
    RATINGS = "ratings"
    FLAGS = "flags"


def pace_headers(pace: Pace, actor: Actor) -> dict[str, str]:
    """RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers): quota, window, and what is left of it."""
    limits = [(name, most, window, max(0, most - used)) for name, most, window, used in _limits(pace, actor)]
    return {
        "RateLimit-Policy": ", ".join(f'"{name}";q={most};w={window}' for name, most, window, _left in limits),
        "RateLimit": ", ".join(f'"{name}";r={left}' for name, _most, _window, left in limits),
    }


def _limits(pace: Pace, actor: Actor) -> list[tuple[str, int, int, int]]:
    """(name, most, in so many seconds, used)"""
    if pace is Pace.RATINGS:
        return [("ratings-day", settings.ratings_per_day, DAY, answers_lately(actor))]
    if pace is Pace.FLAGS:
        return [("flags-day", flags_a_day(actor.level), DAY, flags_lately(actor))]
    in_hour, in_day = posts_lately(actor)
    return [
        ("posts-hour", posts_an_hour(actor.level), HOUR, in_hour),
        ("posts-day", posts_a_day(actor.level), DAY, in_day),
    ]
