"""Why a page was not fetched, in words for the person who asked for it."""


class FetchError(Exception):
    """Nothing was fetched. ``passing`` says whether it may go by itself, so that another try later is worth it."""

    passing = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(FetchError):
    """The address is none that we go to, whatever stands there."""


class NotWelcome(FetchError):
    """The site asks robots to stay away from this page."""


class Unreachable(FetchError):
    """The site could not be found, or does not answer."""

    passing = True


class TooSlow(FetchError):
    """It took longer than we wait."""

    passing = True


class TooLarge(FetchError):
    """It is larger than we read."""


class Unintelligible(FetchError):
    """What came back is no answer we can read."""


class BadStatus(FetchError):
    """The site answered with an error of its own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The site answered with an error: {status}.")
        self.status = status
        self.passing = status == 429 or status >= 500
