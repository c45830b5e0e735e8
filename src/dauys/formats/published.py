"""Files of a published bundle read from wherever it is: a folder, a zip, an address; each held against the manifest.

The manifest names every file with its size and SHA-256 (``docs/bundle.md``). No more of a file is read than it says, and a file
that is another is refused by name. Over the network only GET is asked, of http and https alone, and never from https back to
http. Whether the manifest itself is the publisher's, its signature tells, where the reader knows the publisher's key.
"""

import re
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from dauys.formats.safe_zip import UNREADABLE
from dauys.ledger import LedgerError, Note, VerifierKey, parse
from dauys.text import BadInput, Fault

FORMAT = "dauys bundle/v1"
MANIFEST, NOTE = "manifest.json", "manifest.note"
"""What every bundle has."""

INSIDE = ("", "bundle/", "current/bundle/")
"""Where a bundle lies: at the place itself, in a snapshot of a site, in a site's folder."""

LARGEST, LARGEST_HEAD, LARGEST_ZIP = 2 << 30, 64 << 20, 1 << 30
"""Bytes of one file; of a manifest, whose size nothing names; of a zip fetched from an address."""

SECONDS = 30
"""How long an address may keep silent."""

type Fetch = Callable[[str, int], bytes | None]
"""A path and a limit to the file's bytes, at most one more than the limit; None where there is no such file."""


@dataclass(frozen=True, slots=True)
class Published:
    """A bundle whose manifest has been read; its files are read when asked for."""

    where: str
    origin: str  # of the log
    snapshot: int  # acts under the signed checkpoint: the number of the bundle
    invented: bool
    files: Mapping[str, tuple[int, str]]  # size and SHA-256 by path
    fetch: Fetch

    def read(self, path: str) -> bytes:
        """A file of the bundle. Raises BadInput where it is not there, or is not the one that the manifest names."""
        if path not in self.files:
            raise self._bad(path, "this bundle has no such file", "see manifest.json for those it has")
        size, digest = self.files[path]
        data = self.fetch(path, size)
        if data is None:
            raise self._bad(path, "the manifest names this file, and it is not there", "take the whole bundle once more")
        if len(data) != size or sha256(data).hexdigest() != digest:
            cause = "this is not the file that the manifest names: a byte was changed, or it is cut short"
            raise self._bad(path, cause, "take the bundle once more from where it was published, and do not use this one")
        return data

    def _bad(self, path: str, cause: str, cure: str) -> BadInput:
        return _bad(f"{self.where.rstrip('/')}/{path}", cause, cure)


def published(where: str | Path, key: str | None = None) -> Published:
    """The bundle at a place: its folder, a site's folder, a zip of either, or the address of any of these.

    key: the publisher's public key from elsewhere, ``name+id+base64``; with it the signature of the manifest is checked too.
    Raises BadInput.
    """
    place, there = _fetch_of(where)
    for inside in INSIDE:
        shown, fetch = f"{place.rstrip('/')}/{inside}".rstrip("/"), _within(inside, there)
        if (manifest := fetch(MANIFEST, LARGEST_HEAD)) is not None:
            break
    else:
        cause = f"there is no bundle: {MANIFEST} is neither there nor in {' nor in '.join(INSIDE[1:])}"
        raise _bad(place, cause, "name the folder, zip or address of a bundle or of a site")
    found = _read_manifest(shown, manifest, fetch)
    if key is not None:
        _check_signature(found, manifest, key)
    return found


def _read_manifest(shown: str, data: bytes, fetch: Fetch) -> Published:
    file = f"{shown.rstrip('/')}/{MANIFEST}"
    try:
        told: Any = parse(data)
        if told["format"] != FORMAT:
            cause = f"a bundle of another format: {str(told['format'])[:80]!r}"
            raise _bad(file, cause, f"this reads {FORMAT}; take a newer dauys")
        files = {one["path"]: (one["size"], one["sha256"]) for one in told["files"]}
        head = (told["origin"], told["snapshot"], told["invented"])
    except (LedgerError, KeyError, TypeError) as error:
        raise _bad(file, f"not the manifest of a bundle: {error}", "take the bundle once more") from None
    right = tuple(map(type, head)) == (str, int, bool) and all(
        isinstance(path, str) and _is_inside(path) and type(size) is int and 0 <= size <= LARGEST and _is_digest(digest)
        for path, (size, digest) in files.items()
    )
    if not right:
        raise _bad(file, "a file, size or number in it cannot be", "take the bundle once more, and do not use this one")
    return Published(shown, *head, files, fetch)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _is_inside(path: str) -> bool:
    """Whether a path stays where it is: relative, with slashes, no step up, no drive, no control letters."""
    return bool(path) and not re.search(r"[\\:\x00-\x1f]", path) and not {"", ".", ".."} & set(path.split("/"))


def _check_signature(found: Published, manifest: bytes, key: str) -> None:
    note = found.fetch(NOTE, LARGEST_HEAD)
    try:
        known, signed = VerifierKey.parse(key.strip()), Note.parse(note or b"")
        if signed.text != f"{FORMAT}\n{found.origin}\n{found.snapshot}\n{sha256(manifest).hexdigest()}\n":
            raise LedgerError("the publisher's signature is of another manifest")
        signed.verified((known,))
    except LedgerError as error:
        cure = "do not use this bundle, unless the key was copied wrongly"
        raise _bad(f"{found.where.rstrip('/')}/{NOTE}", f"not signed by that key: {error}", cure) from None


# ---- places ----------------------------------------------------------------------------------------------------------------


def _fetch_of(where: str | Path) -> tuple[str, Fetch]:
    """What faults call the place, and how its files are fetched."""
    if isinstance(where, str) and re.match(r"[a-z][a-z0-9+.-]+://", where, re.IGNORECASE):
        return _at_address(where)
    path = Path(where)
    if path.is_dir():
        return str(path), _in_folder(path)
    if path.is_file():
        return str(path), _in_zip(str(path), lambda: zipfile.ZipFile(path))
    raise _bad(str(path), "there is no such folder or file", "name the folder, zip or address of a bundle or of a site")


def _within(inside: str, fetch: Fetch) -> Fetch:
    return lambda path, limit: fetch(f"{inside}{path}", limit)


def _in_folder(folder: Path) -> Fetch:
    def fetch(path: str, limit: int) -> bytes | None:
        file = folder / path
        try:
            with file.open("rb") as opened:
                return opened.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _bad(str(file), f"cannot be read: {error.strerror or error}", "see that you may read it") from None

    return fetch


def _in_zip(shown: str, opened: Callable[[], zipfile.ZipFile]) -> Fetch:
    """Of a zip that has the bundle or site at its top, or in the one folder at its top, beside which a page may lie."""

    def read(path: str, limit: int) -> bytes | None:
        try:
            with opened() as archive, archive.open(path) as file:
                return file.read(limit + 1)
        except KeyError:
            return None
        except UNREADABLE as error:
            raise _bad(f"{shown}/{path}", f"cannot be read: {error}", "fetch the zip once more") from None

    try:
        with opened() as archive:
            tops = {name.partition("/")[0] for name in archive.namelist() if "/" in name}
    except UNREADABLE as error:
        raise _bad(shown, f"not a zip: {error}", "name the folder, zip or address of a bundle or of a site") from None
    return _within(f"{tops.pop()}/", read) if len(tops) == 1 and _is_inside(*tops) else read


def _at_address(address: str) -> tuple[str, Fetch]:
    if urlsplit(address).scheme.casefold() not in ("http", "https"):
        raise _bad(address, "an address of another kind", "an address begins with https:// or http://")
    if urlsplit(address).path.endswith(".zip"):
        data = _get(address, LARGEST_ZIP)
        if data is None or len(data) > LARGEST_ZIP:
            raise _bad(address, "there is no zip, or one of more than 1 GB", "fetch it by other means and open the file")
        return address, _in_zip(address, lambda: zipfile.ZipFile(BytesIO(data)))
    base = re.sub(rf"/(?:{MANIFEST}|latest\.json|index\.html)$|/$", "", address)
    return base, lambda path, limit: _get(f"{base}/{quote(path)}", limit)


class _SameOrSafer(urllib.request.HTTPRedirectHandler):
    """Follows to http and https alone, and from https never back to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The next question, or a refusal."""
        schemes = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if schemes[1] not in ("http", "https") or schemes == ("https", "http"):
            fp.close()
            raise urllib.error.URLError(f"it sends on to {newurl[:80]}, which is less safe")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@cache
def _opener() -> urllib.request.OpenerDirector:
    """Asks http and https alone: the usual one also opens files, FTP and data. Made once, for it reads the certificates."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(), _SameOrSafer(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _get(address: str, limit: int) -> bytes | None:
    """What an address answers, at most one byte more than the limit; None for 404 and 410."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "identity", "User-Agent": "dauys"})  # noqa: S310
    try:
        with _opener().open(asked, timeout=SECONDS) as answer:
            data: bytes = answer.read(limit + 1)
            return data
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (404, 410):
            return None
        raise _bad(address, f"the server answers {error.code} {error.reason}", "try again later") from None
    except (OSError, ValueError, HTTPException) as error:
        raise _bad(address, f"cannot be fetched: {error}", "see that the address is right and the network is there") from None


def _bad(where: str, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(where, None, None, None, cause, cure),))
