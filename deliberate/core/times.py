"""When something was, in words: in the time zone of whoever reads, which is named beside the hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g, has_app_context

from deliberate.core import wording

#: Where tables of time zones put what is no place, or is there under another name.
_NO_PLACES = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "posix/", "right/")


@cache
def zones() -> tuple[str, ...]:
    """The zones that people choose from: UTC, then places by their name."""
    return ("UTC", *sorted(each for each in available_timezones() if "/" in each and not each.startswith(_NO_PLACES)))


@cache
def zone_called(name: str) -> tzinfo:
    """A time zone by its name. Raises ValueError."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{name!r} is no time zone known here.") from None


def read_in(name: str | None) -> None:
    """From now on in this request, somebody reads who chose that zone; None for the site's."""
    g.deliberate_zone = name


@contextmanager
def reading_in(name: str | None) -> Iterator[None]:
    """What is written meanwhile is for somebody who chose that zone."""
    before = g.get("deliberate_zone")
    read_in(name)
    try:
        yield
    finally:
        read_in(before)


def zone() -> tzinfo:
    """The zone of whoever reads, or else of the site."""
    if not has_app_context():
        return UTC
    name = g.get("deliberate_zone")
    if name is None:
        state = current_app.extensions.get("deliberate")
        name = state.settings.time_zone if state is not None else "UTC"
    return zone_called(name)


def there(moment: datetime) -> datetime:
    """The same moment by the reader's clock."""
    return moment.astimezone(zone())


def day_in_words(value: date | datetime | None) -> str:
    """A day as people write it: 3 March 2026. Of a moment, the reader's day."""
    if value is None:
        return ""
    return wording.day(there(value) if isinstance(value, datetime) else value)


def moment_in_words(value: datetime | None) -> str:
    """A moment as people write it: 3 March 2026, 14:05 CET."""
    return f"{day_in_words(value)}, {hour_in_words(value)}" if value else ""


def hour_in_words(value: datetime) -> str:
    """The hour of a moment, and by which clock: 14:05 CET, or 14:05 UTC+03 where the zone has no letters."""
    local = there(value)
    name = local.tzname() or ""
    return f"{local:%H:%M} {name if name.isalpha() else f'UTC{name}'}"
