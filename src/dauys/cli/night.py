"""Commands on a whole count: a rehearsal, what is still open, receipts, the check, the rules, a play."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dauys.cli.shared import (
    AsJson,
    Folder,
    Lang,
    app,
    bad,
    console,
    echo,
    echo_json,
    progress,
    read_source,
    until_ended,
)

if TYPE_CHECKING:
    from dauys.acts import Record
    from dauys.ledger import FileStore, SigningKey

Bundle = Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder of the bundle.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same night, to the byte.")]
Share = Annotated[float, typer.Option(min=0, max=1, help="Share of stations, 0 to 1.")]

PATIENCE = 30.0
"""Seconds for which cosigning waits for who signs the log and keeps it open for some seconds."""


@app.command()
def demo(
    folder: Folder,
    stations: Annotated[int, typer.Option("--stations", metavar="N", help="80 to 10,223, which is all of them.")] = 300,
    faults: Annotated[float, typer.Option("--faults", metavar="P", help="Share of stations with a planted fault.")] = 0.0,
    missing: Annotated[float, typer.Option("--missing", metavar="P", help="Share of stations never heard of.")] = 0.0,
    merge_below: Annotated[
        int | None, typer.Option("--merge-below", metavar="N", help="Stations with fewer votes, or one opinion, not alone.")
    ] = None,
    seed: Seed = 1,
    election: Annotated[
        str | None, typer.Option("--election", metavar="NAME", help="Real protocols instead: ge-parliament-2012.")
    ] = None,
) -> None:
    """Write the record of a night: invented, adding up to the official totals; or re-enacted from real protocols."""
    with progress("writing the night") as tell:
        if election is not None:
            from dauys.demo.replayed import write_replayed

            record = write_replayed(folder, election, seed, tell)
        else:
            from dauys.demo.record import write_record
            from dauys.election.event import Merging

            merging = None if merge_below is None else Merging(merge_below, unanimous=True)
            record = write_record(folder, stations, seed, faults=faults, missing=missing, merging=merging, progress=tell)
    _told(record, folder)


def _told(record: "Record", folder: Path) -> None:
    echo(f"INVENTED: {record.event.names.told('en')}")
    echo(f"{len(record.event.stations):,} stations, {len(record.event.contests):,} contests, {record.checkpoint.size:,} acts")
    echo(f"written: {folder}")
    echo(f"next: dauys count {folder} · dauys publish {folder} --out BUNDLE")


@app.command()
def verify(
    bundle: Bundle,
    key: Annotated[str | None, typer.Option("--key", metavar="KEY", help="The log's public key, or a file with it.")] = None,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="OLD", help="An older bundle, of which this must be the continuation.")
    ] = None,
) -> None:
    """Check a bundle with the verifier that lies in it: named passes and failures, 0 only if all pass."""
    from dauys.cli.checking import ALSO
    from dauys.publish.site import bundle_of
    from dauys.verify import main as check

    bundle = bundle_of(bundle)
    arguments = [str(bundle), *(("--key", key) if key else ()), *(("--since", str(since)) if since else ())]
    raise typer.Exit(check(arguments, also=ALSO))


@app.command(name="open")
def open_(folder: Folder, as_json: AsJson = False, lang: Lang = "en") -> None:
    """What missing and held stations can still change: bounds of every seat, not forecasts."""
    from dauys.render.open import show_open
    from dauys.tally.open import open_json, open_of

    record = read_source(folder)
    bodies, found = list(record.event.bodies), []
    with progress("looking at what can still come") as tell:
        for done, body in enumerate(bodies):
            tell(done, len(bodies))
            found.append(open_of(record.state, body))
    if as_json:
        echo_json(open_json(found))
    else:
        show_open(console(), record.event, found, lang)


@app.command()
def proof(bundle: Bundle, station: Annotated[str, typer.Argument(help="The station's code: X-AST-0058.")]) -> None:
    """The receipts of a station: which acts of it are in the signed log, and the proof of each."""
    from dauys.publish.proofs import told_proofs
    from dauys.publish.site import bundle_of

    for line in told_proofs(bundle_of(bundle), station):
        echo(line)


@app.command()
def forms(
    law: Annotated[str | None, typer.Argument(metavar="LAW", help="An edition: kz/mazhilis/2023; none: their list.")] = None,
    lang: Lang = "en",
    what: Annotated[
        Literal["rules", "life"], typer.Option("--show", help="The rule list of a law, or the table of a protocol's life.")
    ] = "rules",
) -> None:
    """The rule list: every line of the forms, every control with its article, and the life of a protocol."""
    from dauys.law import law_ids
    from dauys.protocol import load_forms
    from dauys.protocol.beside import comes_with
    from dauys.protocol.life import table_of_life
    from dauys.protocol.rules import rule_list

    if what == "life":
        echo(table_of_life())
        return
    with_forms = [name for name in law_ids() if comes_with(name, "forms")]
    if law is None:
        echo("\n".join(with_forms))
    elif law not in with_forms:
        raise bad(law, None, "no forms come with this law", f"name one of: {', '.join(with_forms)}")
    else:
        echo(rule_list(load_forms(law), lang))


@app.command()
def witness(
    folder: Annotated[Path, typer.Argument(metavar="MEMORY", help="Where the witness keeps its key and what it cosigned.")],
    log: Annotated[
        list[str], typer.Option("--log", metavar="KEY", help="The public key of a log to watch, or a file with it.")
    ],
    name: Annotated[str, typer.Option("--name", help="The witness's name, when its key is made.")] = "witness.example/one",
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0: any that is free.")] = 0,
) -> None:
    """A small witness: it remembers the last checkpoint of each log, cosigns what goes on from it, and refuses forks."""
    import time

    from dauys.ledger import FileBlobs, LedgerError, VerifierKey, Witness
    from dauys.ledger.keys import COSIGNATURE
    from dauys.ledger.wire import WitnessServer

    try:
        logs = [VerifierKey.parse(_text_of(key)) for key in log]
        key = _kept_key(folder, name, COSIGNATURE)
        server = WitnessServer(Witness(key, logs, FileBlobs(folder / "memory"), lambda: int(time.time())), port)
    except LedgerError as error:
        raise bad("witness", None, str(error), "see `dauys witness --help`") from None
    except OSError as error:
        raise bad("--port", port, f"cannot listen there: {error.strerror}", "name a port that is free, or 0") from None
    echo(f"{key.public}\nlistening at {server.url}; end it with Ctrl-C")
    until_ended(server)


def _kept_key(folder: Path, name: str, kind: int) -> "SigningKey":
    """The key in a folder; made there, for its owner's eyes alone, the first time."""
    import os

    from dauys.ledger import SigningKey

    file = folder / "key"
    if file.is_file():
        return SigningKey.parse(file.read_text("utf-8").strip())
    folder.mkdir(parents=True, exist_ok=True)
    key = SigningKey.generate(name, kind)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{key.secret}\n")
    return key


def _text_of(key: str) -> str:
    """A key given as such, or as the file that holds it."""
    path = Path(key)
    try:
        return path.read_text("utf-8").strip() if path.is_file() else key
    except (OSError, UnicodeDecodeError) as error:
        raise bad(key, None, f"the file cannot be read: {error}", "give the key, or a text file with it") from None


@app.command()
def cosign(
    folder: Folder,
    at: Annotated[list[str], typer.Option("--at", metavar="URL", help="The witness's address.")],
    key: Annotated[list[str], typer.Option("--witness", metavar="KEY", help="Its public key, in the same order.")],
) -> None:
    """Have witnesses cosign the last checkpoint of a record's log, and keep their signatures beside the log's own."""
    from dauys.acts.freezing import read_keys
    from dauys.acts.record import DEFINITION, LOG
    from dauys.ledger import LedgerError, Log, VerifierKey
    from dauys.ledger import cosign as ask
    from dauys.ledger.wire import RemoteWitness

    if len(at) != len(key):
        raise bad("--witness", len(key), f"{len(at)} addresses and {len(key)} keys", "give a key for each address")
    try:
        with _opened(folder / LOG) as store:
            log = Log(store, read_keys(folder / DEFINITION).log)
            note = log.note()
            if note is None:
                raise bad(str(folder), None, "nothing of this log is signed yet", "sign it first")
            keys = [VerifierKey.parse(_text_of(one)) for one in key]
            found = [ask(RemoteWitness(url), one, note, log.consistency) for url, one in zip(at, keys, strict=True)]
            log.add_signatures(note.text, found)
    except LedgerError as error:
        raise bad(str(folder), None, str(error), "look at both logs: a witness refuses what is no continuation") from None
    echo(f"cosigned by {', '.join(one.name for one in found)}")


def _opened(folder: Path) -> "FileStore":
    """A log, to be written to once nobody else does. Raises Busy where that takes too long."""
    import time

    from dauys.ledger import Busy, FileStore

    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return FileStore(folder)
        except Busy:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)


@app.command()
def play(
    station: Annotated[str, typer.Argument(metavar="STATION", help="station-58, or a code of the rehearsal: X-KAR-0003.")],
    seed: Seed = 1,
    speed: Annotated[float, typer.Option("--speed", min=0, help="Seconds for an hour of the play; 0: all at once.")] = 1.0,
    pages: Annotated[
        Path | None, typer.Option("--pages", metavar="FOLDER", help="Write the play as pages too, in three languages.")
    ] = None,
    overfull_box: Annotated[
        bool, typer.Option("--overfull-box", help="A mobile box comes back with one ballot more than requests.")
    ] = False,
    absentee: Annotated[
        Literal["all ballots", "national list"], typer.Option("--absentee", help="What an absentee voter gets: 41(6-1).")
    ] = "all ballots",
    lang: Lang = "en",
) -> None:
    """One station ballot by ballot: invented voters come and vote, the boxes are opened in the legal order, all is counted."""
    from dauys.demo.definition import invent_definition
    from dauys.demo.play import play as played
    from dauys.demo.play import station_named
    from dauys.render.play import show_play

    found = played(invent_definition(300, seed), station_named(station), seed, overfull_box, absentee)
    if pages is not None:
        from dauys.render.play_page import play_page

        try:
            pages.mkdir(parents=True, exist_ok=True)
            for language in ("kk", "ru", "en"):
                (pages / f"play.{language}.html").write_text(play_page(found, language), "utf-8")
        except OSError as error:
            raise bad(str(pages), None, f"nothing can be written there: {error.strerror}", "name another folder") from None
    show_play(console(), found, lang, speed)
    if pages is not None:
        echo(f"\nwritten: {pages}/play.kk.html, {pages}/play.ru.html, {pages}/play.en.html")
