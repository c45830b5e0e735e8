"""Every figure of forensics.json that station files exist for, computed from them; and no figure is left out.

Where the file has figures of elections whose stations are not here, they are held to each other: an excess is what was
observed less what was expected, and near the published one.
"""

import random
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from math import isclose
from statistics import fmean, pstdev

import pytest
from vector_tables import load, members, parts, rows, unread

from dauys.audit import digits, fingerprint, mixed, turnout
from dauys.audit.chances import at_most
from dauys.audit.integer_percentages import integer_percentages
from dauys.audit.quick_count import Stratum, estimate, margin_of
from dauys.audit.stations import Station, large, ordinary, voted

FORENSICS = load("forensics.json")

RUSSIA = {
    2011: "ru-2011-stations.csv.gz",
    2016: "ru-2016-stations.csv.gz",
    2020: "ru-2020-stations.csv.gz",
    2021: "ru-2021-stations.csv.gz",
}
GEORGIA = "ge-2012-mixed-precincts.csv.gz"
COLUMNS = ["region", "tik", "registered", "issued", "counted", "leader"]


@cache
def russia(year):
    """All stations of a year."""
    return [Station(*map(int, row[2:])) for row in rows(RUSSIA[year])[1]]


@cache
def regions(year):
    found = defaultdict(list)
    for row, station in zip(rows(RUSSIA[year])[1], russia(year), strict=True):
        found[row[0]].append(station)
    return found


def years(table):
    """The year and its figures, for years whose stations are here; the others are only read."""
    return [(int(year), told) for year, told in table.items() if int(year) in RUSSIA]


def rounded(number, told):
    """Whether ``told`` is ``number`` rounded to the digits that it has, with a little for how halves go."""
    digits = len(str(told).partition(".")[2])
    return abs(float(number) - told) <= 0.5001 * 10**-digits


# ---- whole percentages -----------------------------------------------------------------------------------------------


def integer_row(row):
    observed = {part: row[f"observed_{part}"] for part in ("either", "result", "turnout")}
    expected = {part: row[f"expected_{part}"] for part in observed}
    for part, count in observed.items():
        assert isclose(row[f"excess_{part}"], count - expected[part], abs_tol=0.0011)
    assert isclose(row["z_either"], row["excess_either"] / row["sd_either"], abs_tol=0.0051)
    tolerance = dict.__getitem__(dict.__getitem__(FORENSICS, "integer_percentages"), "tolerance_vs_published")
    assert abs(row["excess_either"] - row["published_excess_either_mc"]) <= tolerance
    assert row["stations_used"] < row["stations_total"]
    if (year := row["year"]) not in RUSSIA:
        return
    found = integer_percentages(russia(year))
    assert (len(russia(year)), found.stations) == (row["stations_total"], row["stations_used"])
    for part, one in (("either", found.either), ("result", found.share), ("turnout", found.turnout)):
        assert one.observed == observed[part]
        assert rounded(one.expected, expected[part])
        assert rounded(one.effect, row[f"excess_{part}"])
    assert rounded(found.either.deviation, row["sd_either"])
    assert rounded(found.either.score, row["z_either"])
    assert found.either.by_chance < 1e-6


def tolerance(number):
    rows_ = dict.__getitem__(dict.__getitem__(FORENSICS, "integer_percentages"), "rows")
    assert max(abs(row["excess_either"] - row["published_excess_either_mc"]) for row in rows_) <= number == 6.1


# ---- turnout, share, fingerprint -------------------------------------------------------------------------------------


def start_values(case):
    assert "first local maximum above 0.3 of a Gaussian kernel density" in case["rule"]
    for key, told in case.items():
        found = None
        if key != "rule" and (year := int(key.removeprefix("own_"))) in RUSSIA:
            found = fingerprint.start_values(russia(year))
        names = {
            "tau": "turnout",
            "nu": "share",
            "sigma_tau": "turnout_width",
            "sigma_nu": "share_width",
            "theta": "stuffing_width",
        }
        for short, name in names.items() if key != "rule" else ():
            assert 0 < told[short] < 1
            assert found is None or rounded(getattr(found, name), told[short])


def moments(case):
    assert case["rule"] == "ln((N-W)/W), N>=100, 0<W<N"
    for key, told in case.items():
        if key != "rule":
            shape = told["skew"], told["excess_kurtosis"]
            if int(key) in RUSSIA:
                found = fingerprint.logit_shape(russia(int(key)))
                assert rounded(found.skewness, shape[0])
                assert rounded(found.excess_kurtosis, shape[1])


def fits_disagree(case):
    """Two fits of one model to the same elections, which is why none is made here (the model is in no file of the room)."""
    rival = dict.__getitem__(dict.__getitem__(FORENSICS, "klimek"), "rival_fit_mebane_kalinin")
    for year, told in case.items():
        assert 1 < told["alpha"] < 3
        for part in ("f_i", "f_e"):
            other = rival[part].get(year)
            assert 0 < told[part] < 1
            assert other is None or told[part] > 1.9 * other
    assert {"2003", "2007", "2011", "2012"} == case.keys()


def rival_fit(case):
    assert all(0 < value < 1 for part in ("f_i", "f_e") for value in case[part].values())


def scaled(case):
    for year, told in case.items():
        named = {int(key.removeprefix("core_")): told[key] for key in told if key.startswith("core_")}
        figures = (told["auto_peak"], told["k"], told["anomalous_millions"], told["sum_of_regions_auto"])
        if int(year) in RUSSIA:
            found = turnout.scaling_range(regions(int(year)), sorted(named))
            assert found.whole.peak == figures[0]
            assert rounded(found.whole.ratio, figures[1])
            assert rounded(found.whole.beyond / 10**6, figures[2])
            assert rounded(found.by_region / 10**6, figures[3])
            for one in found.chosen:
                assert rounded(one.ratio, named[one.peak][0])
                assert rounded(one.beyond / 10**6, named[one.peak][1])
            assert found.low <= found.by_region <= found.whole.beyond <= found.high
        assert figures[3] < figures[2]  # region by region the same rule gives less, in every year


def published_cores(case):
    """Figures of others, as words: the peaks and the millions that the fixed rule should come near, or is known to miss."""
    found = turnout.scaling(russia(2016))
    assert case["2016"].startswith("core turnout 36.5%, leader 40.0%")
    assert found.peak in (36, 37)
    assert abs(found.ratio / (1 + found.ratio) - Fraction(40, 100)) < Fraction(1, 100)
    found = turnout.scaling(russia(2021))
    assert case["2021"].startswith("core turnout 38%, leader 31-33%")
    assert found.peak in (37, 38)
    assert Fraction(31, 100) < found.ratio / (1 + found.ratio) < Fraction(33, 100)
    own = dict.__getitem__(dict.__getitem__(FORENSICS, "shpilkin"), "own")
    assert "about 10 million" in case["2018"]
    assert 10 < own["2018"]["anomalous_millions"] < 12
    assert "about 22 million on paper" in case["2024"]
    assert own["2024"]["anomalous_millions"] < 22 < own["2024"]["core_60"][1]  # where the peak found by itself is wrong


def regional_sums(case):
    """Others' sums with the doubtful regions left out are below ours, which leave out none."""
    own = dict.__getitem__(dict.__getitem__(FORENSICS, "shpilkin"), "own")
    for year, millions in case["millions"].items():
        assert millions > 0
        if int(year) in RUSSIA:
            ours = turnout.scaling_range(regions(int(year))).by_region / 10**6
            assert millions < ours
            assert 0 < case["regions_na"][year] < len(regions(int(year)))
        elif year in own:
            assert millions < own[year]["sum_of_regions_auto"]
    for year, told in case["own_regional_rule_vs_cedar"].items():
        left_out = case["regions_na"][year]
        assert told["n"] + left_out <= len(regions(int(year)))
        assert 0 < told["corr"] <= 1
        assert told["median_abs_diff_votes"] < 10_000
    assert "sets the peak by hand" in case["manual_choice"]
    assert set(case["regions_na"].values()) <= set(range(42))


def slope(case):
    for year, told in years(case):
        assert rounded(turnout.relation(large(russia(year))).slope, told)


def turnout_correlation(case):
    for year, told in years(case):
        assert rounded(turnout.relation(large(russia(year))).correlation, told)


# ---- digits ----------------------------------------------------------------------------------------------------------


def benford(case):
    assert all(rounded(found, told) for found, told in zip(digits.SECOND_DIGIT, case, strict=True))
    assert isclose(sum(digits.SECOND_DIGIT), 1)


def benford_mean(number):
    assert rounded(sum(digit * chance for digit, chance in enumerate(digits.SECOND_DIGIT)), number)


def last_digit(case):
    for year, told in years(case):
        for words, chi_square in told.items():
            column, least = words.split(">=")
            found = digits.last_digits((getattr(one, column) for one in russia(year)), int(least))
            assert rounded(found.chi_square, chi_square)
            if column == "issued":
                assert found.by_chance < 1e-6
    assert len(years(case)) == 4


def second_digit(case):
    for year, told in years(case):
        assert rounded(digits.second_digits(one.leader for one in russia(year)).chi_square, told)


def iran(case):
    """What was claimed, computed exactly; and how it grows when the cuts are chosen with the same freedom as the digits."""
    size, often, seldom = case["n"], Fraction(17, 100), Fraction(4, 100)
    assert (case["digit_7"], case["digit_5"], case["claimed_p"][0]) == ("17%", "4%", "<4%")
    most, fewest = 20, 5  # the counts that round to 17 % and 4 % of 116
    assert (round(Fraction(most, size), 2), round(Fraction(fewest, size), 2)) == (often, seldom)
    claimed = float(digits.extremes_by_chance(size, most, fewest))
    assert 0.03 < claimed < 0.04
    assert case["non_adjacent"] == "62% (70% expected)"
    pairs = round(size * 0.62)
    assert rounded(100 * at_most(pairs, size, 0.7), 4.1)
    assert case["claimed_p"][1] == "4.2%"
    assert case["claimed_p"][2] == "<0.5% together"
    assert claimed * at_most(pairs, size, 0.7) < 0.005
    assert "about 5% (strict cut) to 15% for the first event: post-hoc choice of digits" in case["critique"]
    looser = [float(digits.extremes_by_chance(size, *cut)) for cut in ((19, 5), (20, 6), (19, 6))]
    assert all(0.05 < chance < 0.15 for chance in looser)


# ---- Georgia 2012, a mixed election ----------------------------------------------------------------------------------


@cache
def georgia():
    """Every protocol: its row with the counts as numbers, and the valid votes added up."""
    found = []
    header, protocols = rows(GEORGIA)
    for protocol in protocols:
        row = dict(zip(header, protocol, strict=True))
        counts = {key: int(value or 0) for key, value in row.items() if key not in ("contest", "special")}
        valid = sum(count for key, count in counts.items() if key.startswith("p") and key != "precinct")
        found.append({**counts, "contest": row["contest"], "valid": valid})
    return found


def georgian_stations(contest, party="p41"):
    return [
        Station(row["registered"] + row["special_list"], row["signed"], row["valid"] + row["invalid"], row[party])
        for row in georgia()
        if row["contest"] == contest
    ]


def control(contest, case):
    stations = georgian_stations(contest)
    found = integer_percentages(stations)
    assert (len(stations), found.stations) == (case["stations"], case["used"])
    assert found.either.observed == case["either_observed"]
    assert rounded(found.either.expected, case["either_expected"])
    assert rounded(found.either.deviation, case["sd"])
    assert rounded(found.either.score, case["z"])
    assert found.either.by_chance > 0.05


def control_digits(case):
    for contest, told in case.items():
        found = digits.last_digits(one.leader for one in georgian_stations(contest))
        assert (round(found.chi_square, 1), found.counts) == (told["chi2"], told["n"])
        assert rounded(found.by_chance, told["p"])


def control_correlation(case):
    leaders = {"gd": "p41", "unm": "p5"}
    for words, told in case.items():
        contest, party = words.split("_")
        taken = [
            one
            for one, leader in zip(georgian_stations(contest, leaders[party]), georgian_stations(contest), strict=True)
            if ordinary([leader])
        ]
        assert rounded(turnout.relation(taken).correlation, told)


def both_ballots(party):
    """Joined by district and precinct, as a database does: a key that stands twice in both contests makes four pairs."""
    seats = defaultdict(list)
    for row in georgia():
        if row["contest"] == "smd":
            seats[row["district"], row["precinct"]].append(row)
    return [
        (row["district"], mixed.Votes(str(row["precinct"]), row[party], row["valid"], seat[party], seat["valid"]))
        for row in georgia()
        if row["contest"] == "list"
        for seat in seats[row["district"], row["precinct"]]
    ]


def split_ticket(case):
    for name, party in (("gd", "p41"), ("unm", "p5")):
        pairs = both_ballots(party)
        assert len(pairs) == case["n_joined"]
        found, told = mixed.agreement(votes for _, votes in pairs), case[name]
        assert found.stations == 3636  # the others have no valid votes in one of the contests
        assert rounded(found.correlation, told["corr"])
        assert rounded(found.mean_difference, told["mean_diff"])
        assert abs(found.deviation - told["sd_diff"]) < 1e-4
        assert found.beyond_ten_points == told["abs_diff_over_10pp"]
        constituencies = defaultdict(list)
        for district, votes in pairs:
            constituencies[str(district)].append(votes)
        looked = mixed.far_from_neighbours(constituencies)
        assert looked.stations == 3636
        assert looked.by_chance < 1 < len(looked.far) < 0.05 * looked.stations
        assert all(abs(one.score) > mixed.FAR for one in looked.far)


def protocol_sums(case):
    found = mixed.ballots_and_signatures(
        (row["valid"] + row["invalid"], row["signed"]) for row in georgia() if row["contest"] == "list"
    )
    assert (found.more, found.fewer) == (case["list_ballots_more_than_signatures"], case["fewer"])
    assert found.more + found.fewer + found.equal == 3696


# ---- quick count -----------------------------------------------------------------------------------------------------


@cache
def districts():
    """Votes for the winner and valid votes of each precinct of a district, list contest."""
    found = defaultdict(list)
    for row in sorted(georgia(), key=lambda row: (row["district"], row["precinct"])):
        if row["contest"] == "list" and row["valid"]:
            found[row["district"]].append((row["p41"], row["valid"]))
    return list(found.values())


def every_tenth(case):
    """The fixed sample; its figures stand as single members of the file."""
    strata = [Stratum(len(all_), tuple(all_[3::10])) for all_ in districts()]
    found = estimate(strata)
    told = dict.__getitem__(FORENSICS, "quick_count")
    assert (found.stations, len(strata), found.drawn) == (told["N"], told["strata"], told["n"])
    assert rounded(found.share, told["estimate_gd_list"])
    assert rounded(found.standard_error, told["se"])
    truth = Fraction(sum(y for all_ in districts() for y, _ in all_), sum(x for all_ in districts() for _, x in all_))
    assert rounded(truth, told["truth"])
    assert abs(found.share - truth) < found.margin
    ballots = sum(x for stratum in strata for _, x in stratum.drawn)
    assert rounded(margin_of(ballots) / 1.96, told["naive_ballot_se"])
    assert found.alone == 1  # a district with ten precincts
    assert case in (told["rule"], *(told[key] for key in SAMPLE))


SAMPLE = ("N", "strata", "n", "estimate_gd_list", "se", "truth", "naive_ballot_se")
SAMPLES = ("coverage_400_random_10pct_samples", "sd_of_estimates", "mean_se")


@cache
def random_samples():
    """Share and error of 400 samples of a tenth, by our own seed: the file's is not known."""
    chance = random.Random(2012)
    return [
        estimate([Stratum(len(all_), tuple(chance.sample(all_, max(1, round(len(all_) / 10))))) for all_ in districts()])
        for _ in range(400)
    ]


def coverage(number):
    truth = Fraction(sum(y for all_ in districts() for y, _ in all_), sum(x for all_ in districts() for _, x in all_))
    covered = fmean(abs(one.share - truth) < one.margin for one in random_samples())
    assert abs(covered - number) < 0.03  # three standard errors of 400 tries


def spread(number):
    assert isclose(pstdev(float(one.share) for one in random_samples()), number, rel_tol=0.1)


def mean_error(number):
    assert isclose(fmean(one.standard_error for one in random_samples()), number, rel_tol=0.05)


def ndi(case):
    assert case["formula"] == "0.5*z/sqrt(n)"
    assert case["n_voters_163185"] == "0.24 pp"
    assert rounded(100 * margin_of(163_185), 0.24)
    told = case["stations"]
    assert told["1020"] == "3.01 pp printed (formula gives 3.07)"
    assert rounded(100 * margin_of(1020), 3.07)
    assert rounded(100 * margin_of(816), told["816"])
    assert rounded(100 * margin_of(324), float(told["324"]))


# ---- nothing is left out ---------------------------------------------------------------------------------------------

SECTIONS = {  # section and member: how many cases it has, and what runs one of them
    ("integer_percentages", "rows"): (10, integer_row),
    ("integer_percentages", "tolerance_vs_published"): (1, tolerance),
    ("klimek", "published_fit"): (1, fits_disagree),
    ("klimek", "start_values"): (1, start_values),
    ("klimek", "rival_fit_mebane_kalinin"): (1, rival_fit),
    ("klimek", "own_moments_logit_share_of_roll"): (1, moments),
    ("shpilkin", "own"): (1, scaled),
    ("shpilkin", "published"): (1, published_cores),
    ("shpilkin", "published_regional_sums_cedar"): (1, regional_sums),
    ("turnout_share", "slope_of_leader_per_roll_on_turnout_weighted_sqrt_roll"): (1, slope),
    ("turnout_share", "corr_turnout_share"): (1, turnout_correlation),
    ("digits", "2BL_expected"): (1, benford),
    ("digits", "2BL_mean"): (1, benford_mean),
    ("digits", "own_last_digit_chi2_9df"): (1, last_digit),
    ("digits", "own_2BL_chi2_leader>=10"): (1, second_digit),
    ("digits", "iran_2009_beber_scacco"): (1, iran),
    ("control_georgia_2012", "list"): (1, lambda case: control("list", case)),
    ("control_georgia_2012", "smd"): (1, lambda case: control("smd", case)),
    ("control_georgia_2012", "last_digit_leader>=100"): (1, control_digits),
    ("control_georgia_2012", "corr_turnout_share"): (1, control_correlation),
    ("control_georgia_2012", "split_ticket_same_precinct"): (1, split_ticket),
    ("control_georgia_2012", "protocol_sums"): (1, protocol_sums),
    **{("quick_count", key): (1, every_tenth) for key in SAMPLE},
    **{("quick_count", key): (1, run) for key, run in zip(SAMPLES, (coverage, spread, mean_error), strict=True)},
    ("quick_count", "ndi_margin_examples"): (1, ndi),
}
WORDS = {("integer_percentages", "rule"), ("shpilkin", "rule"), ("quick_count", "rule")}
RUN = parts(FORENSICS, SECTIONS)
LONG = {("integer_percentages", "rows")}
"""A quarter of a minute each: every third in each run, the others in the drill."""


@pytest.mark.parametrize(
    ("where", "case"),
    [
        pytest.param(
            where, case, id=f"{where[0]}-{where[1]}-{number}", marks=pytest.mark.drill if where in LONG and number % 3 else ()
        )
        for where, cases in RUN.items()
        for number, case in enumerate(cases)
    ],
)
def test_forensics_vector(where, case):
    SECTIONS[where][1](case)
    assert not list(unread(case))


def test_every_section_of_forensics_is_run():
    assert {where: len(cases) for where, cases in RUN.items()} == {where: count for where, (count, _) in SECTIONS.items()}
    sources = {("provenance", name) for name in dict.keys(dict.__getitem__(FORENSICS, "provenance"))}
    assert members(FORENSICS) == SECTIONS.keys() | WORDS | sources
    for section, key in WORDS:
        assert isinstance(dict.__getitem__(dict.__getitem__(FORENSICS, section), key), str)


@pytest.mark.parametrize("year", RUSSIA)
def test_the_station_files_hold_what_the_tests_take_from_them(year):
    assert rows(RUSSIA[year])[0] == COLUMNS
    assert len(regions(year)) > 80
    assert len(voted(russia(year))) > 0.99 * len(russia(year))
    assert all(one.leader <= one.counted for one in russia(year))


def test_the_file_of_a_mixed_election_holds_both_contests():
    assert Counter(row["contest"] for row in georgia()) == {"list": 3696, "smd": 3649}
