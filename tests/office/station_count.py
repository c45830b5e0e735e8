"""A station's count as tests make it: the steps in the law's order, with figures that hold their controls."""

import re

from dauys.acts import STATION
from dauys.office.journal.desk import desk
from dauys.office.station.work import Work
from dauys.protocol.values import box_cell


def precinct(house, station):
    return house.event.stations[station].commission


def papers(house, station):
    with desk.looking() as state:
        return state.expected(station)


def figures(house, station, boxes=None):
    """By paper, as typed. boxes: requests and ballots of each contest, by mobile box, among those of the paper."""
    found = {one: house.figures(station, one) for one in papers(house, station)}
    record = found[STATION]
    for box, (requests, ballots) in (boxes or {}).items():
        record[f"F.{box}"] = str(requests)
        for contest, number in ballots.items():
            record[f"G.{box_cell(box, contest)}"] = str(number)
            record[f"H.{contest}"] = str(int(record[f"H.{contest}"]) - number)
    return found


def address(house, station, *more):
    return "/".join((f"/c/{precinct(house, station)}/station", station, *more, ""))


def steps(house, station):
    """The parts that can be entered now, and their fields."""
    with desk.looking() as state:
        work = Work.of(state, precinct(house, station), station)
        return [(part, [one.name for one in work.fields(part)]) for part in work.open]


def enter(house, somebody, station, part, data, **more):
    """Enter one part; what does not hold is looked at once and stands."""
    place = address(house, station, "step", part.step.code, part.of)
    with desk.looking() as state:
        draft = Work.of(state, precinct(house, station), station).drafts.get(part.key)
    sent = {"edition": draft.edition if draft else 0, **data, **more}
    answer = somebody.browser.post(place, sent)
    if answer.status_code == 422:
        codes = re.search(r'name="looked at" value="([^"]*)"', answer.content.decode())[1]
        answer = somebody.browser.post(place, {**sent, "looked at": codes})
    return answer


def count(house, somebody, station, told, until=None):
    """Go through the steps, as they open, and give them in order; until: the step before which to stop."""
    seen = []
    while open_ := steps(house, station):
        for part, names in open_:
            if part.step.code == until:
                return seen
            seen.append(part.step.code)
            paper = part.of if part.step.each == "contest" else STATION
            answer = enter(house, somebody, station, part, {name: told[paper].get(name, "") for name in names})
            assert answer.status_code == 302, answer.content.decode()[-2000:]
    return seen
