"""Reasons that the site stored in English, said to whoever reads."""

from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from deliberate.core.stored_words import say_stored
from deliberate.core.wording import speaking
from deliberate.moderation.flagging import MANY_FLAGGED, ONE_FLAGGED
from deliberate.moderation.rising import LOST_BY_REMOVALS
from tests.databases import let_go
from tests.own_site import make_site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Words in a language of the site's own."""
    words = Catalog(locale="da")
    words.add(ONE_FLAGGED, "En person.")
    words.add(MANY_FLAGGED, "%(count)s personer.")
    words.add(LOST_BY_REMOVALS, "%(cost)s for %(days)s og %(removals)s.")
    path = tmp_path / "words" / "da" / "LC_MESSAGES" / "deliberate.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, words)
    return tmp_path / "words"


def test_what_the_site_wrote_is_said_with_what_it_filled_in(folder: Path, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", DELIBERATE_TRANSLATIONS=str(folder))
    lost = LOST_BY_REMOVALS % {"removals": 3, "days": 90, "cost": 2}
    with site.app_context(), speaking("da"):
        assert say_stored(ONE_FLAGGED) == "En person."
        assert say_stored(MANY_FLAGGED % {"count": 12}) == "12 personer."
        assert say_stored(lost) == "2 for 90 og 3."
        assert [say_stored(each) for each in ("12 people.", "", None)] == ["12 people.", "", ""]
    with site.app_context():
        assert say_stored(lost) == lost
    let_go(site)
