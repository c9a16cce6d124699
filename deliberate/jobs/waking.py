"""How those who run jobs learn that there is one; without it, they look at the clock."""

from collections.abc import Callable

from flask import current_app

WAKER = "deliberate_wake"

#: Wakes whoever runs jobs, after so many seconds.
Waker = Callable[[float], None]


def wake(after: float = 0) -> None:
    """Say that a job is or will be due. Where nobody runs jobs, or they cannot be reached, the job waits in its row."""
    waker: Waker | None = current_app.extensions.get(WAKER)
    if waker is None:
        return
    try:
        waker(after)
    except Exception:
        # The job is committed: a queue that is away delays it, and must not turn the request into a failure.
        current_app.logger.warning("whoever runs jobs could not be woken", exc_info=True)
