"""What a page says to its readers, and whether all of it went through the catalogues."""

import json
import re
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import JSON, String, select

from deliberate.accounts.models import AccountBase
from deliberate.core.base import Base
from deliberate.core.db import session
from deliberate.demo.command import NOTICE

#: Seen, or read out: texts and the attributes that stand for some.
#: Neither read by people, nor said by us: the names of places are those of the table of time zones.
_LEFT_OUT = "script, style, noscript, code, pre, kbd, textarea, [lang=en], option[value*='/'], .dlb-hash"
_SAID = """left_out => {
    const said = [document.title, document.querySelector("meta[name=description]")?.content || ""];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (!walk.currentNode.parentElement.closest(left_out)) said.push(walk.currentNode.data);
    for (const name of ["title", "alt", "aria-label", "placeholder"])
        document.querySelectorAll(`body [${name}]`).forEach(each => said.push(each.getAttribute(name)));
    return said;
}"""
#: The same in every language.
_NO_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[A-Za-z][\w-]*(?:\.[\w-]+)+\b|\b[0-9a-f]{6,}\b|\b[0-9A-Fa-f]+(?:-[0-9A-Fa-f]+)+\b"
    r"|\b(?:UTC|SHA-256|DOI|CSV|JSON|Atom|[Dd]eliberate|AIF|Argdown|GraphML)\b"
    r"|\b(?:W3C Web Annotation|Markdown|HTML|PDF|Chrome|Linux|Passkeys?|English|Deutsch)\b"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z’',;: ()-]*[A-Za-z]")


def left_in_latin(page: Page, content: str) -> list[str]:
    """What the page that stands there says in Latin letters, and nobody wrote."""
    found = (" ".join(_NO_WORDS.sub(" ", each).split()) for each in page.evaluate(_SAID, _LEFT_OUT))
    return sorted({words for each in found for words in _LATIN.findall(each) if words.lower() not in content})


def written_by_people(demo: Flask) -> str:
    """All that stands in the tables of a site, and in its notice: what pages may say in no language of theirs."""
    with demo.app_context():
        found = [NOTICE]
        for base in (Base, AccountBase):
            for table in base.metadata.sorted_tables:
                columns = [each for each in table.columns if isinstance(each.type, (String, JSON))]
                rows = session.execute(select(*columns)) if columns else ()
                found += [_text(value) for row in rows for value in row if value is not None]
    whole = " ".join(found)
    # Also without what is the same in every language, for so is what a page says looked at.
    return " ".join(f"{whole} {_NO_WORDS.sub(' ', whole)}".lower().split())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
