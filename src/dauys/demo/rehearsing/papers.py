"""The papers that are left for visitors, as they lie on the table: a text file, line by line in the order of the form."""

from collections.abc import Iterator

from dauys.acts import State
from dauys.demo.rehearsing.clerks import as_typed
from dauys.demo.rehearsing.source import Source
from dauys.demo.rehearsing.visitors import Place
from dauys.office.counting.fields import fields_of

FILE = "INVENTED-papers.txt"


def papers(source: Source, state: State, place: Place) -> str:
    """All of them; every line says by its code where it is typed."""
    return "\n".join(line for key in sorted(place.left) for line in _paper(source, state, *key)) + "\n"


def _paper(source: Source, state: State, station: str, contest: str) -> Iterator[str]:
    event = state.event
    form = state.forms(state.law_for(station, contest)).form_of(state.form_of(contest))
    told = as_typed(source, station, contest)
    yield f"INVENTED · station {station} · {contest}"
    for field in fields_of(form, event.options_of(contest), event.contests_of(station)):
        yield f"  {field.mark:6}{field.beside:4}{told.get(field.name, ''):>7}   {field.names.told('en')}"
    yield ""
