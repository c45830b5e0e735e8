"""A photo or scan before it is kept: of which kind it is, whether it is what it says, and a copy of it without metadata.

Its kind is told three times, and all three must agree: by the first bytes, by the ending of its name, and by being read to
its end. Whatever cannot be read is refused, whatever the reason. Nothing is written here.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageOps

from dauys.office.papers.pdf import NotAPdf, check_pdf
from dauys.text import phrase

BYTES = 15 * 1024 * 1024
"""A scan is no larger. A photo of a telephone has 3 to 8 MB, a page of A4 at 600 dots to the inch fewer than 10."""

PIXELS = 55_000_000
"""A picture has no more. Telephones take up to 50 million, a page of A4 at 600 dots to the inch has 35 million."""

JPEG_SCANS = 100
"""Times that a JPEG may go over its picture; progressive ones do some 10. Thousands keep a processor busy for minutes: see "two
issues with the JPEG standard" by the makers of libjpeg-turbo."""

GREY = {"1", "L", "I", "I;16"}
"""Pillow's modes without colour (and, once transparency is settled, without anything else)."""

Image.MAX_IMAGE_PIXELS = PIXELS  # in this process for whoever opens a picture: Pillow warns above it and refuses twice as many

_ONE_AT_A_TIME = threading.Lock()
"""A picture of the largest size takes half a GB while it is cleaned: one in each process, the others wait."""


class NotAScan(ValueError):
    """The file is refused; ``key`` and ``values``: the phrase that says so to who sent it."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(phrase(key, **values))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken."""

    name: str  # as Pillow knows it, where it is a picture
    begins: bytes
    endings: tuple[str, ...]
    media: str
    clean: Callable[[bytes], bytes | None]  # None: there is no cleaned copy of this kind


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that may be kept: its bytes as taken, and the copy without metadata where the kind has one."""

    kind: Kind
    data: bytes
    copy: bytes | None

    @property
    def taken(self) -> str:
        """SHA-256 of the bytes as they came."""
        return sha256(self.data).hexdigest()

    @property
    def cleaned(self) -> str | None:
        """SHA-256 of the copy without metadata."""
        return None if self.copy is None else sha256(self.copy).hexdigest()

    @property
    def files(self) -> Iterator[bytes]:
        """What is to be kept."""
        yield self.data
        if self.copy is not None:
            yield self.copy


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file by its first bytes."""
    return next((kind for kind in KINDS if data.startswith(kind.begins)), None)


def looked_at(name: str, data: bytes) -> Scan:
    """The scan in a file that somebody sent under a name. Raises NotAScan. The name is looked at and forgotten."""
    if len(data) > BYTES:
        raise too_large()
    kind = kind_of(data)
    if kind is None:
        raise NotAScan("papers.wrong kind", kinds=NAMES)
    if PurePath(name).suffix.lower() not in kind.endings:
        raise NotAScan("papers.wrong ending", kind=kind.name, endings=", ".join(kind.endings))
    return Scan(kind, data, kind.clean(data))


def too_large() -> NotAScan:
    """What is said of a file that is too large, before it is read or after."""
    return NotAScan("papers.too large", number=BYTES // 1024**2)


# ---- pictures --------------------------------------------------------------------------------------------------------


def _jpeg(data: bytes) -> bytes:
    if data.count(b"\xff\xda") > JPEG_SCANS:  # no other bytes of a JPEG's picture are these: FF is followed by 00 there
        raise NotAScan("papers.unreadable")
    return _redrawn(data, "JPEG", quality=90)


def _png(data: bytes) -> bytes:
    return _redrawn(data, "PNG")


def _redrawn(data: bytes, format: str, **how: int) -> bytes:
    """The picture drawn anew from its pixels: EXIF, comments, profiles, previews and what hides behind its end are gone."""
    try:
        with Image.open(BytesIO(data), formats=[format]) as picture:  # its size is known, its pixels are not read yet
            if picture.width * picture.height > PIXELS:
                raise _too_many_pixels()
            picture.verify()
        with _ONE_AT_A_TIME, Image.open(BytesIO(data), formats=[format]) as picture:
            ImageOps.exif_transpose(picture, in_place=True)  # how it was held is told by EXIF, which goes
            plain, out = _plain(picture), BytesIO()
            plain.save(out, format, **how)
            return out.getvalue()
    except NotAScan:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except Exception:  # whatever a reader of strangers' bytes raises, they are not kept
        raise NotAScan("papers.unreadable") from None


def _too_many_pixels() -> NotAScan:
    return NotAScan("papers.too many pixels", number=PIXELS // 1_000_000)


def _plain(picture: Image.Image) -> Image.Image:
    """Pixels alone, grey or in colour, as they are seen on white paper."""
    if picture.mode == "I;16":  # Pillow would cut such greys off, and the page would be white
        picture = picture.point(lambda value: value * (1 / 256))
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        ground.alpha_composite(seen)
        picture = ground
    mode = "L" if picture.mode in GREY else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info.clear()  # what Pillow would write beside the pixels
    return plain


# ---- documents -------------------------------------------------------------------------------------------------------


def _pdf(data: bytes) -> None:
    """A PDF is kept as it was taken: nothing is taken out of it, what must not be in it is refused."""
    try:
        check_pdf(data)
    except NotAPdf as why:
        raise NotAScan(why.key) from None


KINDS = (
    Kind("JPEG", b"\xff\xd8\xff", (".jpg", ".jpeg"), "image/jpeg", _jpeg),
    Kind("PNG", b"\x89PNG\r\n\x1a\n", (".png",), "image/png", _png),
    Kind("PDF", b"%PDF-", (".pdf",), "application/pdf", _pdf),
)
NAMES = ", ".join(kind.name for kind in KINDS)
ENDINGS = ",".join(ending for kind in KINDS for ending in kind.endings)
