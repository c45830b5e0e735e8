"""Stations held against each other: the same results twice, swapped digits, shares far from what was to be expected.

None of it proves anything; it tells a commission where to look first. Every threshold stands in ``forms.toml`` and is
fixed before the day. Pure functions over figures; shares are exact.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from dauys.protocol.checks import Finding
from dauys.protocol.form import AcrossStations, Form, Forms
from dauys.protocol.values import Figures

FEWEST = 3
"""Stations that a median needs: of two stations it says nothing about either."""

type Votes = Mapping[str, int]
"""Votes by option."""


@dataclass(frozen=True, slots=True)
class Stations:
    """The papers of one contest, by station, and what they are held against."""

    contest: str
    papers: Mapping[str, Figures]
    areas: Mapping[str, str] = field(default_factory=dict)  # the area in which a station is compared: its constituency
    former: Mapping[str, Votes] = field(default_factory=dict)  # votes at the former election, by the options of today
    found: Mapping[str, Sequence[Finding]] = field(default_factory=dict)  # findings on each paper by itself


def across(forms: Forms, stations: Stations) -> dict[str, tuple[Finding, ...]]:
    """The findings of all rules across stations, by station; stations without one are left out."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for rule in forms.across:
        for station, finding in KINDS[rule.kind](rule, forms, stations):
            found[station].append(finding)
    return {station: tuple(found[station]) for station in stations.papers if station in found}


def votes_of(form: Form, figures: Figures) -> Votes | None:
    """Votes by option as the paper has them; None where one is missing."""
    votes: dict[str, int] = {}
    for line in form.line:
        if line.per == "option":
            cells = figures.lines.get(line.code)
            if not isinstance(cells, Mapping):
                return None
            for option, number in cells.items():
                if number is None:
                    return None
                votes[option] = number
    return votes


def _large_enough(rule: AcrossStations, forms: Forms, stations: Stations) -> dict[str, Votes]:
    """Votes of the stations that the rule looks at."""
    votes = {name: votes_of(forms.form_of(paper.form), paper) for name, paper in stations.papers.items()}
    return {name: cast for name, cast in votes.items() if cast and sum(cast.values()) >= max(rule.at_least, 1)}


def _identical(rule: AcrossStations, forms: Forms, stations: Stations) -> Iterator[tuple[str, Finding]]:
    """Stations with the same votes for every option; the left number says how many they are."""
    alike: dict[tuple[tuple[str, int], ...], list[str]] = defaultdict(list)
    for station, votes in _large_enough(rule, forms, stations).items():
        alike[tuple(sorted(votes.items()))].append(station)
    for group in alike.values():
        for station in group if len(group) > 1 else ():
            lines = _option_lines(forms, stations.papers[station])
            yield station, Finding(rule.code, rule.severity, stations.contest, Fraction(len(group)), Fraction(1), lines)


def _transposed(rule: AcrossStations, forms: Forms, stations: Stations) -> Iterator[tuple[str, Finding]]:
    """Broken equations whose sides differ by a multiple of 9, as they do when two digits of a number change places."""
    for station, findings in stations.found.items():
        if station not in stations.papers:
            continue
        form = forms.form_of(stations.papers[station].form)
        equations = {check.code for check in form.check if check.rule.sign == "=="}
        for one in findings:
            if one.code in equations and one.left is not None and one.right is not None and (one.left - one.right) % 9 == 0:
                yield station, Finding(rule.code, rule.severity, stations.contest, one.left, one.right, one.lines, one.code)


def _outlying(rule: AcrossStations, forms: Forms, stations: Stations) -> Iterator[tuple[str, Finding]]:
    """Shares far from the median of the area's stations."""
    by_area: dict[str | None, dict[str, Votes]] = defaultdict(dict)
    for station, votes in _large_enough(rule, forms, stations).items():
        by_area[stations.areas.get(station)][station] = votes
    for area in by_area.values():
        shares = {station: _shares(votes) for station, votes in area.items()}
        options = dict.fromkeys(option for parts in shares.values() for option in parts)
        for option in options:
            known = [parts[option] for parts in shares.values() if option in parts]
            if len(known) >= FEWEST:
                middle = median(known)
                yield from _far(rule, forms, stations, option, dict.fromkeys(shares, middle), shares)


def _changed(rule: AcrossStations, forms: Forms, stations: Stations) -> Iterator[tuple[str, Finding]]:
    """Shares far from those of the former election at the same station."""
    for station, votes in _large_enough(rule, forms, stations).items():
        former = stations.former.get(station, {})
        if sum(former.values()) >= max(rule.at_least, 1):
            then, now = _shares(former), _shares(votes)
            for option in now:
                if option in then:
                    yield from _far(rule, forms, stations, option, {station: then[option]}, {station: now})


def _far(
    rule: AcrossStations,
    forms: Forms,
    stations: Stations,
    option: str,
    expected: Mapping[str, Fraction],
    shares: Mapping[str, Mapping[str, Fraction]],
) -> Iterator[tuple[str, Finding]]:
    """The stations whose share of an option lies further from the expected one than the rule lets pass."""
    assert rule.share is not None
    for station, parts in shares.items():
        if option in parts and abs(parts[option] - expected[station]) > rule.share:
            lines = _option_lines(forms, stations.papers[station])
            found = Finding(rule.code, rule.severity, stations.contest, parts[option], expected[station], lines, option)
            yield station, found


def _shares(votes: Votes) -> dict[str, Fraction]:
    """Each option's part of all votes for options."""
    total = sum(votes.values())
    return {option: Fraction(number, total) for option, number in votes.items()}


def _option_lines(forms: Forms, figures: Figures) -> tuple[str, ...]:
    return tuple(line.code for line in forms.form_of(figures.form).line if line.per == "option")


KINDS: Mapping[str, Callable[[AcrossStations, Forms, Stations], Iterator[tuple[str, Finding]]]] = {
    "identical results": _identical,
    "digit transposition": _transposed,
    "outlier in the constituency": _outlying,
    "outlier against the former election": _changed,
}
