"""The command on elections that are held because of what came of another: which are due, and the definition of one."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dauys.cli.shared import AsJson, Folder, app, bad, echo, echo_json, read_source

if TYPE_CHECKING:
    from dauys.acts import State
    from dauys.tally.again import Ground


@app.command()
def again(
    folder: Folder,
    entry: Annotated[
        int | None, typer.Option("--entry", metavar="N", help="The act because of which it is held; none: all such acts.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="WORD", help="Where the law orders two: by-election, repeat election.")
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option("--candidates", metavar="FILE", help="The new candidates: option, party and names.")
    ] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", metavar="DAY", formats=["%Y-%m-%d"], help="The day of the vote.")
    ] = None,
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help="The name of its log, which no other has.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The folder of its definition.")] = None,
    term_ends: Annotated[
        datetime | None,
        typer.Option("--term-ends", metavar="DAY", formats=["%Y-%m-%d"], help="The last day of the body's term."),
    ] = None,
    agreed: Annotated[
        str | None, typer.Option("--agreed", metavar="TEXT", help="By which decision the day is not the law's own.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Repeat elections and by-elections that the law orders after an election; with --entry the definition of one."""
    from dauys.tally.again import grounds, stops

    state = read_source(folder).state
    found = grounds(state)
    if entry is None:
        if as_json:
            echo_json([_as_json(one) for one in found])
        elif not found:
            echo("no act of this record makes the law hold an election again")
        for one in () if as_json else found:
            echo(_told(one))
        for number, contest, stop in () if as_json else stops(state):
            echo(f"entry {number}, {contest.id}: {stop.words.told('en')} (Art. {stop.article})")
        return
    ground = _chosen(found, entry, kind)
    if (candidates is None and ground.rule.kind != "recall") or day is None or not origin or out is None:
        cure = "add --candidates FILE --date DAY --origin NAME --out DIR"
        raise bad("--entry", entry, "of the election that is held again something is missing", cure)
    if origin == state.event.origin:
        raise bad("--origin", origin, "the election before has a log of this name", "give it a name of its own")
    _write(state, ground, candidates, day.date(), origin, term_ends.date() if term_ends else None, agreed, out)


def _chosen(found: "list[Ground]", entry: int, kind: str | None) -> "Ground":
    these = [one for one in found if one.entry == entry and kind in (None, one.rule.kind)]
    if not these:
        cure = f"name one of: {', '.join(str(one.entry) for one in found) or 'there is none'}"
        raise bad("--entry", entry, "the law holds no election again because of this entry", cure)
    if len(these) > 1:
        cure = f"add --kind: {', '.join(one.rule.kind for one in these)}"
        raise bad("--kind", kind, "the law orders more than one kind of election after this act", cure)
    return these[0]


def _write(
    state: "State", ground: "Ground", candidates: Path | None, day: date, origin: str, term_ends: date | None,
    agreed: str | None, out: Path,
) -> None:  # fmt: skip
    from dauys.election.candidates import check_candidates, read_candidates
    from dauys.election.definition import write_definition
    from dauys.tally.again import Plan, held_again

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise bad(str(out), None, "the folder is not empty", "name an empty folder, or one that does not exist yet")
    stand = read_candidates(candidates, ground.contest.tier) if candidates is not None else ()
    made = held_again(state.event, ground, Plan(day, origin, term_ends, agreed), stand)
    if candidates is not None:
        check_candidates(made, candidates)
    try:
        write_definition(made, out)
    except OSError as error:
        shutil.rmtree(out, ignore_errors=True)
        raise bad(str(out), None, f"nothing was made: {error}", "see to the disk") from None
    echo(_told(ground))
    echo(f"{made.names.told('en')}: {len(made.stations):,} stations, {len(made.options_of(ground.contest.id)):,} options")
    echo(f"written: {out}")
    echo(f"next: dauys office start OFFICE --definition {out}")


def _told(one: "Ground") -> str:
    rule, terms = one.rule, []
    if rule.called is not None:
        terms.append(f"called by {one.call_by} (Art. {rule.called.article})")
    if rule.kind == "recall":
        terms.append(f"on {one.act.payload['date']}, as it was called")
    if rule.held is not None:
        unless = f", {rule.held.unless.told('en')}" if rule.held.unless else ""
        terms.append(f"held by {one.hold_by}{unless} (Art. {rule.held.article})")
    if rule.sundays is not None:
        months = " or ".join(date(2000, month, 1).strftime("%B") for month in rule.sundays.months)
        terms.append(f"on the last Sunday of {months}, {rule.sundays.unless.told('en')} (Art. {rule.sundays.article})")
    if rule.stand is not None:
        terms.append(f"{rule.stand.words.told('en')} (Art. {rule.stand.article})")
    if rule.closed is not None:
        terms.append(f"not in the last {rule.closed.months} months of the term (Art. {rule.closed.article})")
    return f"entry {one.entry}, {one.cause}, {one.contest.id}: {rule.kind} (Art. {rule.article}); " + "; ".join(terms)


def _as_json(one: "Ground") -> dict[str, object]:
    return {
        "entry": one.entry, "act": one.act.kind, "cause": one.cause, "contest": one.contest.id, "kind": one.rule.kind,
        "article": one.rule.article, "call by": str(one.call_by) if one.call_by else None,
        "hold by": str(one.hold_by) if one.hold_by else None,
    }  # fmt: skip
