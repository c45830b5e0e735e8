"""Commands on votes: laws and elections that come with dauys, counting, explaining, comparing, checking."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dauys.cli.shared import (
    QUESTION,
    AsCsv,
    AsJson,
    BodyId,
    Lang,
    app,
    bad,
    console,
    echo,
    echo_csv,
    echo_json,
    one_form,
    read_source,
)

if TYPE_CHECKING:
    from dauys.acts import Act, Record, State
    from dauys.acts.record import Watch
    from dauys.election import Election
    from dauys.law import Answer, Outcome

Name = Annotated[
    str,
    typer.Argument(metavar="NAME|FOLDER", help="An election that comes with dauys (`dauys elections`), a folder, or a record."),
]
LawId = Annotated[str | None, typer.Option("--law", help="A law by id (kz/mazhilis/2023) or file, instead of the day's.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The law in force on another day (2023-03-19).")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="What if: list.threshold.at_least=3%.")]
Lots = Annotated[Path | None, typer.Option("--lots", metavar="FILE", help="Answers to questions: lots drawn, decisions.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help="Write outcome.json, trace.md and hemicycle.svg.")]
Under = Annotated[
    list[str], typer.Option("--under", metavar="LAW…", help="Laws: ids, years of editions, files (overlays too).")
]
Further = Annotated[list[str] | None, typer.Argument(metavar="", help="", hidden=True)]
Tier = Annotated[Literal["list", "constituency"] | None, typer.Option("--tier", help="Only this tier.")]


@app.command()
def laws(as_json: AsJson = False) -> None:
    """Every body and edition: dates in force, seats, source."""
    from dauys.law import law_ids, load_law

    found = [load_law(name) for name in law_ids()]
    if as_json:
        echo_json(
            [
                {
                    "law": law.id, "body": law.body, "edition": law.edition, "name": law.name.model_dump(),
                    "from": str(law.in_force.from_), "until": str(law.in_force.until) if law.in_force.until else None,
                    "seats": law.seats,
                    "tiers": {tier.name: tier.seats if isinstance(tier.seats, int) else None for tier in law.tier},
                    "linkage": law.linkage.kind if law.linkage else None, "source": law.source,
                }
                for law in found
            ]
        )  # fmt: skip
        return
    line = "{:32} {:10}  {:10}  {:>5}  {}".format
    echo(line("law", "in force", "until", "seats", "tiers and linkage"))
    for law in found:
        tiers = " + ".join(f"{tier.seats} {tier.name}" if isinstance(tier.seats, int) else tier.name for tier in law.tier)
        linkage = f", {law.linkage.kind}" if law.linkage else ""
        echo(line(law.id, str(law.in_force.from_), str(law.in_force.until or ""), law.seats or "", tiers + linkage))
    echo("")
    for law in found:
        echo(f"{law.id}: {law.source}")


@app.command()
def elections(as_json: AsJson = False) -> None:
    """The elections that come with dauys."""
    from dauys.election import election_names, load_election

    found = [(name, load_election(name)) for name in election_names()]
    if as_json:
        echo_json(
            [
                {
                    "election": n,
                    "name": e.definition.name.model_dump(),
                    "body": e.definition.body,
                    "date": str(e.definition.date),
                }
                for n, e in found
            ]
        )
        return
    for name, election in found:
        echo(f"{name:32}{election.definition.date}  {election.definition.name.told('en')}")


@app.command()
def count(
    name: Name, law: LawId = None, on: On = None, set_: Set = None, lots: Lots = None, as_json: AsJson = False,
    as_csv: AsCsv = False, out: Out = None, lang: Lang = "en", body: BodyId = None,
) -> None:  # fmt: skip
    """Count an election, a record or a bundle: votes to seats by the law of its day."""
    one_form(as_json, as_csv)
    source = _source(name, body, lambda state, act: _name_another_outcome(state, act, lang))
    election = source.election
    outcome = _counted(source, law, on, set_, lots)
    if out is not None:
        _write(out, election, outcome, lang)
    if as_json:
        echo_json(outcome.as_json(election.id))
    elif as_csv:
        rows = [[s.tier, s.place or "", s.party or "", s.option or "", s.seats] for s in outcome.seats]
        echo_csv([["tier", "place", "party", "option", "seats"], *rows])
    else:
        from dauys.render.terminal import show_result

        if source.record is not None:
            from dauys.render.record import show_record

            show_record(console(), source.record, election.id, lang)
        show_result(console(), election, outcome, lang)
        if out is not None:
            echo(f"\nwritten: {out}/outcome.json, {out}/trace.md, {out}/hemicycle.svg")
    _end(outcome, as_json or as_csv, lang)


@app.command()
def explain(
    name: Name, tier: Tier = None, lang: Lang = "en", law: LawId = None, on: On = None, set_: Set = None, lots: Lots = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False, body: BodyId = None,
) -> None:  # fmt: skip
    """Show every step from votes to seats with its article: base, line, quota or divisor, unrounded and rounded seats."""
    source = _source(name, body)
    election = source.election
    outcome = _counted(source, law, on, set_, lots)
    if markdown:
        from dauys.render.result import written_trace

        echo(written_trace(election, outcome, lang, tier))
    else:
        from dauys.render.terminal import show_result, show_trace

        where = console()
        show_result(where, election, outcome, lang)
        show_trace(where, election, outcome, lang, tier)
    _end(outcome, markdown, lang)


@app.command()
def compare(
    name: Name, under: Under, further: Further = None, as_json: AsJson = False, as_csv: AsCsv = False, lang: Lang = "en",
    body: BodyId = None,
) -> None:  # fmt: skip
    """The same votes under other laws, side by side: seats, disproportionality, parties, wasted votes, independents."""
    from dauys.law.comparison import compared
    from dauys.law.reading import law_named

    one_form(as_json, as_csv)
    election = _source(name, body).election
    others = [law_named(other, election.definition.body) for other in (*under, *(further or ()))]
    columns = compared(election.votes, [election.law(), *others])
    if as_json:
        echo_json([column.as_json() for column in columns])
        return
    if as_csv:
        echo_csv([["law", "party", "tier", "seats"], *(row for column in columns for row in column.rows())])
        return
    from dauys.render.comparison import show_comparison

    show_comparison(console(), election, columns, lang)


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(help="A law file, a file of lots, an election folder, a definition, or a table of protocols.")
    ],
    of: Annotated[
        Path | None, typer.Option("--of", metavar="DIR", help="For a table of protocols: the record or definition it is of.")
    ] = None,
    contest: Annotated[
        str | None, typer.Option("--contest", metavar="ID", help="For a table of protocols: its contest.")
    ] = None,
) -> None:
    """Say everything that is wrong with a file or folder, at once."""
    from dauys.election.checking import check_path
    from dauys.formats.protocol_table import check_table

    if of is not None:
        echo(check_table(path, of, contest or path.stem))
    elif contest is not None:
        raise bad("--contest", contest, "a contest of which definition?", "name its folder after --of")
    else:
        echo(check_path(path))


@app.command()
def schema(what: Annotated[Literal["law"], typer.Argument(help="Which schema.")] = "law") -> None:
    """Print the JSON Schema of a law file: the closed vocabulary."""
    from dauys.law import schema as law_schema

    echo_json(law_schema())


# ---- what the commands share -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """What is counted: an election, with the lots that its record has, where it comes from a record."""

    election: "Election"
    answers: "tuple[Answer, ...]" = ()
    record: "Record | None" = None


def _source(name: str, body: str | None, watch: "Watch | None" = None) -> _Source:
    """The election of a name or folder; of a record or bundle, that of one body, its replay watched. Raises BadInput."""
    if (Path(name) / "definition").is_dir():
        from dauys.tally.result import answers, election_of

        record = read_source(Path(name), watch)
        chosen = body or next(iter(record.event.bodies))
        if chosen not in record.event.bodies:
            from dauys.law.strict import did_you_mean

            known = list(record.event.bodies)
            raise bad("--body", body, "no such body", f"{did_you_mean(chosen, known)}name one of its {len(known)} bodies")
        return _Source(election_of(record.state, chosen), answers(record.state, chosen), record)
    if body is not None:
        raise bad("--body", body, "an election of one body", "leave --body out; a record has several")
    from dauys.election import load_election

    return _Source(load_election(name))


def _name_another_outcome(state: "State", act: "Act", language: str) -> None:
    """A line on the error stream for a declaration of another outcome than the votes made at that moment."""
    from dauys.tally.result import declares_otherwise
    from dauys.text import phrase

    if declares_otherwise(state, act):
        body = act.payload["body"]
        typer.echo(phrase("record.declared otherwise", language, entry=state.acts - 1, body=body), err=True)


def _counted(source: _Source, law: str | None, on: str | None, settings: list[str] | None, lots: Path | None) -> "Outcome":
    """The outcome under the law that the options name. Raises BadInput."""
    from dauys.law import WrongAnswer, apply, law_in_force, load_law
    from dauys.law.answers import read_answers
    from dauys.law.reading import setting

    if law is not None and on is not None:
        raise bad("--on", on, "--law and --on both name a law", "give one of them")
    election = source.election
    changes = dict(map(setting, settings or ()))
    if on is not None:
        law = law_in_force(election.definition.body, _day(on)).id
    chosen = load_law(law, changes) if law is not None else election.law(changes=changes)
    answers = (*source.answers, *(read_answers(lots) if lots is not None else ()))
    try:
        return apply(chosen, election.votes, answers=answers)
    except WrongAnswer as wrong:
        cure = "answer the questions that `dauys count` prints, letter by letter"
        raise bad(str(lots or election.id), wrong.answer.question, wrong.cause, cure) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad("--on", text, "not a date", "write it as 2023-03-19") from None


def _write(folder: Path, election: "Election", outcome: "Outcome", language: str) -> None:
    """The three files of a result. Raises BadInput where they cannot be written."""
    from dauys.render.pictures import alone
    from dauys.render.result import picture, written_trace

    text = json.dumps(outcome.as_json(election.id), ensure_ascii=False, indent=1)
    files = {
        "outcome.json": text + "\n",
        "trace.md": written_trace(election, outcome, language),
        "hemicycle.svg": alone(picture(election, outcome, language)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        cause = f"nothing can be written there: {error.strerror}"
        raise bad(str(folder), None, cause, "name another folder after --out") from None


def _end(outcome: "Outcome", quiet: bool, language: str) -> None:
    """Where a question is open, print it (to the error stream, where the output is for a program) and exit with 3."""
    if not outcome.questions:
        return
    from rich.console import Console

    from dauys.render.terminal import show_questions

    show_questions(Console(stderr=True, soft_wrap=True) if quiet else console(), outcome, language)
    raise typer.Exit(QUESTION)
