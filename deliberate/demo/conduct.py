"""Conduct: a warning, a suspension that is appealed, a lock, an article in slow mode, watched words, and a finding."""

from deliberate.articles.slow_mode import set_slow_mode
from deliberate.demo.people import Cast
from deliberate.demo.staging import Stage
from deliberate.moderation.appealing import appeal
from deliberate.moderation.concluding import sign_finding, write_finding
from deliberate.moderation.locking import lock
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.watching import read_entries
from deliberate.moderation.word_lists import change_list

FINDING = """Nobody posted evidence here before the town council decided. Whether the hours would cost two more posts
stayed open: somebody searched the budgets of two years for it and found nothing.

Whoever takes this up again might start with what the treasurer counted.
"""


def see_to_conduct(stage: Stage) -> None:
    """On the article about schools, and about the people who argue there."""
    even, calm, jay = stage.cast["even-keel"], stage.cast["calm-plover"], stage.cast["loud-jay"]
    warned = "Ask the same question without saying of people that they do not care."
    sanction(even, SanctionDraft(stage.cast["slow-otter"].key, "warn", "abuse", warned))
    suspended = sanction(
        even,
        SanctionDraft(jay.key, "suspend", "spam", "The same advertisement in nine remarks, after a warning.", days=30),
    )
    appeal(jay, suspended, "I was asked where one can buy it. I will not post it again.")
    lock(calm, stage.claims["ill"], "abuse", "It has turned into a quarrel about one family. It opens again on Monday.")
    entries = read_entries(block="order tonight", hold="buy*\npillow*", flag="everybody knows")
    change_list(stage.cast[stage.script.editor], stage.article, entries, 0)


def slow_down(stage: Stage) -> None:
    """Ten minutes between each person's posts."""
    set_slow_mode(stage.cast["calm-plover"], stage.article, 10)


def conclude(cast: Cast, stage: Stage) -> None:
    """What the editor of a closed article and a moderator conclude."""
    write_finding(cast["red-alder"], stage.article, FINDING, 0)
    sign_finding(cast["calm-plover"], stage.article, 1)
