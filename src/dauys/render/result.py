"""A result as rows and groups: what the terminal, the written trace and the pictures all start from."""

from collections.abc import Mapping

from dauys.election import Election
from dauys.law import INDEPENDENT, Outcome
from dauys.render.explain import Section, Teller, sections
from dauys.render.pictures import COLOURS, GREY, Group, hemicycle
from dauys.text import phrase


def party_name(election: Election, party: str, language: str) -> str:
    """A party's name; candidates without one by the word that the election has for them."""
    if party != INDEPENDENT:
        return Teller(election.votes, language).name(party)
    told = getattr(election.definition.independents, language)
    return str(told) if told else phrase("independent", language)


def party_rows(
    election: Election, outcome: Outcome, language: str, all_parties: bool = True
) -> list[tuple[str, dict[str, int]]]:
    """Parties by seats, most first, in ballot order where equal; those without seats last, or left out."""
    table = outcome.parties
    ranked = sorted(table, key=lambda party: -table[party]["total"])
    return [(party_name(election, party, language), table[party]) for party in ranked if all_parties or table[party]["total"]]


def groups(election: Election, outcome: Outcome, language: str) -> list[Group]:
    """Parties with seats as coloured groups; colours by order on the ballot, grey for those without a party."""
    seated: Mapping[str, Mapping[str, int]] = {p: row for p, row in outcome.parties.items() if row["total"]}
    parties = [party for party in seated if party != INDEPENDENT]
    stood = (party for party in outcome.parties if party != INDEPENDENT)  # a colour does not change with who has seats
    colours = {party: COLOURS[index % len(COLOURS)] for index, party in enumerate(stood)}
    ranked = sorted(parties, key=lambda party: -seated[party]["total"])
    if INDEPENDENT in seated:
        ranked.append(INDEPENDENT)
    shown = [Group(party_name(election, p, language), seated[p]["total"], colours.get(p, GREY)) for p in ranked]
    if outcome.open_seats:
        shown.append(Group(phrase("open seats", language), outcome.open_seats, GREY, open=True))
    return shown


def picture(election: Election, outcome: Outcome, language: str = "en") -> str:
    """The hemicycle of an outcome, for a page; as a file of its own it needs a ground (``alone``)."""
    shown = groups(election, outcome, language)
    described = ", ".join(f"{group.name} {group.seats}" for group in shown)
    return hemicycle(shown, election.definition.name.told(language), described, language=language)


def written_trace(election: Election, outcome: Outcome, language: str = "en", tier: str | None = None) -> str:
    """The whole trace as Markdown: the result, every step with its article, and the questions still open."""
    lines = [f"# {election.definition.name.told(language)}", ""]
    lines += [f"{phrase('title.law', language)}: `{outcome.law}` · {phrase(f'status.{outcome.status}', language)}", ""]
    tiers = [phrase(f"tier.{name}", language) for name in outcome.tiers]
    header = (phrase("column.party", language), *tiers, phrase("column.total", language))
    rows = [
        (name, *(str(row[its]) for its in outcome.tiers), str(row["total"]))
        for name, row in party_rows(election, outcome, language)
    ]
    lines += [*_table(header, rows), "", f"## {phrase('title.trace', language)}", ""]
    for section in sections(outcome, election.votes, language, tier):
        lines += _written(section, language)
    if outcome.questions:
        lines += [f"## {phrase('title.questions', language)}", ""]
        lines += [f"- {question.told(language)}" for question in outcome.questions]
        lines.append("")
    if election.definition.notes:
        lines += ["---", "", *(f"- {note}" for note in election.definition.notes), ""]
    return "\n".join(lines)


def _written(section: Section, language: str) -> list[str]:
    lines = [f"### {section.heading} · {phrase('title.article', language)} {section.article}", ""]
    lines += [f"{fact}  " for fact in section.facts]
    if section.facts:
        lines.append("")
    if section.table is not None:
        lines += [*_table(section.table.columns, section.table.rows), ""]
    return lines


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> list[str]:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(columns), "|" + "|".join([" --- ", *(" ---: " for _ in columns[1:])]) + "|", *map(line, rows)]
