"""The figures of pages, told anew from what stations signed: ``bundle/protocols/*.csv`` and the log, read without our tally.

A second, slow and simple count for tests. Of each table of a page it knows what stands in a cell, and what a share is of.
"""

import csv
import json
from collections import Counter
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

from dauys.tally.sheet import sheet_of

CLASSES = ("not received", "received", "entered", "held", "approved", "annulled")
VALID, LISTS = "valid votes", "voters on the lists"
LINES = {"issued": "B", "in boxes": "T", "valid": "V"}
STATES = ("nothing", "interim", "preliminary", "corrected", "confirmed", "annulled", "final")  # the least far first


def number(cell):
    """A cell of a table of protocols: a number, several with their names (their sum), or not known."""
    if cell == "none":
        return 0
    parts = [part.rpartition("=")[2] for part in cell.split()]
    return sum(map(int, parts)) if parts and all(parts) else None


def total(numbers):
    """The sum of what is known; not known where nothing is."""
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


def share(part, whole, base):
    """A share and the words for what it is of."""
    return (f"{(found := Fraction(part, whole)).numerator}/{found.denominator}" if part is not None and whole else None), base


@cache
def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return [*csv.DictReader(lines)]


@cache
def json_of(path):
    return json.loads(path.read_bytes())


class Recount:
    """What a bundle's protocols come to. shown: what a web server shows of a site."""

    def __init__(self, shown: Path):
        self.bundle = shown / "bundle"
        self.stations = {row["id"]: row for row in rows_of(self.bundle / "definition/stations.csv")}
        self.parent = {row["id"]: row["parent"] for row in rows_of(self.bundle / "definition/places.csv")}
        self.bodies = {one["id"]: one for one in json.loads((self.bundle / "definition/event.json").read_bytes())["bodies"]}
        self.options = {}
        for row in rows_of(self.bundle / "definition/options.csv"):
            self.options.setdefault(row["contest"], []).append(row)

    # ---- papers ----------------------------------------------------------------------------------------------------------

    def papers(self, contest):
        return rows_of(self.bundle / f"protocols/{contest}.csv")

    def places(self, place):
        """A place with all that it lies in."""
        return (place, *self.places(self.parent[place])) if self.parent[place] else (place,)

    def at(self, contest, place):
        """The expected papers of a contest at a place."""
        return [row for row in self.papers(contest) if place in self.places(self.stations[row["station"]]["place"])]

    def counted(self, contest, place):
        return [row for row in self.at(contest, place) if row["class"] == "approved"]

    def contests(self, body=None):
        names = [path.stem for path in self.bundle.glob("protocols/*.csv") if path.stem != "station"]
        return [name for name in names if body in (None, self.body_of(name))]

    def body_of(self, contest):
        return contest.rpartition(".")[0]

    def country(self):
        return next(place for place, above in self.parent.items() if not above)

    def home(self, contest):
        return self.bodies[self.body_of(contest)]["place"]

    # ---- sums ------------------------------------------------------------------------------------------------------------

    def line(self, contest, place, code):
        return total(number(row[code]) for row in self.counted(contest, place))

    def votes(self, contest, place, option):
        return self.line(contest, place, "N" if option == "against_all" else f"P.{option}")

    def valid(self, contest, place):
        votes = [self.votes(contest, place, one["option"]) for one in self.options[contest]]
        return None if None in votes else sum(votes)

    def voters(self, contest, place):
        return sum(int(self.stations[row["station"]]["voters"]) for row in self.at(contest, place))

    def turnout(self, contest, place, base):
        """Ballots, voters and stations of the papers that have the line; voters as the station's own record tells them."""
        own = {row["station"]: row for row in self.papers("station")} if self.has_records else {}
        found = [(row["station"], number(row[LINES[base]])) for row in self.counted(contest, place)]
        found = [(station, ballots) for station, ballots in found if ballots is not None]
        voters = 0
        for station, _ in found:
            record = own.get(station, {}).get("A")
            voters += number(record) if record else int(self.stations[station]["voters"])
        return total(ballots for _, ballots in found), voters, len(found)

    @cached_property
    def has_records(self):
        return (self.bundle / "protocols/station.csv").is_file()

    def classes(self, contests, place):
        return Counter(row["class"] for contest in contests for row in self.at(contest, place))

    def two(self, contest):
        """Who leads, and who is second."""
        place = self.home(contest)
        standing = [one["option"] for one in self.options[contest] if one["kind"] != "against_all"]
        votes = [self.votes(contest, place, one) for one in standing]
        return sorted((one for one in votes if one is not None), reverse=True)[:2]

    def of(self, contests, place):
        found = self.classes(contests, place)
        return f"{found['approved']:,} of {sum(found.values()):,}"

    # ---- the log ---------------------------------------------------------------------------------------------------------

    @cached_property
    def acts(self):
        """Every entry of the log, out of its bundles: each has its length before it, in two bytes (C2SP tlog-tiles)."""
        found = []
        for path in sorted(self.bundle.glob("tile/entries/**/*")):
            if path.is_file():
                data = path.read_bytes()
                while data:
                    length = int.from_bytes(data[:2])
                    found.append(json.loads(data[2 : 2 + length]))
                    data = data[2 + length :]
        return found

    def hour(self, place, hour):
        """Ballots issued up to an hour, voters of the stations that reported, how many, of how many."""
        told = {act["station"]: act["issued"] for act in self.acts if act["act"] == "turnout reported" and act["hour"] == hour}
        inside = [station for station, row in self.stations.items() if place in self.places(row["place"])]
        reported = [station for station in inside if station in told]
        voters = sum(int(self.stations[station]["voters"]) for station in reported)
        return sum(told[station] for station in reported), voters, len(reported), len(inside)

    # ---- seats -----------------------------------------------------------------------------------------------------------

    def outcome(self, body):
        return json_of(self.bundle / f"seats/{body}.json")["outcome"]

    @cached_property
    def open(self):
        return {one["body"]: one for one in json.loads((self.bundle / "open.json").read_bytes())["bodies"]}

    def range(self, body, party, tier):
        found = next((one for one in self.open[body]["bounds"]["parties"] if one["party"] == party), None)
        if found is None:
            return None
        fewest, most = found[tier]["fewest"], found[tier]["most"]
        return str(fewest) if fewest == most else f"{fewest}–{most}"

    def house(self, body):
        return sum(self.bodies[body]["seats"].values()) or 98

    # ---- pages -----------------------------------------------------------------------------------------------------------

    def figure(self, page, table, column, row):
        """What a cell says (as in the page's JSON) and what it is a share of; row: the cells by column, as in the JSON."""
        kind, _, contest = table.partition("-")
        return getattr(self, f"_{kind}")(page, contest, column, row)

    def _body(self, page):
        return next(iter(self.bodies)) if page == "index" else page.partition("/")[0]

    def _seats(self, page, _, column, row):
        body, outcome = self._body(page), self.outcome(self._body(page))
        party, contest, place = english(row["party"]), f"{self._body(page)}.list", self.bodies[self._body(page)]["place"]
        party = "independent" if party == "Without a party" else party
        if party == "still open":
            return (self.house(body) - outcome["total"] if column == "seats" else None), None
        if party == "Total":
            tier = "total" if column == "seats" else column
            seats = sum(one[tier] for one in outcome["parties"].values()) if tier in ("total", *tiers(outcome)) else None
            return (self.valid(contest, place) if column == "votes" else seats), None
        match column:
            case "votes" | "share":
                votes = self.votes(contest, place, party) if party in outcome["parties"] and party != "independent" else None
                return (votes, None) if column == "votes" else share(votes, self.valid(contest, place), VALID)
            case "range":
                return self.range(body, party, "total"), None
            case _:
                return outcome["parties"][party]["total" if column == "seats" else column], None

    def _ranges(self, page, _, column, row):
        party = english(row["party"])
        return self.range(self._body(page), "independent" if party == "Without a party" else party, column), None

    def _progress(self, page, _, column, row):
        if page.startswith("place/"):
            contests, place = [f"{row['contest']['page'].partition('/')[0]}.list"], page.partition("/")[2]
        else:
            of = self.contests(self._body(page))
            lists = english(row["tier"]) == "party lists"
            contests, place = [one for one in of if one.endswith(".list") == lists], self.bodies[self._body(page)]["place"]
        found = self.classes(contests, place)
        return (found.total() if column == "expected" else found[column]), None

    def _turnout(self, page, _, column, row):
        contest = f"{self._body(page)}.list"
        base = {"issued": "issued", "in the boxes": "in boxes", "valid": "valid"}[english(row["base"])]
        ballots, voters, stations = self.turnout(contest, self.home(contest), base)
        if column == "share":
            return share(ballots, voters, LISTS)
        told = f"{stations:,} of {len(self.at(contest, self.home(contest))):,}"
        return {"ballots": ballots, "voters": voters, "stations": told}[column], None

    def _votes(self, page, contest, column, row):
        if "place" in row:
            place = row["place"]["page"].partition("/")[2]
            return self._at(contest, place, column)
        place = page.partition("/")[2] if page.startswith("place/") else self.home(contest)
        name = english(row["option"])
        if name in ("Valid votes in all", "Invalid"):
            told = self.valid(contest, place) if name != "Invalid" else self.line(contest, place, "I")
            return (told if column == "votes" else None), None
        votes = self.votes(contest, place, self.option(contest, row["option"]))
        return (votes, None) if column == "votes" else share(votes, self.valid(contest, place), VALID)

    def _at(self, contest, place, column):
        match column:
            case "counted":
                return self.of([contest], place), None
            case "voters":
                return self.voters(contest, place), None
            case "turnout":
                return share(*self.turnout(contest, place, "in boxes")[:2], LISTS)
            case "invalid":
                return self.line(contest, place, "I"), None
            case option:
                return self.votes(contest, place, option), None

    def option(self, contest, told):
        """A line of the ballot by what it is called."""
        name = english(told[0] if isinstance(told, list) else told)
        name = "against_all" if name == "Against all" else name
        named = {one["name_en"]: one["option"] for one in self.options[contest]}
        return named.get(name, name)

    def _shares(self, page, contest, column, row):
        place = row["place"]["page"].partition("/")[2]
        return share(self.votes(contest, place, column), self.valid(contest, place), VALID)

    def _constituencies(self, page, _, column, row):
        contest = row["constituency"]["page"].replace("/", ".")
        first, second = [*self.two(contest), None, None][:2]
        lead = None if second is None else first - second
        match column:
            case "lead share":
                return share(lead, self.valid(contest, self.home(contest)), VALID)
            case "counted":
                return self.of([contest], self.home(contest)), None
            case _:
                return {"votes": first, "lead": lead}[column], None

    def _stations(self, page, _, column, row):
        station = row["station"]["value"]
        mine = [one for one in [*self.contests(), "station"] if any(row["station"] == station for row in self.papers(one))]
        kind, _, name = page.partition("/")
        if column == "voters":
            return int(self.stations[station]["voters"]), None
        if kind == "commission":
            mine = [one for one in mine if self.receives(name, station, one)]
            classes = [row["class"] for one in mine for row in self.papers(one) if row["station"] == station]
            return (len(classes) if column == "expected" else classes.count(column)), None
        if column == "counted":
            classes = [row["class"] for one in mine for row in self.papers(one) if row["station"] == station]
            return f"{classes.count('approved')} of {len(classes)}", None
        contest = self.lists_at(name)[0] if kind == "place" else page.replace("/", ".")
        paper = next(row for row in self.papers(contest) if row["station"] == station)
        return number(paper["N" if column == "against_all" else f"P.{column}"]), None

    @cached_property
    def _received(self):
        receipts = ("protocol received", "protocol entered")
        return {(act["station"], act["contest"]): act["commission"] for act in self.acts if act["act"] in receipts}

    def receives(self, commission, station, contest):
        """Whether a paper comes to a commission: who wrote its first act; of one that is not there, who has its neighbours'."""
        place = self.stations[station]["place"]
        near = {by for (one, of), by in self._received.items() if of == contest and self.stations[one]["place"] == place}
        mine = {
            by
            for (one, of), by in self._received.items()
            if one == station and of.endswith(".list") == contest.endswith(".list")
        }
        return self._received.get((station, contest)) == commission or commission in (near or mine)

    def lists_at(self, place):
        lists = [f"{body}.list" for body in self.bodies if (self.bundle / f"protocols/{body}.list.csv").is_file()]
        return [one for one in lists if self.at(one, place)]

    def _lines(self, page, _, column, row):
        contest = page.replace("/", ".")
        papers = [number(one[row["code"]]) for one in self.counted(contest, self.home(contest))]
        return (total(papers) if column == "sum" else papers.count(None)), None

    def _places(self, page, _, column, row):
        place = row["place"]["page"].partition("/")[2]
        if page == "missing":
            contests = [*self.contests(), *(["station"] if self.has_records else [])]
            found = self.classes(contests, place)
            return (found.total() if column == "expected" else found[column]), None
        contest = self.lists_at(page.partition("/")[2])[0]
        if column in ("counted", "voters", "turnout"):
            return self._at(contest, place, column)
        return share(self.votes(contest, place, column), self.valid(contest, place), VALID)

    def _change(self, page, _, column, row):
        waits = self.open[row["body"]["page"].partition("/")[0]]["waits"]
        body = row["body"]["page"].partition("/")[0]
        missing = self.classes(self.contests(body), self.bodies[body]["place"])
        papers = sum(many for name, many in missing.items() if name not in ("approved", "annulled"))
        return (papers if column == "papers" else sum(one["ballots"] for one in waits)), None

    def _figures(self, page, contest, column, row):
        station, version = page.partition("/")[2], int(column.rpartition(" ")[2])
        code, _, cell = row["line"].partition(".")
        entered = ("protocol entered", "differences resolved")
        mine = [act["figures"] for act in self.acts if act["act"] in entered and act.get("version") == version
                and (act["station"], act["contest"]) == (station, contest)]  # fmt: skip
        told = mine[-1].get(code) if mine else None
        paper = next(row for row in self.papers(contest) if row["station"] == station)
        if paper["version"] == str(version) and row["line"] in paper:
            assert number(paper[row["line"]]) == (told.get(cell) if isinstance(told, dict) else told)
        return (told.get(cell) if isinstance(told, dict) else told), None

    def _sums(self, page, contest, column, row):
        commission = page.partition("/")[2]
        signed, stations = next(
            (number(one["signed"]), number(one["stations"]))
            for one in rows_of(self.bundle / "summaries.csv")
            if (one["contest"], one["commission"], one["line"]) == (contest, commission, row["line"])
        )
        act = [one for one in self.acts if one["act"] == "summary signed"
               and (one["contest"], one["commission"]) == (contest, commission)][-1]  # fmt: skip
        code, _, cell = row["line"].partition(".")
        told = act["figures"][code]
        assert signed == (told[cell] if cell else sum(told.values()) if isinstance(told, dict) else told)
        below = [one for one in self.papers(contest) if one["class"] == "approved" and self.under(commission, one["station"])]
        assert stations == total(number(one[row["line"]]) for one in below)
        difference = None if None in (signed, stations) else signed - stations
        return {"signed": signed, "stations": stations, "difference": difference}[column], None

    @cached_property
    def commissions(self):
        return {row["id"]: row for row in rows_of(self.bundle / "definition/commissions.csv")}

    def under(self, commission, station):
        """Whether a station lies in the area of a commission: its place, or its constituency."""
        row, area = self.stations[station], self.commissions[commission]["place"]
        return area in self.places(row["place"]) or area in row["constituencies"].split(";")

    def _bodies(self, page, _, column, row):
        body = row["body"]["page"].partition("/")[0]
        outcome, place = self.outcome(body), self.bodies[body]["place"]
        told = {
            "counted": self.of(self.contests(body), place),
            "given": outcome["total"],
            "questions": len(outcome["questions"]),
        }
        return told[column], None

    def _hours(self, page, _, column, row):
        return share(*self.hour(row["place"]["page"].partition("/")[2], column)[:2], LISTS)

    def _country(self, page, _, column, row):
        issued, voters, reporting, all_ = self.hour(self.country(), row["hour"])
        if column == "share":
            return share(issued, voters, LISTS)
        return {"issued": issued, "voters": voters, "stations": f"{reporting:,} of {all_:,}"}[column], None


def english(told):
    """The English words of a value of a page's JSON."""
    return told["en"] if isinstance(told, dict) and "en" in told else told


def tiers(outcome):
    return [tier for tier in next(iter(outcome["parties"].values())) if tier != "total"]


def counted_by_hand(state):
    """Contest, place, figure, total, stations, papers, papers without the figure: a slow addition, station by station."""
    for contest in state.event.contests:
        sheet, papers, expected = sheet_of(state.event, contest), {}, Counter()
        for station in state.event.stations_of(contest.id):
            life = state.life(station.id, contest.id)
            for place in state.event.places_above(station.id, contest):
                expected[place] += 1
                own = life.counting.figures if life.counting is not None else None
                papers.setdefault(place, []).extend([] if own is None else [sheet.row(own)])
        for place, rows in papers.items():
            for at, name in enumerate(sheet.names):
                column = [row[at] for row in rows]
                yield contest.id, place, name, total(column), expected[place], len(rows), column.count(None)
