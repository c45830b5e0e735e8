"""Compensatory: list votes divide the whole house, and constituencies count towards a party's share.

What becomes of constituencies beyond the share (overhang) is the law's word: kept, and the house grows (New Zealand);
levelled, and the house grows until the share covers them, all of them or all but a few (Germany 2013, 2020); or left out,
and the winners with the smallest share of votes stay without a seat (Germany 2023). Lists may stand in areas (Länder),
and areas may get their seats first, by population.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dauys.law.linkage.parallel import won_by_party
from dauys.law.lists import Area, admitted_lists, by_formula, list_votes
from dauys.law.outcome import Clerk, Question, Seat
from dauys.law.ties import break_tie
from dauys.law.vocabulary import Compensatory, HighestAverages, Law, Tier
from dauys.law.votes import COUNTRY, Count, Votes
from dauys.seats import NoVotes, Number, by_divisor, smallest_house
from dauys.seats.values import largest, total


@dataclass(frozen=True, slots=True)
class _Case:
    """What every step looks at."""

    linkage: Compensatory
    tier: Tier
    votes: Votes
    national: Mapping[str, Number]  # votes of admitted lists, by party
    by_area: Mapping[str, Mapping[str, Number]]  # the same, by area; the country alone where lists are national
    list_of: Mapping[tuple[str, str], str]  # area and party: the list's name on the ballot
    stood: frozenset[str]  # parties with a list, admitted or not
    won: Mapping[str, Mapping[str, int]]  # constituencies of admitted parties, by area and party
    outside: Mapping[str, int]  # constituencies that come off the house, by area
    clerk: Clerk

    def held(self, party: str) -> int:
        return sum(area.get(party, 0) for area in self.won.values())

    @property
    def article(self) -> str:
        return self.linkage.article


def compensatory(
    linkage: Compensatory, law: Law, tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], clerk: Clerk
) -> tuple[Seat, ...]:
    """All seats: constituencies (without those left out), and list seats by area or in the country."""
    loose = [seat for seat in constituencies if seat.place is None]
    if loose and linkage.area_lists is not None:
        clerk.ask(Question("no place", tier.name, None, reason=str(sum(seat.seats for seat in loose))))
        return constituencies
    case = _case(linkage, tier, votes, constituencies, clerk)
    if case is None:
        return constituencies
    house = linkage.house - sum(case.outside.values())
    by_party = _national(case, house)
    if by_party is None:
        return constituencies
    by_area = _to_areas(case, by_party)
    if by_area is None:
        return constituencies
    seated = constituencies
    if linkage.overhang == "left out":
        covered = _covered(case, law, by_area, constituencies)
        if covered is None:
            return constituencies
        seated = covered
    held = _by_area(case, seated)
    rows = [
        Seat(tier.name, area, party, case.list_of[(area, party)], number - own)
        for area, seats in by_area.items()
        for party, number in seats.items()
        if number > (own := sum(seat.seats for seat in held.get((area, party), ())))
    ]
    return seated + tuple(rows)


def _by_area(case: _Case, constituencies: tuple[Seat, ...]) -> dict[tuple[str | None, str | None], list[Seat]]:
    """Constituencies by the area whose lists they count towards, and by party."""
    found: dict[tuple[str | None, str | None], list[Seat]] = {}
    for seat in constituencies:
        area = _area(case.votes, case.tier, case.linkage, seat.place)
        found.setdefault((area, seat.party), []).append(seat)
    return found


def _area(votes: Votes, tier: Tier, linkage: Compensatory, place: str | None) -> str | None:
    """The area whose lists a constituency counts towards."""
    if linkage.area_lists is None:
        return votes.country
    return None if place is None else votes.above(place, tier.area)


def _case(linkage: Compensatory, tier: Tier, votes: Votes, constituencies: tuple[Seat, ...], clerk: Clerk) -> _Case | None:
    """Admit lists nationally, and sort constituencies into those of admitted parties and those outside."""
    count = votes.areas(tier.name, COUNTRY)[votes.country]
    lists = list_votes(tier, count, votes, clerk)
    if lists is None:
        return None
    admitted = admitted_lists(tier, count, votes, lists, won_by_party(constituencies), clerk)
    if admitted is None:
        return None
    party = {name: votes.option(tier.name, votes.country, name).party or name for name in lists}
    national = {party[name]: number for name, number in lists.items() if name in admitted}
    if not total(national.values()):
        clerk.ask(Question("none passes", tier.name, None, article=linkage.article, at="threshold"))
        return None
    areas = votes.areas(tier.name, tier.area if linkage.area_lists else COUNTRY)
    won: dict[str, dict[str, int]] = {area: {} for area in areas}
    outside: dict[str, int] = dict.fromkeys(areas, 0)
    for seat in constituencies:
        area = _area(votes, tier, linkage, seat.place)
        if area not in areas:
            clerk.ask(Question("no place", tier.name, seat.place, article=linkage.article, reason=f"{tier.area}: {seat.place}"))
            return None
        if seat.party in national:
            won[area][seat.party] = won[area].get(seat.party, 0) + seat.seats
        elif seat.party is None or seat.party not in party.values() or linkage.overhang != "left out":
            # Left out covers parties that stood and were not admitted too: without a share there is no cover.
            outside[area] += seat.seats
    if any(outside.values()):
        clerk.note(
            "outside", linkage.article, {"house": linkage.house, "outside": {a: n for a, n in outside.items() if n}},
            {"house": linkage.house - sum(outside.values())}, tier.name,
        )  # fmt: skip
    by_area: dict[str, dict[str, Number]] = {area: {} for area in areas}
    list_of: dict[tuple[str, str], str] = {}
    for area, here in areas.items():
        for name, number in here.votes.items():
            its_party = votes.option(tier.name, area, name).party or name
            if its_party in national and number is not None:
                by_area[area][its_party] = number
                list_of[(area, its_party)] = name
    return _Case(linkage, tier, votes, national, by_area, list_of, frozenset(party.values()), won, outside, clerk)


def _national(case: _Case, house: int) -> dict[str, int] | None:
    """Seats by party in the whole house, after what the law orders for overhang."""
    minimum = _minimum(case)
    if minimum is None:
        return None
    if case.linkage.overhang == "levelled":
        try:
            raised = _levelled(case, minimum, house)
        except NoVotes as impossible:
            case.clerk.ask(Question("too many seats", case.tier.name, None, article=case.article, reason=str(impossible)))
            return None
        case.clerk.note(
            "house levelled", case.article,
            {"house": house, "minimum": dict(minimum), "not levelled": case.linkage.not_levelled}, {"house": raised},
            case.tier.name,
        )  # fmt: skip
        house = raised
    allocation = by_formula(case.tier, case.national, case.votes, Area(None, house), case.clerk)
    if allocation is None or allocation.tie is not None:
        return None
    seats = allocation.seats
    if case.linkage.overhang == "left out":
        return seats
    final = {party: max(number, minimum.get(party, 0)) for party, number in seats.items()}
    overhang = {party: final[party] - seats[party] for party in seats if final[party] > seats[party]}
    if overhang:
        case.clerk.note(
            "overhang kept", case.article, {"house": house, "overhang": overhang}, {"house": house + sum(overhang.values())},
            case.tier.name,
        )  # fmt: skip
    return final


def _minimum(case: _Case) -> dict[str, int] | None:
    """Seats that each party must have: its constituencies, or what it gets area by area where areas are seated first."""
    lists = case.linkage.area_lists
    if lists is None or lists.seats_first is None:
        return {party: case.held(party) for party in case.national}
    people = {area: case.votes.places[area].population for area in case.by_area}
    if any(number is None for number in people.values()):
        missing = ", ".join(area for area, number in people.items() if number is None)
        case.clerk.ask(Question("figure unknown", case.tier.name, None, article=lists.article, reason=f"population: {missing}"))
        return None
    population: dict[str, Number] = {area: number or 0 for area, number in people.items()}
    shared = by_formula(case.tier, population, case.votes, Area(None, case.linkage.house), case.clerk)
    if shared is None or shared.tie is not None:
        return None
    minimum = dict.fromkeys(case.national, 0)
    for area, lists_here in case.by_area.items():
        allocation = by_formula(
            case.tier, lists_here, case.votes, Area(area, shared.seats[area] - case.outside[area]), case.clerk
        )
        if allocation is None or allocation.tie is not None:
            return None
        for party, number in allocation.seats.items():
            minimum[party] += max(number, case.won[area].get(party, 0))
        for party, number in case.won[area].items():
            minimum[party] += 0 if party in allocation.seats else number  # constituencies, and no list in this area
    case.clerk.note("minimum by area", lists.article, {}, {"minimum": dict(minimum)}, case.tier.name)
    return minimum


def _levelled(case: _Case, minimum: Mapping[str, int], house: int) -> int:
    """The smallest house from ``house`` on in which shares cover the minimums, but for what the law leaves standing."""
    formula = case.tier.formula
    assert isinstance(formula, HighestAverages)  # the law's reader has seen to it
    enough = smallest_house(case.national, minimum, formula.divisors, at_least=house, first=formula.first)
    if not case.linkage.not_levelled:
        return enough

    def standing(size: int) -> int:
        allocation = by_divisor(case.national, size, formula.divisors, first=formula.first)
        return sum(max(0, minimum[party] - number) for party, number in allocation.seats.items())

    low, high = house, enough  # overhang never grows with the house: look for the first size that leaves few enough
    while low < high:
        middle = (low + high) // 2
        if standing(middle) <= case.linkage.not_levelled:
            high = middle
        else:
            low = middle + 1
    return low


def _to_areas(case: _Case, by_party: Mapping[str, int]) -> dict[str, dict[str, int]] | None:
    """Each party's seats to its lists by area; each list at least its constituencies, unless these can be left out."""
    if case.linkage.area_lists is None:
        return {case.votes.country: dict(by_party)}
    result: dict[str, dict[str, int]] = {area: {} for area in case.by_area}
    for party, seats in by_party.items():
        lists = {area: here[party] for area, here in case.by_area.items() if party in here}
        own = {area: here.get(party, 0) for area, here in case.won.items() if area in lists}
        minimum = {} if case.linkage.overhang == "left out" else own
        case.clerk.note("area lists", case.article, {"party": party, "seats": seats, "minimum": minimum}, {}, case.tier.name)
        allocation = by_formula(case.tier, lists, case.votes, Area(party, seats, minimum=minimum), case.clerk)
        if allocation is None or allocation.tie is not None:
            return None
        for area, number in allocation.seats.items():
            result[area][party] = number
    return result


def _covered(
    case: _Case, law: Law, by_area: Mapping[str, Mapping[str, int]], constituencies: tuple[Seat, ...]
) -> tuple[Seat, ...] | None:
    """The constituency winners who get a seat: as many as their list has seats, those with the largest share of votes."""
    tier = law.tier_named("constituency")
    assert tier is not None
    counts = case.votes.areas("constituency", tier.area)
    left_out: set[tuple[str | None, str | None]] = set()
    for (area, party), seats in _by_area(case, constituencies).items():
        covered = by_area.get(area or "", {}).get(party or "", 0)
        if party not in case.stood or len(seats) <= covered:
            continue
        shares = _shares(case, counts, seats)
        if shares is None:
            return None
        kept, tie = largest(shares, covered, "coverage")
        if tie is not None:
            chosen = break_tie(tier, tie, case.votes, shares, case.clerk, area, stood=len(seats))
            if chosen is None:
                return None
            kept |= chosen
        out = {seat.place or "": seat.option for seat in seats if seat.place not in kept}
        case.clerk.note(
            "left out", case.article, {"party": party, "won": len(seats), "covered": covered},
            {"without a seat": {place: shares[place] for place in sorted(out, key=lambda place: shares[place])}},
            "constituency", area,
        )  # fmt: skip
        left_out |= set(out.items())
    return tuple(seat for seat in constituencies if (seat.place, seat.option) not in left_out)


def _shares(case: _Case, counts: Mapping[str, Count], seats: list[Seat]) -> dict[str, Number] | None:
    """Each winner's share of the votes in the constituency; None, and a question, where the votes are not known."""
    shares: dict[str, Number] = {}
    for seat in seats:
        count = counts.get(seat.place or "")
        cast = total(n for n in count.votes.values() if n is not None) if count else 0
        if count is None or not cast:
            case.clerk.ask(Question("no votes", "constituency", seat.place, article=case.article, at="coverage"))
            return None
        shares[count.place] = Fraction(count.votes[seat.option or ""] or 0) / cast
    return shares
