"""Somebody who arrived and has still to choose a name, written down until they have."""

from deliberate.accounts.sign_on.arrivals import Arrival
from deliberate.accounts.sign_on.journeys import Luggage


def packed(arrival: Arrival, to: str) -> Luggage:
    """Who arrived, and where they wanted to go, as words."""
    return {
        "issuer": arrival.issuer,
        "subject": arrival.subject,
        "name": arrival.name[:255],
        "address": arrival.address or "",
        "roles": " ".join(arrival.roles),
        "next": to,
    }


def unpacked(luggage: Luggage) -> Arrival:
    """The same person."""
    return Arrival(
        issuer=luggage["issuer"],
        subject=luggage["subject"],
        name=luggage["name"],
        address=luggage["address"] or None,
        roles=tuple(luggage["roles"].split()),
    )
