"""Totals of places: what counts, what is missing beside it, and that nothing missing looks like a number."""

import pytest
from counted import LIST, changed, event, figures, messy_night, night, put, stations, version

from dauys.protocol.life import CLASSES
from dauys.tally import totals

CONTEST = event().contest(LIST)
COUNTRY = event().country


def test_a_place_is_the_sum_of_its_papers_line_by_line():
    total = totals(night(), CONTEST)[COUNTRY]
    papers = [figures()[station, LIST] for station in stations()]
    for code in ("B", "T", "V", "I", "N"):
        assert total.lines[code] == sum(paper.lines[code] for paper in papers)
    assert total.lines["D"] == sum(sum(paper.lines["D"].values()) for paper in papers)  # cells of members
    assert total.votes["Amanat"] == sum(paper.lines["P"]["Amanat"] for paper in papers)
    assert total.votes["against_all"] == total.lines["N"]
    assert (total.counted, total.stations, total.complete) == (80, 80, True)
    assert total.voters == total.voters_counted == sum(event().stations[s].voters for s in stations())


def test_options_stand_in_the_order_of_the_ballot_and_lines_in_that_of_the_form():
    total = totals(night(), CONTEST)[COUNTRY]
    assert list(total.votes) == [option.id for option in event().options_of(LIST)]
    assert list(total.lines) == ["B1", "B2", "B", "D", "C", "E", "S", "T", "N", "V", "I"]


def test_a_place_comes_before_those_within_it():
    places = list(totals(night(), CONTEST))
    assert places[0] == COUNTRY
    for place in places[1:]:
        assert places.index(event().places[place].parent) < places.index(place)


def test_abroad_is_a_place_without_a_region():
    abroad = [station for station in stations() if event().stations[station].place == "abroad"]
    assert totals(night(), CONTEST)["abroad"].stations == len(abroad) > 0


def test_what_is_missing_is_missing_at_every_level_and_no_zero():
    state = night()
    station = stations()[0]
    places = event().places_above(station, CONTEST)
    here = [s for s in stations() if event().stations[s].place == places[-1]]
    for one in here:
        del state.lives[one, LIST]
    found = totals(state, CONTEST)
    for place in places:
        assert found[place].partition["not received"] == len(here)
        assert not found[place].complete
    lowest = found[places[-1]]
    assert lowest.counted == 0
    assert set(lowest.votes.values()) == set(lowest.lines.values()) == {None}
    assert lowest.voters_counted == 0 < lowest.voters


def test_a_sum_that_some_papers_lack_says_how_many():
    state = night()
    first, second = stations()[:2]
    put(state, first, LIST, version(first, LIST, paper=changed(figures()[first, LIST], I=None)))
    votes = {**figures()[second, LIST].lines["P"], "Auyl": None}
    put(state, second, LIST, version(second, LIST, paper=changed(figures()[second, LIST], P=votes)))
    whole, total = totals(night(), CONTEST)[COUNTRY], totals(state, CONTEST)[COUNTRY]
    assert (whole.lacking, total.lacking) == ({}, {"I": 1, "P.Auyl": 1})
    assert total.lines["I"] == whole.lines["I"] - figures()[first, LIST].lines["I"]
    assert total.votes["Auyl"] == whole.votes["Auyl"] - figures()[second, LIST].lines["P"]["Auyl"]
    assert total.votes["Amanat"] == whole.votes["Amanat"]


def test_a_paper_without_the_line_of_the_votes_lacks_every_option():
    state = night()
    first = stations()[0]
    lines = {code: cell for code, cell in figures()[first, LIST].lines.items() if code != "P"}
    put(state, first, LIST, version(first, LIST, paper=type(figures()[first, LIST])("list", lines)))
    total = totals(state, CONTEST)[COUNTRY]
    options = [f"P.{option}" for option in total.votes if option != "against_all"]
    assert dict.fromkeys(options, 1).items() <= total.lacking.items()


def test_the_old_version_counts_until_the_new_one_is_approved():
    state, first = night(), stations()[0]
    new = changed(figures()[first, LIST], I=figures()[first, LIST].lines["I"] + 5)
    before = totals(state, CONTEST)[COUNTRY]
    put(state, first, LIST, version(first, LIST), version(first, LIST, "received"))
    assert totals(state, CONTEST)[COUNTRY] == before
    put(state, first, LIST, version(first, LIST), version(first, LIST, paper=new))
    assert totals(state, CONTEST)[COUNTRY].lines["I"] == before.lines["I"] + 5


def test_an_annulled_protocol_leaves_the_sums_and_is_no_longer_waited_for():
    state, first = night(), stations()[0]
    put(state, first, LIST, version(first, LIST), version(first, LIST, "annulled"))
    total = totals(state, CONTEST)[COUNTRY]
    assert (total.counted, total.partition["annulled"], total.complete) == (79, 1, True)


def test_in_a_messy_night_the_classes_add_up_everywhere_and_places_to_the_place_above():
    state = messy_night()
    seen = set()
    for contest in event().contests:
        found = totals(state, contest)
        for place, total in found.items():
            assert sum(total.partition.values()) == total.stations
            assert list(total.partition) == list(dict.fromkeys(CLASSES.values()))
            seen |= {name for name, number in total.partition.items() if number}
            below = [t for p, t in found.items() if event().places[p].parent == place]
            if sum(one.stations for one in below) == total.stations:
                for code in total.lines:
                    known = [one.lines[code] for one in below if one.lines[code] is not None]
                    assert total.lines[code] == (sum(known) if known else None)
                assert total.voters_counted == sum(one.voters_counted for one in below)
    assert seen == set(CLASSES.values())


@pytest.mark.parametrize("contest", [contest.id for contest in event().contests[1:4]])
def test_a_constituency_has_totals_in_the_places_that_it_touches(contest):
    found = totals(night(), event().contest(contest))
    assert found[COUNTRY].stations == len(stations(contest)) < 80
