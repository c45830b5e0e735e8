"""A copy of what a site shows, in an object store or in any other place that fsspec has a driver for.

What has changed since the copy's own ``site.json`` is written, by SHA-256; then what is no more there is removed. The order is
such that the copy can be read at every moment: pages that nobody is led to yet come first, then those that have changed, then
the first page and ``latest.json``, then the signed list of all files, and removals in the end. Before anything is written, all
that is to be done is left in the copy as ``copying.json``, and after each step how far it has come: who comes after a crash
goes on from there with the same snapshot, and takes nothing for granted that an interrupted copy may have touched with another.

fsspec (extra ``store``) is loaded when it is needed; so are the drivers of stores, which it names.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import batched, groupby
from pathlib import Path
from typing import Any

from dauys.acts.record import Progress, silent
from dauys.ledger import Malformed
from dauys.publish.manifest import Manifest
from dauys.publish.serving import CACHING, type_of
from dauys.publish.site.snapshot import CURRENT, FORMAT, LATEST, MANIFEST, NOTE, one_of_many, zipped
from dauys.text import BadInput, Fault

COPYING, COPIED = "copying.json", "copied.json"
LAST = ("index.html", LATEST, NOTE, MANIFEST)
"""In this order: who has the manifest has all that it lists."""

BATCH = 256
"""Files that are read, and written side by side, at once."""

ZIPPED, PART = ".gz", ".part"


@dataclass(frozen=True, slots=True)
class Told:
    """What a store is told of a file, to be sent with it to readers."""

    type: str
    caching: str
    encoding: str | None  # gzip, where the zipped file lies in the store under the name of the other


def _s3(told: Told) -> dict[str, Any]:
    encoding = {"ContentEncoding": told.encoding} if told.encoding else {}
    return {"ContentType": told.type, "CacheControl": told.caching, **encoding}


def _google(told: Told) -> dict[str, Any]:
    encoding = {"content_encoding": told.encoding} if told.encoding else {}
    return {"content_type": told.type, "fixed_key_metadata": {"cache_control": told.caching, **encoding}}


def _azure(told: Told) -> dict[str, Any]:
    settings = {"content_type": told.type, "cache_control": told.caching, "content_encoding": told.encoding}
    return {"content_settings": settings}


STORES: Mapping[str, Callable[[Told], dict[str, Any]]] = {"s3": _s3, "gs": _google, "abfs": _azure}
"""Object stores, by the first name of their driver: how they are told. In them a file is there whole or not at all, and the
zipped one takes the other's name, for a store does not choose. Any other place gets both, as a web server wants them."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A copy that is complete."""

    snapshot: int
    written: int  # files, the zipped ones not counted
    removed: int


def mirror(site: Path, url: str, progress: Progress = silent) -> Mirrored:
    """Copy what a site shows to a place.

    url: as fsspec has it, ``s3://bucket/folder``; a path without a scheme is a folder of this machine. One copy at a time.

    Raises BadInput: no site, a file that is not as its publisher signed it, no driver, something else lies there, or the
    place refused.
    """
    folder = (site / CURRENT).resolve()
    try:
        data = (folder / MANIFEST).read_bytes()
        shown = Manifest.parse(data, FORMAT)
    except (OSError, Malformed):
        raise _bad(str(site), "this is no site: nothing is shown there", "`dauys publish DIR --site SITE` writes one") from None
    with _refusing(url):
        return _copied(folder, shown, data, _place(url), progress)


def _copied(folder: Path, shown: Manifest, data: bytes, place: "Place", progress: Progress) -> Mirrored:
    wanted = {one.path: one.sha256 for one in shown.files}
    wanted |= {NOTE: sha256((folder / NOTE).read_bytes()).hexdigest(), MANIFEST: sha256(data).hexdigest()}
    begun, before = place.json(COPYING), place.read(MANIFEST)
    if begun is None and before is None and place.read(NOTE) is None and not place.empty():
        raise _bad(place.url, "something else lies there", "name a place that is empty, or the copy of this site")
    had = _had(before, shown, place.url)
    if begun is None and had.get(MANIFEST) == wanted[MANIFEST]:
        return Mirrored(shown.snapshot, 0, 0)
    if begun is not None and begun["of"] == wanted[MANIFEST]:
        batches, done = begun["batches"], (place.json(COPIED) or {}).get(wanted[MANIFEST], 0)
    else:
        touched = set() if begun is None else {path for batch in begun["batches"] for path in batch}
        batches, done = _batches(wanted, had, touched), 0
        place.remove((COPIED,))
        place.write(COPYING, json.dumps({"of": wanted[MANIFEST], "batches": batches}).encode())
    for number, batch in enumerate(batches[done:], done + 1):
        progress(number, len(batches))
        kept = [path for path in batch if path in wanted]
        place.put({path: _signed(folder, path, wanted[path]) for path in kept}, folder)
        place.remove(path for path in batch if path not in wanted)
        place.write(COPIED, json.dumps({wanted[MANIFEST]: number}).encode())
    place.remove((COPIED, COPYING))
    paths = [path for batch in batches[done:] for path in batch]
    written = sum(path in wanted for path in paths)
    return Mirrored(shown.snapshot, written, len(paths) - written)


def _had(before: bytes | None, shown: Manifest, url: str) -> dict[str, str]:
    """What the copy has by its own word, path to SHA-256. Raises BadInput where it is of another log, or newer."""
    if before is None:
        return {}
    try:
        old = Manifest.parse(before, FORMAT)
    except Malformed as error:
        raise _bad(url, f"its {MANIFEST} is none: {error}", "remove that file, and everything is copied anew") from None
    if old.origin != shown.origin or old.snapshot > shown.snapshot:
        cause = f"snapshot {old.snapshot} of {old.origin} is there, and the site shows {shown.snapshot} of {shown.origin}"
        raise _bad(url, cause, "name the place of this site's copy")
    return {one.path: one.sha256 for one in old.files} | {MANIFEST: sha256(before).hexdigest()}


def _batches(wanted: Mapping[str, str], had: Mapping[str, str], touched: set[str]) -> list[list[str]]:
    """What is to be done, in its order: paths that are wanted are written, others removed."""
    changed = [path for path in wanted if had.get(path) != wanted[path] or path in touched]
    stages = (
        [path for path in changed if path not in LAST and path not in had],
        [path for path in changed if path not in LAST and path in had],
        *([path] for path in LAST if path in changed),
        sorted((had.keys() | touched) - wanted.keys()),
    )
    return [list(batch) for stage in stages for batch in batched(stage, BATCH)]


def _signed(folder: Path, path: str, hash: str) -> bytes:
    data = (folder / path).read_bytes()
    if sha256(data).hexdigest() != hash:
        raise _bad(str(folder / path), "this file is not as its publisher signed it", "publish the site anew in another folder")
    return data


# ---- the place ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where the copy lies. Holds nothing but the driver."""

    driver: Any  # of fsspec
    root: str
    url: str
    _made: set[str] = field(default_factory=set)  # folders, where there are such

    @property
    def tell(self) -> Callable[[Told], dict[str, Any]] | None:
        """How this store is told what to send with a file; None where it is no object store."""
        names = self.driver.protocol
        return STORES.get(names if isinstance(names, str) else names[0])

    def read(self, path: str) -> bytes | None:
        """A file; None where it is not there."""
        with suppress(FileNotFoundError):
            return bytes(self.driver.cat_file(self._at(path)))
        return None

    def json(self, path: str) -> Any:
        """What a file holds; None where it is not there, or was cut off."""
        with suppress(ValueError):
            return json.loads(self.read(path) or b"null")
        return None

    def empty(self) -> bool:
        """Whether nothing lies there but the beginning of a copy."""
        ours = (self.root.strip("/"), self._at(f"{COPYING}{PART}").strip("/"))
        try:
            return all(name.strip("/") in ours for name in self.driver.ls(self.root or "/", detail=False))
        except FileNotFoundError:
            return True

    def write(self, path: str, data: bytes) -> None:
        """A file alone, as a reader may see it or not."""
        self.put({path: data})

    def put(self, files: Mapping[str, bytes], folder: Path | None = None) -> None:
        """Write files. folder: where they are from, and the zipped ones beside them."""
        ready = list(self._ready(files, folder))
        for told, group in groupby(sorted(ready, key=lambda one: repr(one[2])), key=lambda one: one[2]):
            some = {self._at(path): data for path, data, _ in group}
            if self.tell is not None:
                self.driver.pipe(some, **self.tell(told))
            else:
                self._whole(some)

    def _ready(self, files: Mapping[str, bytes], folder: Path | None) -> Iterator[tuple[str, bytes, Told]]:
        """What is written for files: name, bytes, and what a store is told. A store zips nothing when it is asked."""
        for path, data in files.items():
            caching = CACHING["latest" if path in (LATEST, COPYING, COPIED) else "shown"]
            plain, beside = Told(type_of(path), caching, None), None if folder is None else folder / f"{path}{ZIPPED}"
            there = beside is not None and beside.is_file()
            if self.tell is not None and (there or one_of_many(path)):
                yield path, beside.read_bytes() if beside and there else zipped(data), replace(plain, encoding="gzip")
                continue
            yield path, data, plain
            if beside and there:
                yield f"{path}{ZIPPED}", beside.read_bytes(), replace(plain, type=type_of(ZIPPED))

    def _whole(self, files: Mapping[str, bytes]) -> None:
        """Write files where half of one could be read: beside its name first."""
        for path, data in files.items():
            parent = path.rpartition("/")[0]
            if parent and parent not in self._made:
                self.driver.makedirs(parent, exist_ok=True)
                self._made.add(parent)
            self.driver.pipe_file(f"{path}{PART}", data)
            self.driver.mv(f"{path}{PART}", path)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and what may lie beside them; what is not there is no matter."""
        for path in paths:
            for ending in ("", ZIPPED, PART, f"{ZIPPED}{PART}"):
                with suppress(FileNotFoundError):
                    self.driver.rm_file(self._at(f"{path}{ending}"))

    def _at(self, path: str) -> str:
        if path.startswith("/") or ".." in path.split("/"):  # what is to be removed is told by the copy itself
            raise ValueError(f"{path} does not lie in the copy")
        return f"{self.root}/{path}" if self.root else path


def _place(url: str) -> Place:
    """A place by its URL. Raises BadInput where there is no driver for it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise _bad(url, "copying needs fsspec, which is not installed", "pip install 'dauys[store]'") from None
    try:
        driver, root = url_to_fs(url)
    except ImportError as error:
        raise _bad(url, f"there is no driver for this place: {error}", "install it beside dauys, with pip") from None
    except ValueError as error:
        raise _bad(
            url, f"no such place can be: {error}", "name it as s3://bucket/folder, gs://…, abfs://…, file:///…"
        ) from None
    return Place(driver, root.rstrip("/"), url)


@contextmanager
def _refusing(url: str) -> Iterator[None]:
    try:
        yield
    except BadInput:
        raise
    except Exception as error:  # drivers raise what the libraries below them do
        cause = f"the place refused ({type(error).__name__}: {error}); what was there can still be read"
        raise _bad(url, cause, "see to it, and do the same again: it goes on where it was") from error


def _bad(where: str, cause: str, cure: str) -> BadInput:
    return BadInput((Fault(where, None, None, None, cause, cure),))
