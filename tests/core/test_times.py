"""Moments in words: by the clock of whoever reads, else of the site, which is named."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from deliberate.core.times import day_in_words, hour_in_words, moment_in_words, read_in, reading_in, zone_called, zones

LATE = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)


def test_a_moment_is_told_by_the_readers_clock_and_a_day_is_a_day(context: Flask) -> None:
    assert moment_in_words(LATE) == "3 July 2026, 23:30 UTC"
    read_in("Europe/Berlin")
    assert moment_in_words(LATE) == "4 July 2026, 01:30 CEST"
    assert day_in_words(LATE) == "4 July 2026"
    assert day_in_words(date(2026, 7, 3)) == "3 July 2026"
    read_in("Asia/Tashkent")
    assert hour_in_words(LATE) == "04:30 UTC+05"
    with reading_in("Europe/Berlin"):
        assert hour_in_words(LATE) == "01:30 CEST"
    assert hour_in_words(LATE) == "04:30 UTC+05"
    read_in(None)
    assert hour_in_words(LATE) == "23:30 UTC"


def test_without_a_reader_the_clock_is_utc() -> None:
    assert moment_in_words(LATE) == "3 July 2026, 23:30 UTC"
    assert (moment_in_words(None), day_in_words(None)) == ("", "")


def test_the_zones_that_are_offered_are_places_and_all_known() -> None:
    assert zones()[0] == "UTC"
    assert {"Europe/Berlin", "America/Argentina/Ushuaia"} <= {*zones()}
    assert not [each for each in zones() if each.startswith(("Etc/", "posix/"))]
    for name in ("Mars/Base", "", "../../etc/passwd", "Europe"):
        with pytest.raises(ValueError, match="no time zone"):
            zone_called(name)
