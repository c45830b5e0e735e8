"""Commands on lists of voters: an invented one, taking one in on the machine, and deleting all of them with proof."""

from pathlib import Path
from typing import Annotated

import typer

from dauys.cli.night import Seed
from dauys.cli.office import Folder, entered, office
from dauys.cli.shared import app, bad, echo, progress


@app.command(name="invent-voters")
def invent_voters(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV file to write; it must not exist yet.")],
    definition: Annotated[
        Path | None,
        typer.Option("--definition", metavar="DIR", help="A definition of a rehearsal; none: the one of 80 stations."),
    ] = None,
    station: Annotated[
        str, typer.Option("--station", metavar="CODE", help="The station; `all`: every one of the definition.")
    ] = "X-AST-0058",
    seed: Seed = 1,
) -> None:
    """Write a list of INVENTED voters, as long as the definition says: names, numbers and addresses that nobody has."""
    from dauys.demo.definition import FEWEST, invent_definition
    from dauys.demo.voters import invent_voters as invent
    from dauys.demo.voters import write_voters
    from dauys.election.definition import read_definition

    event = invent_definition(FEWEST, 1) if definition is None else read_definition(definition)
    if not event.invented:
        raise bad("--definition", definition, "this election is not invented", "invented voters are for a rehearsal alone")
    if station != "all" and station not in event.stations:
        raise bad("--station", station, "there is no such station", "name one of the definition, or all")
    if out.exists():
        raise bad(str(out), None, "there is a file already", "name another file")
    stations = {one.id: one.voters for one in event.stations.values() if station in ("all", one.id)}
    with progress("inventing"), out.open("w", encoding="utf-8", newline="") as file:
        rows = write_voters(file, invent(stations, seed))
    echo(f"INVENTED: {rows:,} voters of {len(stations):,} stations: {out}")


@office.command(name="voters")
def take_voters(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: CSV or Parquet.")],
) -> None:
    """Take a list of voters in: of one station, or of a country. All of it, or, with every fault told, nothing."""
    if not file.is_file():
        raise bad(str(file), None, "there is no such file", "name the file of the list")
    entered(folder)
    from dauys.office.journal.desk import desk
    from dauys.office.voters.lists import take_in

    with progress("taking the list in") as tell, file.open("rb") as data:
        rows = take_in(data, str(file), desk.event, set(desk.event.stations), lambda number: tell(number, 0))
    echo(f"{rows:,} voters are on the lists")


@office.command(name="delete-voters")
def delete_voters(
    folder: Folder,
    decision: Annotated[
        str, typer.Option("--decision", metavar="TEXT", help="Number and day of the decision that orders it.")
    ] = "",
) -> None:
    """Delete all personal data of voters: rows, marks and the key, once every result is final; prove that none is left."""
    if not decision:
        raise bad("--decision", None, "it is not said who ordered it", "add the number and the day of the decision")
    here = entered(folder)
    from dauys.office.voters.deleting import NotYet, delete

    try:
        proof = delete(here)
    except NotYet as early:
        cure = f"delete after that; {early.rule}"
        raise bad(str(folder), None, f"not every result is final: {early.open}", cure) from None
    for line in proof:
        echo(line)
    echo(f"deleted by decision: {decision}")
