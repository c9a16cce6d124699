"""Why a page was not fetched, in words for the person who asked for it.

They are often stored, so they are English here, and said in another language where they are shown.
"""


def N_(words: str) -> str:  # noqa: N802  # as ``core.wording`` has it, which stands above this room
    """Marks words for the catalogues; they are the same words."""
    return words


BAD_STATUS = N_("The site answered with an error: %(status)s.")
TOO_LARGE = N_("The page is larger than the %(most)s MB that are read.")
TOO_SLOW = N_("The site took longer than %(seconds)s seconds.")
TOO_MANY_REDIRECTS = N_("The address leads from one to another more than %(most)s times.")
NO_PAGE = N_("What is there is not a page to read, but %(type)s.")
ANOTHER_PORT = N_("Pages are fetched from the usual ports only, not from %(port)s.")
TOO_LONG = N_("This address is longer than %(most)s characters.")
#: Whoever shows them later knows them again by what stands around their gaps.
WITH_GAPS = (BAD_STATUS, TOO_LARGE, TOO_SLOW, TOO_MANY_REDIRECTS, NO_PAGE, ANOTHER_PORT, TOO_LONG)


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
        super().__init__(BAD_STATUS % {"status": status})
        self.status = status
        self.passing = status == 429 or status >= 500
