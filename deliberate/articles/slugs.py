"""The part of an article's address that stands for it."""

import re
import secrets
import unicodedata

LONGEST = 60
_TOKEN_BYTES = 16
_FALLBACK = "article"


def slug_of(title: str, longest: int = LONGEST) -> str:
    """The title in lower-case ASCII words joined by hyphens, cut at a word; "article" where no letter is left."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", ascii_title.replace("'", "")))
    if len(slug) > longest:
        whole_words = slug[: longest + 1].rpartition("-")[0]
        slug = whole_words or slug[:longest]
    return slug or _FALLBACK


def numbered(slug: str, number: int) -> str:
    """The slug of the n-th article of that name, never longer than ``LONGEST``."""
    suffix = f"-{number}"
    return slug[: LONGEST - len(suffix)].rstrip("-") + suffix


def unguessable(title: str) -> str:
    """A readable slug that ends in 128 random bits: whoever has the address was given it."""
    token = secrets.token_hex(_TOKEN_BYTES)
    return f"{slug_of(title, LONGEST - len(token) - 1)}-{token}"
