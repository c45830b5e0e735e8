"""A station's count as tests make it: the steps in the law's order, with figures that hold their controls."""

import re

from dauys.acts import STATION
from dauys.law import AGAINST_ALL
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


def figures_of_the_day(polling, in_box):
    """Papers that a day's list comes to, as typed; one ballot too many in a mobile box is missing in the stationary ones.

    in_box: by mobile box that is void, ballots of the contests of which it holds not as many as were issued with it.
    """
    counted = polling.counted
    letters = {letter: str(number) for number, letter in enumerate(sorted({one for by in counted.by_member for one in by}), 3)}
    requests, printed = counted.requests, -(-counted.listed * 101 // 100)
    record = {
        "A0": counted.voters - counted.added["c"], "A1": counted.added["c"], "A2": 0, "A": counted.voters,
        "U": counted.received - max(counted.by_request), "K": counted.added["c"], "L": max(counted.by_request),
        **{f"F.{box}": number for box, number in requests.items()},
    }  # fmt: skip
    found = {STATION: record}
    for number, contest in enumerate(polling.register.contests):
        by_list, by_request, void, over = counted.by_list[number], counted.by_request[number], 0, 0
        for box in requests:
            issued = counted.by_box[box][number]
            ballots = in_box.get(box, {}).get(contest, issued)
            record[f"G.{box_cell(box, contest)}"] = ballots
            over += ballots - issued
            void += ballots if in_box.get(box) else 0
        record[f"H.{contest}"] = by_list - over
        issued, invalid = by_list + by_request, void + 12
        options = [one.id for one in polling.house.event.options_of(contest) if one.id != AGAINST_ALL]
        votes = dict.fromkeys(options, 40)
        votes[options[0]] = issued - invalid - 25 - 40 * (len(options) - 1)
        found[contest] = {
            "B1": by_list, "B2": by_request, "B": issued, "C": printed, "E": printed - issued, "S": 0, "T": issued,
            "N": 25, "V": issued - invalid, "I": invalid,
            **{f"D.{letters[letter]}": many for letter, many in counted.by_member[number].items()},
            **{f"P.{option}": many for option, many in votes.items()},
        }  # fmt: skip
    return {paper: {name: str(number) for name, number in table.items()} for paper, table in found.items()}
