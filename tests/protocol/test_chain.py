"""The chain of commissions: who receives what, by when, and what moves a status; another way for each contest."""

import pytest
from small_form import changed, written

from dauys.acts import KINDS
from dauys.election.event import Body, Commission, Constituency, Event, Station
from dauys.law import Place
from dauys.law.reading import LAWS
from dauys.law.words import Names
from dauys.protocol.chain import Serving, load_chain, read_chain, role_of, route, stops
from dauys.text import BadInput, foreign_letters

SHIPPED = sorted(path.parent.relative_to(LAWS).as_posix() for path in LAWS.glob("*/*/*/chain.toml"))
MAZHILIS, REGION, LOWER, GEORGIA = (
    "kz/mazhilis/2023", "kz/maslikhat-region/2023", "kz/maslikhat-district/2023", "ge/parliament/2011",
)  # fmt: skip


def roles(law, tier, **where):
    return [role_of(step) for step in route(load_chain(law), tier, **where)]


# ---- the way ---------------------------------------------------------------------------------------------------------------


def test_the_chain_differs_by_contest():
    assert roles(MAZHILIS, "list") == ["precinct", "territorial", "central"]  # Art. 94
    assert roles(MAZHILIS, "constituency") == ["precinct", "okrug", "central"]
    assert roles(REGION, "list") == ["precinct", "territorial rayon", "territorial region"]  # Art. 108(1), (3)
    assert roles(REGION, "constituency") == ["precinct", "okrug", "territorial region"]
    assert roles(LOWER, "constituency") == ["precinct", "okrug", "territorial rayon"]  # Art. 108(2)
    with pytest.raises(KeyError):
        roles(LOWER, "list")


def test_stations_abroad_go_another_way():
    assert roles(MAZHILIS, "list", abroad=True) == ["precinct", "okrug", "central"]
    assert roles(MAZHILIS, "constituency", abroad=True) == ["precinct", "okrug", "central"]
    assert roles(GEORGIA, "list") == ["precinct", "okrug", "central"]
    assert roles(GEORGIA, "list", abroad=True) == ["precinct", "central"]


@pytest.mark.parametrize("law", SHIPPED)
def test_every_way_counts_first_and_declares_last_and_decides_between(law):
    for way in load_chain(law).route:
        steps = route(load_chain(law), way.tier)
        assert steps[0].does == ("counts",)
        assert {"declares", "publishes"} <= set(steps[-1].does)
        assert all({"receives", "decides", "sums up"} <= set(step.does) for step in steps[1:-1])


def test_deadlines_are_those_of_the_law():
    chain = load_chain(MAZHILIS)
    precinct, territorial, central = route(chain, "list")
    assert (precinct.within.hours, precinct.within.after, precinct.sends.at_once) == (12, "end of voting", True)
    assert (territorial.sends.days, territorial.sends.after) == (2, "election day")  # Art. 94(2)
    assert (central.within.days, central.publishes.days) == (10, 10)  # Art. 97(1), 44(4)
    region = route(load_chain(REGION), "list")[-1]
    assert (region.within.days, region.publishes.days) == (2, 7)  # Art. 108(3), 44(4)
    georgia = route(load_chain(GEORGIA), "list")
    assert [step.within.days for step in georgia[1:]] == [11, 19]


# ---- one commission in two roles -------------------------------------------------------------------------------------------

SERVING = {"precinct": "58", "okrug": "okrug 7", "territorial region": "city", "central": "CEC"}


def names_of(found):
    return [(stop.commission, stop.kinds) for stop in found]


def test_a_protocol_stops_at_each_commission():
    found = stops(load_chain(REGION), "constituency", SERVING)
    assert names_of(found) == [("58", ("precinct",)), ("okrug 7", ("okrug",)), ("city", ("territorial",))]


def test_a_territorial_commission_may_act_as_okrug_commission():
    """Art. 10(3): where the borders of a constituency are those of a unit there is no okrug commission."""
    found = stops(load_chain(REGION), "constituency", {**SERVING, "okrug": "city"})
    assert names_of(found) == [("58", ("precinct",)), ("city", ("okrug", "territorial"))]
    assert [step.does[0] for step in found[1].steps] == ["receives", "receives"]


def test_a_commission_of_one_kind_on_two_levels_is_one_stop():
    serving = {"precinct": "58", "territorial rayon": "city", "territorial region": "city"}
    assert names_of(stops(load_chain(REGION), "list", serving)) == [("58", ("precinct",)), ("city", ("territorial",))]


def test_no_precinct_commission_acts_as_a_higher_one():
    with pytest.raises(ValueError, match="kz/mazhilis/2023 lets no commission act as precinct and okrug"):
        stops(load_chain(MAZHILIS), "constituency", {**SERVING, "okrug": "58"})


def test_a_role_that_nobody_has_is_told():
    with pytest.raises(KeyError, match="central"):
        stops(load_chain(MAZHILIS), "constituency", {"precinct": "58", "okrug": "okrug 7"})


# ---- the commissions of an event -------------------------------------------------------------------------------------------


def event():
    """An invented country: North, a region and a constituency; South, cut in two; a station in each, and one abroad."""
    places = [
        Place("land", "country"), Place("north", "region", "land"), Place("n-rayon", "rayon", "north"),
        Place("south", "region", "land"), Place("s-rayon", "rayon", "south"), Place("abroad", "abroad", "land"),
    ]  # fmt: skip
    bodies = [
        Body("mazhilis", MAZHILIS, Names(), "land"),
        Body("m-north", REGION, Names(), "north"),
        Body("m-rayon", LOWER, Names(), "n-rayon"),
    ]
    areas = [
        Constituency("mazhilis.1", "mazhilis", "1"), Constituency("mazhilis.2", "mazhilis", "2"),
        Constituency("m-north.1", "m-north", "1"), Constituency("m-rayon.1", "m-rayon", "1"),
    ]  # fmt: skip
    commissions = [
        Commission("central", "central", "land", None),
        Commission("t-north", "territorial", "north", "central", "okrug"),
        Commission("t-n-rayon", "territorial", "n-rayon", "t-north"),
        Commission("t-south", "territorial", "south", "central"),
        Commission("t-s-rayon", "territorial", "s-rayon", "t-south"),
        Commission("okrug-2", "okrug", "mazhilis.2", "central"),
        Commission("p1", "precinct", "n-rayon", "t-n-rayon"),
        Commission("p2", "precinct", "s-rayon", "t-s-rayon"),
        Commission("p3", "precinct", "abroad", "okrug-2"),
    ]
    stations = [
        Station("1", "n-rayon", 9, "p1", ("mazhilis.1", "m-north.1", "m-rayon.1")),
        Station("2", "s-rayon", 9, "p2", ("mazhilis.2",)),
        Station("3", "abroad", 9, "p3", ("mazhilis.2",)),
    ]
    tables = [{thing.id: thing for thing in things} for things in (bodies, places, (), areas, commissions, stations)]
    return Event(Names(), None, "land", True, "test", (), *tables, {})


@pytest.mark.parametrize(
    ("station", "contest", "commissions"),
    [
        ("1", "mazhilis.list", ["p1", "t-n-rayon", "central"]),
        ("1", "mazhilis.1", ["p1", "t-north", "central"]),  # the region is the constituency
        ("1", "m-north.list", ["p1", "t-n-rayon", "t-north"]),
        ("1", "m-north.1", ["p1", "t-n-rayon", "t-north"]),  # no okrug commission: the rayon's draws up the protocol
        ("1", "m-rayon.1", ["p1", "t-n-rayon"]),
        ("2", "mazhilis.list", ["p2", "t-s-rayon", "central"]),
        ("2", "mazhilis.2", ["p2", "okrug-2", "central"]),
        ("3", "mazhilis.list", ["p3", "okrug-2", "central"]),
        ("3", "mazhilis.2", ["p3", "okrug-2", "central"]),
    ],
)
def test_the_commissions_of_an_event_serve_its_stations(station, contest, commissions):
    of = event()
    told = of.contest(contest)
    chain = load_chain(of.body(told.body).law)
    found = stops(chain, told.tier, Serving(of).roles(station, contest), abroad=of.stations[station].place == "abroad")
    assert [stop.commission for stop in found] == commissions


# ---- acts and statuses -----------------------------------------------------------------------------------------------------


def test_which_acts_exist_depends_on_the_edition():
    for law in (MAZHILIS, REGION, LOWER):
        chain = load_chain(law)
        assert not chain.has_act("protocol annulled")  # 2023: a unit, a constituency or the election, never one station
        assert chain.has_act("protocol corrected")
        assert chain.has_act("protocol approved")
        recount = next(act for act in chain.act if act.act == "protocol corrected")
        assert (recount.article, recount.before) == ("43(9)", "publication")
    assert load_chain(GEORGIA).has_act("protocol annulled")


@pytest.mark.parametrize("law", SHIPPED)
def test_acts_are_those_of_the_ledger(law):
    chain = load_chain(law)
    assert {move.act for move in chain.move} | {act.act for act in chain.act} <= KINDS.keys()


@pytest.mark.parametrize("law", SHIPPED)
def test_statuses_lead_from_nothing_to_final(law):
    reached, before = {"nothing"}, set()
    while reached != before:
        before = set(reached)
        reached |= {move.to for move in load_chain(law).move if before & set(move.from_)}
    assert {"interim", "preliminary", "confirmed", "final"} <= reached
    assert not [move for move in load_chain(law).move if move.to == "nothing"]


def test_a_status_is_moved_by_the_act_of_the_right_commission():
    chain = load_chain(MAZHILIS)
    assert {move.to for move in chain.moves("nothing", "protocol approved", "territorial")} == {"interim", "preliminary"}
    assert [move.to for move in chain.moves("preliminary", "summary signed", "okrug")] == ["confirmed"]
    assert [move.to for move in chain.moves("confirmed", "protocol corrected", "precinct")] == ["corrected"]
    assert {move.to for move in chain.moves("confirmed", "result declared", "central")} == {"final", "annulled"}
    assert chain.moves("confirmed", "result declared", "territorial") == ()
    assert chain.moves("final", "protocol corrected", "precinct") == ()  # a recount comes before the publication
    declared = load_chain(REGION).moves("confirmed", "result declared", "territorial")  # here it is the last to speak
    assert {move.to for move in declared} == {"final", "annulled"}


# ---- what is refused -------------------------------------------------------------------------------------------------------

CHAIN = """\
law = "zz/council/2020"

[[commission]]
kind = "precinct"
name = { en = "Precinct" }
article = "1"

[[commission]]
kind = "central"
name = { en = "Central" }
article = "1"

[[route]]
tier = "list"
step = [
  { commission = "precinct", does = ["counts"], article = "2" },
  { commission = "central", does = ["receives", "declares"], article = "2" },
]

[[move]]
act = "result declared"
by = ["central"]
from = ["nothing"]
to = "final"
article = "3"
"""

REFUSALS = {
    "a commission that is not there": ('{ commission = "central"', '{ commission = "okrug"', 17, "the edition has no such"),
    "a way that begins higher up": ('{ commission = "precinct"', '{ commission = "central"', 16, "a protocol begins at the"),
    "a move by nobody": ('by = ["central"]', 'by = ["territorial"]', 22, "the edition has no such commission"),
    "an unknown status": ('to = "final"', 'to = "official"', 24, "move[1].to: not a word"),
    "an unknown status before": ('from = ["nothing"]', 'from = ["none"]', 23, "move[1].from[1]: not a word"),
    "an unknown kind": ('kind = "central"', 'kind = "district"', 9, "commission[2].kind: not a word"),
    "a deadline of two measures": (
        '"counts"], ', '"counts"], within = { words = { en = "soon" }, days = 1, hours = 1, after = "election day" }, ', 16,
        "give exactly one of",
    ),
    "a deadline from no day": (
        '"counts"], ', '"counts"], within = { words = { en = "soon" }, days = 1 }, ', 16, "need 'after'",
    ),
    "a move by an act that the edition has not": (
        "[[move]]", '[[act]]\nact = "result declared"\nexists = false\ntold = { en = "no" }\narticle = "4"\n\n[[move]]', 27,
        "the edition does not know this act",
    ),
}  # fmt: skip


def test_the_chain_of_these_tests_is_right(tmp_path):
    assert [role_of(step) for step in route(read_chain(written(tmp_path, CHAIN)), "list")] == ["precinct", "central"]


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_wrong_is_refused_with_file_and_line(tmp_path, name):
    old, new, line, cause = REFUSALS[name]
    path = written(tmp_path, changed(old, new, CHAIN), "chain.toml")
    with pytest.raises(BadInput) as error:
        read_chain(path)
    told = [(fault.file, fault.line) for fault in error.value.faults if cause in fault.cause]
    assert told == [(str(path), line)], str(error.value)


def test_a_tier_has_one_way(tmp_path):
    again = CHAIN[CHAIN.index("[[route]]") : CHAIN.index("[[move]]")]
    path = written(tmp_path, changed("[[move]]", f"{again}[[move]]", CHAIN), "chain.toml")
    with pytest.raises(BadInput, match="this tier has a route already"):
        read_chain(path)


@pytest.mark.parametrize("law", SHIPPED)
def test_chains_speak_three_languages(law):
    chain = load_chain(law)
    assert chain.law == law
    steps = [step for way in chain.route for step in way.step]
    terms = [term.words for step in steps for term in (step.within, step.sends, step.publishes) if term is not None]
    names = [*chain.note, *(one.name for one in chain.commission), *(one.told for one in chain.act), *terms]
    for name in names:
        assert all((name.kk, name.ru, name.en))
        assert not [*foreign_letters(name.kk), *foreign_letters(name.ru)]
