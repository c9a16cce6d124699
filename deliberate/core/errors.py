"""What can go wrong in the domain, in words for the person it happens to."""


class DomainError(Exception):
    """Something the domain refuses. The message is shown to the person as it is."""

    #: What is there now, where somebody changed it after it was opened for editing.
    current: str = ""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    """There is no such thing, or none that this actor may know of."""


class Gone(NotFound):
    """It was there, and was erased for good."""


class NotAllowed(DomainError):
    """The actor is known, and may not do this."""


class NotSignedIn(NotAllowed):
    """Nobody is signed in, and somebody has to be."""


class Conflict(DomainError):
    """Somebody else was there first, or it is there already."""


class StaleEdit(Conflict):
    """The thing changed after it was opened for editing; ``current`` says what it is now."""

    def __init__(self, message: str, current: str) -> None:
        super().__init__(message)
        self.current = current


class Invalid(DomainError):
    """The input cannot be accepted; ``field`` names the form field it belongs beside, if one does."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooMany(DomainError):
    """A limit is used up for now; ``retry_after`` says for how many seconds, where that is known."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
