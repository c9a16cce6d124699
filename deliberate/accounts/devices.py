"""What a browser is called in the list of one's sessions: enough to know it again, too little to track it."""

from deliberate.core.wording import N_, say

#: The first that is found holds: every browser claims to be several others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


_ANOTHER = N_("another program")


def device_of(user_agent: str) -> str:
    """ "Firefox on Linux"; "another program" for what says neither."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or _ANOTHER


def device_words(device: str) -> str:
    """What ``device_of`` said once, to whoever reads now."""
    browser, on, system = device.partition(" on ")
    return say("%(browser)s on %(system)s", browser=browser, system=system) if on else say(device)
