"""Bodies of answers, decompressed and never longer than allowed, whatever they unfold to."""

import zlib
from collections.abc import Iterable, Iterator

from deliberate.fetching.errors import N_, TOO_LARGE, TooLarge, Unintelligible

#: What we say we can read; anything else is not read.
ACCEPTED = "gzip"
_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"


def bounded(chunks: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """The pieces of a body, plain: at most ``limit`` bytes, then TooLarge if there are more. Raises Unintelligible."""
    if encoding in {"", "identity"}:
        pieces = iter(chunks)
    elif encoding in {"gzip", "x-gzip"}:
        pieces = _unzipped(chunks, limit)
    else:
        raise Unintelligible(N_("The site packed its answer in a way that was not asked for."))
    size = 0
    for piece in pieces:
        if size + len(piece) > limit:
            yield piece[: limit - size]
            raise TooLarge(TOO_LARGE % {"most": f"{limit / 1e6:g}"})
        size += len(piece)
        yield piece


def _unzipped(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Pieces of at most ``limit`` and one bytes, however much a chunk unfolds to; a file of several members is one."""
    unzip = zlib.decompressobj(_GZIP)
    try:
        for packed in chunks:
            waiting = packed
            while waiting:
                if unzip.eof:
                    # After the last member comes another, or padding that says nothing.
                    if not waiting.startswith(_MAGIC):
                        return
                    unzip = zlib.decompressobj(_GZIP)
                yield unzip.decompress(waiting, limit + 1)
                waiting = unzip.unconsumed_tail or unzip.unused_data
    except zlib.error:
        raise Unintelligible(N_("The site's answer is damaged.")) from None
    if not unzip.eof:
        raise Unintelligible(N_("The site's answer broke off."))
