"""What a package from outside may have: what no real workbook reaches or holds."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a real workbook never reaches (1,574 were measured: 340 entries, 60 MB of XML).

    Attributes:
        entries: parts in the package.
        xml_bytes: inflated size of all parts but pictures and embedded objects.
        media_bytes: inflated size of pictures and embedded objects.
        ratio: inflated to deflated size of a part above `ratio_from` bytes.
        ratio_from: smaller parts may have any ratio.
    """

    entries: int = 1_000
    xml_bytes: int = 100_000_000
    media_bytes: int = 1_000_000_000
    ratio: int = 200
    ratio_from: int = 100_000


LIMITS = Limits()
OWN_FORMS = Limits(xml_bytes=600_000_000, ratio=1_000)
"""Of the bureau's own workbooks: a review sheet of 5,000 projects, a roster of 50,000 lines."""

_DOCTYPE = re.compile(b"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_16 = re.compile(b"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
"""The same in UTF-16."""

_MEDIA = re.compile(
    r".*/(?:media|embeddings|printersettings|thumbnails)/.*|(?:pictures|objectreplacements)/.*"
    r"|.*\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|webp|wdp|mp4|wav|ttf|odttf)",
)


def is_media(name: str) -> bool:
    """The part, by its lower-case name, is a picture or an embedded object: it is never read."""
    return _MEDIA.fullmatch(name) is not None


def declares(content: bytes) -> bool:
    """The part declares a document type or an entity, which no workbook does."""
    if b"!" in content and b"<!" in content and _DOCTYPE.search(content):
        return True
    return b"\x00" in content[:4] and _DOCTYPE_16.search(content) is not None
