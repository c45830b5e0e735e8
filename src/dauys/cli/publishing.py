"""Commands on what is published: the site or a bundle, a copy of a site in a store, a site in a browser of this machine."""

import sys
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dauys.cli.shared import (
    Folder,
    KeyFile,
    app,
    bad,
    echo,
    echo_csv,
    progress,
    read_reported,
    read_source,
    until_ended,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dauys.acts import Record
    from dauys.election.day import Day
    from dauys.ledger import SigningKey

NAME_KEY = "name the file that holds the publisher's private key after --key"


@app.command()
def publish(
    folder: Folder,
    site: Annotated[
        Path | None, typer.Option("--site", metavar="SITE", help="The folder of the public site; the snapshot is added to it.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="BUNDLE", help="A bundle alone, no pages; the folder must not exist yet."),
    ] = None,
    watch: Annotated[
        float | None, typer.Option("--watch", metavar="SECONDS", min=0, help="Look so often for new acts, until Ctrl-C.")
    ] = None,
    large_every: Annotated[
        float, typer.Option("--large-every", metavar="MINUTES", min=0, help="Watching: how often files for the media are made.")
    ] = 15,
    office: Annotated[
        str | None,
        typer.Option("--office", metavar="URL", help="With --site: the office that takes reports of errors; pages lead to it."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", metavar="N", min=60, help="Remove old snapshots but the N newest, the first and the shown."),
    ] = None,
    key: KeyFile = None,
) -> None:
    """Write everything published at this moment: the public site with its bundle, or a bundle alone."""
    if (site is None) == (out is None):
        raise bad(
            "--site", None, "name one of --site and --out", "`dauys publish DIR --site SITE` writes pages, data and bundle"
        )
    if keep is not None and site is None:
        raise bad("--keep", keep, "snapshots are kept in a site, and none is named", "name it after --site")
    leads_to = _office(office)
    if (day := read_reported(folder)) is not None:
        _publish_reported(day, site, watch, key)
        return
    record = read_source(folder)
    signer = _publisher(record, folder, key)
    if site is not None:
        _publish_site(record, site, signer, leads_to, watch, large_every, keep)
        return
    from dauys.publish import publish as write

    assert out is not None
    with progress("publishing") as tell:
        bundle = write(record, out, signer, tell)
    echo(f"snapshot {bundle.snapshot:,}: {bundle.files:,} files in {out}")
    echo(f"check it: python3 {out}/verify.py {out} --key KEY")


def _office(address: str | None) -> str:
    """The address of an office, without a slash at its end; empty where none is given. Raises BadInput."""
    from urllib.parse import urlsplit

    if address is None:
        return ""
    try:
        told = urlsplit(address)
        host, _ = told.hostname, told.port  # a port that is none is told by asking for it
    except ValueError:
        host = None
    here = host in ("localhost", "127.0.0.1", "::1")
    plain = host and address.isprintable() and not set(address) & set(" \"'<>\\@?#") and told.path in ("", "/")
    if not plain or told.scheme not in (("https", "http") if here else ("https",)):
        cause = "this is no address of an office: https, or http on this machine alone, and nothing behind the name and port"
        raise bad("--office", address, cause, "write it as people open it: https://office.example")
    return address.rstrip("/")


def _publish_reported(day: "Day", site: Path | None, watch: float | None, key: Path | None) -> None:
    """The site of an election as others published it; signed where a key is given."""
    from dauys.publish.site import publish_reported

    if site is None:
        raise bad("--out", None, "results as others published them have no log and no bundle", "write their pages with --site")
    if watch is not None:
        raise bad("--watch", watch, "results as others published them have no acts to wait for", "leave --watch out")
    made = publish_reported(day, site, None if key is None else next(iter(_keys(key))))
    echo(f"as others published it: {made.files:,} files in {made.folder}, {made.new:,} of them new")


def _publish_site(
    record: "Record", site: Path, signer: "SigningKey", office: str, watch: float | None, large_every: float, keep: int | None
) -> None:
    """The next snapshot of a site; and, where somebody watches, one after the other as acts come in."""
    import os
    import time
    from contextlib import closing
    from functools import partial

    from dauys.acts.record import read_on
    from dauys.publish.pruning import prune
    from dauys.publish.shares import beside
    from dauys.publish.site import Publisher, shows

    newer: Record | None = record
    large_at = float("-inf")
    removed: Callable[[], tuple[int, ...]] = tuple  # waits for what is being removed beside
    processes = min(4, len(os.sched_getaffinity(0)))
    with closing(Publisher(site, signer, office=office, processes=processes)) as publisher:
        try:
            while True:
                if newer is not None and not (watch is not None and shows(site, newer)):
                    record = newer
                    if large := time.monotonic() >= large_at + 60 * large_every:
                        large_at = time.monotonic()
                    with progress("publishing") as tell:
                        made = publisher.publish(record, tell, large=large)
                    echo(f"snapshot {made.snapshot:,}: {made.files:,} files in {made.folder}, {made.new:,} of them new")
                    if keep is not None:
                        _tell_removed(removed())
                        removed = beside(partial(prune, site, keep))
                    sys.stdout.flush()
                if watch is None:
                    break
                time.sleep(watch)
                newer = read_on(record)
        except KeyboardInterrupt:
            return
    _tell_removed(removed())
    echo(f"check it: python3 {site}/current/bundle/verify.py {site}/current/bundle --key KEY")


def _tell_removed(snapshots: tuple[int, ...]) -> None:
    if snapshots:
        echo(f"removed: snapshots {', '.join(f'{number:,}' for number in snapshots)}")


def _publisher(record: "Record", folder: Path, key: Path | None) -> "SigningKey":
    """The publisher's key: from a file, or a rehearsal's own, which lies beside its record."""
    file = key or folder / "INVENTED-keys"
    if key is None and not record.event.invented:
        raise bad("--key", None, "a real election is not signed with a key that lies about", NAME_KEY)
    mine = next((one for one in _keys(file) if one.public == record.keys.publisher), None)
    if mine is None:
        cause = f"none of its keys is the publisher's of this election, {record.keys.publisher.name}"
        raise bad(str(file), None, cause, NAME_KEY)
    return mine


def _keys(file: Path) -> "list[SigningKey]":
    """The private keys in a file, at least one. Raises BadInput."""
    from dauys.ledger import LedgerError, SigningKey

    try:
        keys = [SigningKey.parse(line) for line in file.read_text("utf-8").split()]
    except (OSError, UnicodeDecodeError, LedgerError) as error:
        raise bad(str(file), None, f"no key can be read there: {error}", NAME_KEY) from None
    if not keys:
        raise bad(str(file), None, "no key can be read there: the file is empty", NAME_KEY)
    return keys


@app.command()
def serve(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The folder of the site.")],
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0: any that is free.")] = 8023,
) -> None:
    """Show a public site in a browser, on this machine alone."""
    from dauys.publish.serving import server_of
    from dauys.publish.site import CURRENT

    if not (site / CURRENT / "index.html").is_file():
        raise bad(str(site), None, "this is no site: nothing is shown there", "`dauys publish DIR --site SITE` writes one")
    try:
        server = server_of(site / CURRENT, port)
    except OSError as error:
        raise bad("--port", port, f"cannot listen there: {error.strerror}", "name a port that is free, or 0") from None
    echo(f"http://127.0.0.1:{server.server_address[1]}/  (Ctrl-C ends it)")
    until_ended(server)


@app.command()
def mirror(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The folder of the site.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="s3://bucket/folder, gs://…, abfs://…, or a folder.")],
) -> None:
    """Copy what a site shows to an object store or another place; only what has changed since the last time."""
    from dauys.publish.mirror import mirror as copy

    with progress("copying") as tell:
        made = copy(site, url, tell)
    echo(f"snapshot {made.snapshot:,} at {url}: {made.written:,} files written, {made.removed:,} removed")


@app.command()
def tally(
    bundles: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Folders of bundles or of sites.")],
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option("--engine", help="What adds up: DuckDB on this machine, or Spark.")
    ] = "duckdb",
) -> None:
    """Add up the published protocols of many elections: every figure of every place, as CSV."""
    from dauys.formats.bundles import Figure, figures_of

    rows = ((*one[:2], "INVENTED" if one.invented else "", *one[3:]) for one in figures_of(bundles, engine))
    echo_csv(chain([Figure._fields], [*islice(rows, 1)], rows))  # the first is there before a word is written
