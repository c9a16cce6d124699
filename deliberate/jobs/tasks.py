"""Which jobs there are: handlers by name, and how often each is tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from deliberate.core.registry import Registry


@dataclass(frozen=True)
class Run:
    """One try of a job: what it is about, the how-manieth try this is, and whether it is the last one."""

    payload: Mapping[str, Any]
    number: int
    last: bool


#: Does the work, in units of work of its own. It may be run again after it succeeded, and then changes nothing.
Handler = Callable[[Run], None]


class JobFailed(Exception):
    """This try came to nothing. The message is stored and shown to admins, so it holds nobody's data."""


class Hopeless(JobFailed):
    """No further try can help."""


@dataclass(frozen=True)
class Task:
    """A handler, how often it is tried, and the pause before the second try, which doubles with each further one."""

    run: Handler
    attempts: int
    pause: timedelta
    #: So long a run may take; one that takes longer counts as abandoned, and the job is given to another.
    lease: timedelta
    #: How often it comes due by itself; None for a job that is asked for.
    period: timedelta | None = None


tasks: Registry[Task] = Registry("job")


def job(
    name: str,
    *,
    attempts: int = 8,
    pause: timedelta = timedelta(seconds=30),
    lease: timedelta = timedelta(minutes=2),
) -> Callable[[Handler], Handler]:
    """Register the handler of jobs of that name."""

    def register(handler: Handler) -> Handler:
        tasks.register(name, Task(handler, attempts, pause, lease))
        return handler

    return register


def every(
    period: timedelta, name: str, *, lease: timedelta = timedelta(minutes=10)
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Have a function run once in each period, for as long as the site lives; one that fails is tried again sooner."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        pause = min(period, timedelta(minutes=1))
        tasks.register(name, Task(lambda _run: function(), attempts=1, pause=pause, lease=lease, period=period))
        return function

    return register
