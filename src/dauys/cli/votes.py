"""The command ``dauys``: puts the rooms together. Rooms are imported when a command needs them, so that help is quick.

Exit codes, for scripts: 0 done; 2 bad input, nothing written; 3 stopped at a question, which is printed.
"""

import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from dauys.election import Election
    from dauys.law import Outcome

BAD_INPUT, QUESTION = 2, 3

app = typer.Typer(
    name="dauys", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Run and check a mixed election: from votes to seats, every step with its article of law.",
)  # fmt: skip

Name = Annotated[
    str, typer.Argument(metavar="NAME|FOLDER", help="An election that comes with dauys (`dauys elections`), or a folder.")
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
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Lang = Annotated[Literal["kk", "ru", "en"], typer.Option("--lang", help="Language of what is told.")]
Tier = Annotated[Literal["list", "constituency"] | None, typer.Option("--tier", help="Only this tier.")]


def main() -> None:
    """Run the command; what people handed in and is wrong ends it with exit code 2 and every fault."""
    from dauys.text import BadInput

    for stream in (sys.stdout, sys.stderr):  # names are Kazakh and Russian, whatever the machine's own encoding is
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except BadInput as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        sys.exit(BAD_INPUT)


def _console() -> "Console":
    from rich.console import Console

    console = Console(soft_wrap=True)
    if not console.is_terminal:  # a file or another program has no edge to fold at
        console.width = 120
    return console


def _print(text: str) -> None:
    """Plain text as it is, for files and other programs."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _json(value: Any) -> None:
    _print(json.dumps(value, ensure_ascii=False, indent=1))


def _csv(rows: list[list[Any]]) -> None:
    import csv

    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)


@app.command()
def laws(as_json: AsJson = False) -> None:
    """Every body and edition: dates in force, seats, source."""
    from dauys.law import law_ids, load_law

    found = [load_law(name) for name in law_ids()]
    if as_json:
        _json(
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
    _print(line("law", "in force", "until", "seats", "tiers and linkage"))
    for law in found:
        tiers = " + ".join(f"{tier.seats} {tier.name}" if isinstance(tier.seats, int) else tier.name for tier in law.tier)
        linkage = f", {law.linkage.kind}" if law.linkage else ""
        _print(line(law.id, str(law.in_force.from_), str(law.in_force.until or ""), law.seats or "", tiers + linkage))
    _print("")
    for law in found:
        _print(f"{law.id}: {law.source}")


@app.command()
def elections(as_json: AsJson = False) -> None:
    """The elections that come with dauys."""
    from dauys.election import election_names, load_election

    found = [(name, load_election(name)) for name in election_names()]
    if as_json:
        _json(
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
        _print(f"{name:32}{election.definition.date}  {election.definition.name.told('en')}")


@app.command()
def count(
    name: Name, law: LawId = None, on: On = None, set_: Set = None, lots: Lots = None, as_json: AsJson = False,
    as_csv: AsCsv = False, out: Out = None, lang: Lang = "en",
) -> None:  # fmt: skip
    """Count an election: votes to seats by the law of its day."""
    _one_form(as_json, as_csv)
    election, outcome = _counted(name, law, on, set_, lots)
    if out is not None:
        _write(out, election, outcome, lang)
    if as_json:
        _json(outcome.as_json(election.id))
    elif as_csv:
        rows = [[s.tier, s.place or "", s.party or "", s.option or "", s.seats] for s in outcome.seats]
        _csv([["tier", "place", "party", "option", "seats"], *rows])
    else:
        from dauys.render.terminal import show_result

        show_result(_console(), election, outcome, lang)
        if out is not None:
            _print(f"\nwritten: {out}/outcome.json, {out}/trace.md, {out}/hemicycle.svg")
    _end(outcome, as_json or as_csv, lang)


@app.command()
def explain(
    name: Name, tier: Tier = None, lang: Lang = "en", law: LawId = None, on: On = None, set_: Set = None, lots: Lots = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
) -> None:  # fmt: skip
    """Show every step from votes to seats with its article: base, line, quota or divisor, unrounded and rounded seats."""
    election, outcome = _counted(name, law, on, set_, lots)
    if markdown:
        from dauys.render.result import written_trace

        _print(written_trace(election, outcome, lang, tier))
    else:
        from dauys.render.terminal import show_result, show_trace

        console = _console()
        show_result(console, election, outcome, lang)
        show_trace(console, election, outcome, lang, tier)
    _end(outcome, markdown, lang)


@app.command()
def compare(
    name: Name, under: Under, further: Further = None, as_json: AsJson = False, as_csv: AsCsv = False, lang: Lang = "en",
) -> None:  # fmt: skip
    """The same votes under other laws, side by side: seats, disproportionality, parties, wasted votes, independents."""
    from dauys.election import load_election
    from dauys.law.comparison import compared
    from dauys.law.reading import law_named

    _one_form(as_json, as_csv)
    election = load_election(name)
    others = [law_named(other, election.definition.body) for other in (*under, *(further or ()))]
    columns = compared(election.votes, [election.law(), *others])
    if as_json:
        _json([column.as_json() for column in columns])
        return
    if as_csv:
        _csv([["law", "party", "tier", "seats"], *(row for column in columns for row in column.rows())])
        return
    from dauys.render.comparison import show_comparison

    show_comparison(_console(), election, columns, lang)


@app.command()
def check(path: Annotated[Path, typer.Argument(help="A law file, a file of lots, or an election folder.")]) -> None:
    """Say everything that is wrong with a law file or an election folder, at once."""
    from dauys.election.checking import check_path

    _print(check_path(path))


@app.command()
def schema(what: Annotated[Literal["law"], typer.Argument(help="Which schema.")] = "law") -> None:
    """Print the JSON Schema of a law file: the closed vocabulary."""
    from dauys.law import schema as law_schema

    _json(law_schema())


# ---- what the commands share -------------------------------------------------------------------------------------------------


def _counted(
    name: str, law: str | None, on: str | None, settings: list[str] | None, lots: Path | None
) -> "tuple[Election, Outcome]":
    """The election and its outcome under the law that the options name. Raises BadInput."""
    from dauys.election import load_election
    from dauys.law import WrongAnswer, apply, law_in_force, load_law
    from dauys.law.answers import read_answers
    from dauys.law.reading import setting
    from dauys.text import BadInput, Fault

    if law is not None and on is not None:
        raise BadInput((Fault("--on", None, None, on, "--law and --on both name a law", "give one of them"),))
    election = load_election(name)
    changes = dict(map(setting, settings or ()))
    if on is not None:
        law = law_in_force(election.definition.body, _day(on)).id
    chosen = load_law(law, changes) if law is not None else election.law(changes=changes)
    answers = read_answers(lots) if lots is not None else ()
    try:
        return election, apply(chosen, election.votes, answers=answers)
    except WrongAnswer as wrong:
        cure = "answer the questions that `dauys count` prints, letter by letter"
        raise BadInput((Fault(str(lots), None, None, wrong.answer.question, wrong.cause, cure),)) from None


def _one_form(as_json: bool, as_csv: bool) -> None:
    from dauys.text import BadInput, Fault

    if as_json and as_csv:
        raise BadInput((Fault("--json --csv", None, None, None, "two forms are asked for", "ask for one of them"),))


def _day(text: str) -> date:
    from dauys.text import BadInput, Fault

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput((Fault("--on", None, None, text, "not a date", "write it as 2023-03-19"),)) from None


def _write(folder: Path, election: "Election", outcome: "Outcome", language: str) -> None:
    """The three files of a result. Raises BadInput where they cannot be written."""
    from dauys.render.result import picture, written_trace
    from dauys.text import BadInput, Fault

    text = json.dumps(outcome.as_json(election.id), ensure_ascii=False, indent=1)
    files = {
        "outcome.json": text + "\n",
        "trace.md": written_trace(election, outcome, language),
        "hemicycle.svg": picture(election, outcome, language),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        cause = f"nothing can be written there: {error.strerror}"
        raise BadInput((Fault(str(folder), None, None, None, cause, "name another folder after --out"),)) from None


def _end(outcome: "Outcome", quiet: bool, language: str) -> None:
    """Where a question is open, print it (to the error stream, where the output is for a program) and exit with 3."""
    if not outcome.questions:
        return
    from rich.console import Console

    from dauys.render.terminal import show_questions

    show_questions(Console(stderr=True, soft_wrap=True) if quiet else _console(), outcome, language)
    raise typer.Exit(QUESTION)


if __name__ == "__main__":
    main()
