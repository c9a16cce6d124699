"""The letter that tells of notices, in plain text and in HTML."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from deliberate.core.languages import direction_of
from deliberate.core.mailing import Mailing, Message, address_in_full
from deliberate.core.site import settings
from deliberate.core.wording import N_, language, say, say_many
from deliberate.notices.lines import Line
from deliberate.notices.unsubscribing import sign

#: What stands above what is about no article.
ABOUT_NONE = N_("Apart from articles")


def write_letter(mailing: Mailing, person: str, address: str, lines: Sequence[Line]) -> Message:
    """What somebody is told, by article in the order it happened, with a way out that a mail program can take."""
    unsubscribe = _full(mailing, "unsubscribe", letter=sign(person))
    words = {
        "site": settings.site_name,
        "lang": language(),
        "direction": direction_of(language()),
        "sent_by": say("This message was sent by %(site)s. Nobody reads answers to it.", site=settings.site_name),
        "articles": _by_article(mailing, lines),
        "notices_url": _full(mailing, "notices"),
        "settings_url": _full(mailing, "preferences"),
        "unsubscribe_url": unsubscribe,
    }
    return Message(
        to=address,
        subject=say_many(
            "%(site)s: %(num)s notice for you",
            "%(site)s: %(num)s notices for you",
            len(lines),
            site=settings.site_name,
        ),
        text=_rendered("letter.txt", words),
        html=_rendered("letter.html", words),
        headers={
            # RFC 8058: a mail program ends it by one POST, without a page in between.
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _by_article(mailing: Mailing, lines: Sequence[Line]) -> list[dict[str, Any]]:
    articles: dict[int | None, dict[str, Any]] = {}
    for line in lines:
        title = line.article.title if line.article is not None else say(ABOUT_NONE)
        entry = articles.setdefault(line.notice.article_id, {"title": title, "lines": []})
        values = dict(line.link.values)
        anchor = values.pop("_anchor", None)
        url = address_in_full(mailing.site_url, line.link.endpoint, **values)
        entry["lines"].append({"line": line, "url": f"{url}#{anchor}" if anchor else url})
    return list(articles.values())


def _full(mailing: Mailing, page: str, **values: str) -> str:
    return address_in_full(mailing.site_url, f"deliberate.notices.{page}", **values)


def _rendered(name: str, words: dict[str, Any]) -> str:
    """Straight from the environment: a job has no request that context processors could look at."""
    rendered: str = current_app.jinja_env.get_template(f"deliberate/notices/{name}").render(**words)
    return rendered
