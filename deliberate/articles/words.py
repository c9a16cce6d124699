"""What is said of an article: what its states and audiences are called, and how it is settled."""

from deliberate.articles.models import Article, Audience, State
from deliberate.core.wording import N_, say

#: What each is called in a sentence about an article.
STATE_WORDS = {
    State.DRAFT: N_("draft"),
    State.OPEN: N_("open"),
    State.CLOSED: N_("closed"),
    State.ARCHIVED: N_("archived"),
    State.TAKEN_DOWN: N_("taken down"),
}
AUDIENCE_WORDS = {Audience.PUBLIC: N_("public"), Audience.LINK: N_("link"), Audience.GROUP: N_("group")}
#: Why a step cannot be taken from where an article is.
NOT_FROM = {
    "publish": N_("This article is %(state)s; to publish it, it would have to be draft."),
    "close": N_("This article is %(state)s; to close it, it would have to be open."),
    "reopen": N_("This article is %(state)s; to reopen it, it would have to be closed."),
    "archive": N_("This article is %(state)s; to archive it, it would have to be closed."),
    "unpublish": N_("This article is %(state)s; to unpublish it, it would have to be archived or closed or open."),
}


def described(article: Article) -> str:
    """The settings as they are now, in words."""
    lines = {
        say("Title"): article.title,
        say("Byline"): article.byline,
        say("Publisher"): article.publisher,
        say("Published on"): article.published_on,
        say("Source"): article.source_url,
        say("Licence"): article.licence,
        say("Readers see only the passages that claims point at"): say("yes") if article.excerpt else say("no"),
        say("Language"): article.language,
        say("Audience"): say(AUDIENCE_WORDS[article.audience]),
        say("Contributions wait for a moderator"): say("yes") if article.premoderated else say("no"),
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)
