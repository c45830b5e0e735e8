"""Divisor rules: real elections, the edges at which other programs go wrong, and every rule against the slow oracle."""

import random
import signal
from fractions import Fraction

import pytest
from oracle import FIRST_SEAT_IS_FREE, METHODS, seat_by_seat

from dauys.seats import NoVotes, OverAward, Tie, by_divisor, divisors_of, smallest_house

# ---- real elections --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [None, Fraction(14, 10)])
def test_nepal_2017_gives_the_official_list_seats_with_either_first_divisor(first):
    votes = {
        "CPN-UML": 3_173_494, "Nepali Congress": 3_128_389, "CPN (Maoist Centre)": 1_303_721, "RJPN": 472_254,
        "SSFN": 470_201,
    }  # fmt: skip
    assert by_divisor(votes, 110, "sainte-lague", first=first).seats == {
        "CPN-UML": 41, "Nepali Congress": 40, "CPN (Maoist Centre)": 17, "RJPN": 6, "SSFN": 6,
    }  # fmt: skip


def test_new_zealand_2014_gives_121_with_the_overhang_kept():
    votes = {
        "National": 1_131_501, "Labour": 604_535, "Green": 257_359, "NZ First": 208_300, "Maori": 31_849,
        "ACT": 16_689, "United Future": 5_286,
    }  # fmt: skip
    assert by_divisor(votes, 120, "sainte-lague").seats == {
        "National": 60, "Labour": 32, "Green": 14, "NZ First": 11, "Maori": 2, "ACT": 1, "United Future": 0,
    }  # fmt: skip
    # 60 + 32 + 14 + 11 + 2 + 1 = 120, and the constituency that United Future won is the 121st


def test_scotland_2007_constituencies_are_held_and_the_first_divisor_comes_after_them():
    # Central Scotland: Labour holds 8, the SNP 2; seven list seats. Labour's first quotient is 112,596 / 9 = 12,510.7,
    # the SNP's 89,210 / 3 = 29,736.7, then 22,302.5, 17,842, 14,868.3, 12,744.3 (its fifth), and 11,151.3.
    # Conservatives 24,253 and Liberal Democrats 14,648 have one each. The seventh: 12,744.3 before 12,510.7.
    votes = {"Labour": 112_596, "SNP": 89_210, "Conservative": 24_253, "Liberal Democrats": 14_648, "Greens": 7_204}
    result = by_divisor(votes, 7, "d'hondt", held={"Labour": 8, "SNP": 2})
    assert result.seats == {"Labour": 0, "SNP": 5, "Conservative": 1, "Liberal Democrats": 1, "Greens": 0}
    assert result.lines["SNP"].held == 2


# ---- where other programs go wrong -----------------------------------------------------------------------------------


def test_a_list_without_votes_never_pays_for_a_tie():
    # 70 / 0.5 = 140, 30 / 0.5 = 60, 70 / 1.5 = 46.7, 70 / 2.5 = 28, and then 70 / 3.5 = 20 = 30 / 1.5
    result = by_divisor({"A": 70, "B": 30, "C": 0}, 5, "sainte-lague")
    assert (result.seats, result.tie) == ({"A": 3, "B": 1, "C": 0}, Tie(frozenset("AB"), 1, "quotient"))


def test_a_list_without_votes_among_eight_gets_nothing_and_nobody_gains_by_it():
    votes = dict(zip("ABCDEFGH", (71, 0, 363, 62, 94, 387, 91, 233), strict=True))
    assert by_divisor(votes, 39, "sainte-lague").seats == dict(zip("ABCDEFGH", (2, 0, 11, 2, 3, 11, 3, 7), strict=True))


def test_the_first_divisor_is_for_the_first_seat_alone():
    # B: 105,402 over 1.4, 3, 5, 7, 9, 11, 13, 15 is 75,287 … 7,027; A: 20,232 / 1.4 = 14,451, and 20,232 / 3 = 6,744
    # comes tenth
    assert by_divisor({"A": 20_232, "B": 105_402}, 9, "sainte-lague", first=Fraction("1.4")).seats == {"A": 1, "B": 8}


def test_a_three_way_tie_is_told_and_nobody_drawn():
    # 5, 3, 1 over 0.5: 10, 6, 2; 5 / 1.5 = 3.3; and 5 / 2.5 = 3 / 1.5 = 1 / 0.5 = 2 for the fourth seat
    result = by_divisor({"A": 5, "B": 3, "C": 1}, 4, "sainte-lague")
    assert (result.seats, result.tie) == ({"A": 2, "B": 1, "C": 0}, Tie(frozenset("ABC"), 1, "quotient"))


@pytest.mark.parametrize(
    ("votes", "seats", "expected"), [((25, 99), 47, (9, 38)), ((3, 2), 1000, (600, 400)), ((1, 2), 3000, (1000, 2000))]
)
def test_quotients_are_not_rounded_to_whole_numbers(votes, seats, expected):
    assert tuple(by_divisor(dict(zip("AB", votes, strict=True)), seats, "d'hondt").seats.values()) == expected


def test_webster_with_eight_lists_and_32_seats():
    votes = dict(zip("ABCDEFGH", (15_352, 44_903, 704_452, 48_342, 621_267, 302_786, 860_189, 22_579), strict=True))
    assert tuple(by_divisor(votes, 32, "sainte-lague").seats.values()) == (0, 1, 9, 1, 7, 4, 10, 0)


def test_huntington_hill_gives_every_list_with_votes_a_seat():
    votes = dict(zip("ABCD", (96_323, 74_438, 15_839, 454_368), strict=True))
    assert tuple(by_divisor(votes, 5, "huntington-hill").seats.values()) == (1, 1, 1, 2)


def test_huntington_hill_compares_squares_and_needs_no_square_root():
    # A's second seat costs √2, B's third √6. 97² × 3 = 28,227 and 168² = 28,224: A's claim is larger by 3 in 28,000;
    # 97 / √2 = 68.589…, 168 / √6 = 68.586…
    assert by_divisor({"A": 97, "B": 168}, 4, "huntington-hill").seats == {"A": 2, "B": 2}
    # and at twenty digits, where roots in floats are all alike: 3 v² + 1 = w², so B's claim is larger
    v, w = 0, 1
    while v < 10**20:
        v, w = 2 * v + w, 3 * v + 2 * w
    assert w * w - 3 * v * v == 1
    assert by_divisor({"A": v, "B": w}, 4, "huntington-hill").seats == {"A": 1, "B": 3}
    assert by_divisor({"A": v, "B": w - 1}, 4, "huntington-hill").seats == {"A": 2, "B": 2}


@pytest.mark.parametrize("method", METHODS)
def test_votes_beyond_64_bits_one_apart(method):
    big = 10**18 * 2**64
    seats = 3 if method in FIRST_SEAT_IS_FREE else 1  # one each first, then the larger
    result = by_divisor({"A": big, "B": big + 1}, seats, method).seats
    assert result["B"] == result["A"] + 1
    assert by_divisor({"A": big, "B": big}, seats, method).tie == Tie(frozenset("AB"), 1, "quotient")


# ---- the rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("d'hondt", (5, 2, 1, 0)),
        ("imperiali", (5, 2, 1, 0)),
        ("sainte-lague", (4, 2, 1, 1)),
        ("danish", (4, 2, 1, 1)),
        ("dean", (4, 2, 1, 1)),
        ("huntington-hill", (4, 2, 1, 1)),
        ("adams", (3, 2, 2, 1)),
    ],
)
def test_the_rules_from_the_friend_of_the_large_to_the_friend_of_the_small(method, expected):
    votes = {"A": 505, "B": 240, "C": 175, "D": 80}  # of 8 seats 4.04, 1.92, 1.40, 0.64 are due
    assert tuple(by_divisor(votes, 8, method).seats.values()) == expected


@pytest.mark.parametrize("method", FIRST_SEAT_IS_FREE)
def test_where_the_first_seat_is_free_the_larger_have_it_first_and_lists_without_votes_never(method):
    assert by_divisor({"A": 9, "B": 5, "C": 1, "D": 0}, 2, method).seats == {"A": 1, "B": 1, "C": 0, "D": 0}
    assert by_divisor({"A": 9, "B": 5, "C": 1, "D": 0}, 3, method).seats == {"A": 1, "B": 1, "C": 1, "D": 0}
    result = by_divisor({"A": 9, "B": 5, "C": 5}, 2, method)
    assert (result.seats, result.tie) == ({"A": 1, "B": 0, "C": 0}, Tie(frozenset("BC"), 1, "quotient"))


@pytest.mark.parametrize(
    ("method", "first"),
    [("sainte-lague", "3"), ("sainte-lague", "0"), ("d'hondt", "2"), ("danish", "4"), ("imperiali", "3"), ("adams", "1")],
)
def test_a_first_divisor_that_is_not_below_the_second_is_refused(method, first):
    with pytest.raises(ValueError, match=rf"first divisor {first}: must lie between 0 and the second divisor"):
        divisors_of(method, Fraction(first))


# ---- held, minimum, maximum ------------------------------------------------------------------------------------------


def test_a_list_that_holds_more_than_its_share_keeps_it_and_gets_no_more():
    # D'Hondt, A holds 4 of 6: the two seats to give go to the largest of 40 / 5 = 8, 35, 17.5, 25
    result = by_divisor({"A": 40, "B": 35, "C": 25}, 2, "d'hondt", held={"A": 4})
    assert result.seats == {"A": 0, "B": 1, "C": 1}


def test_minimums_come_out_of_the_house():
    # D'Hondt, 10 seats, 80 / 15 / 5: 9, 1, 0. C is to have two: 7, 1, 2
    assert by_divisor({"A": 80, "B": 15, "C": 5}, 10, "d'hondt").seats == {"A": 9, "B": 1, "C": 0}
    result = by_divisor({"A": 80, "B": 15, "C": 5}, 10, "d'hondt", minimum={"C": 2})
    assert result.seats == {"A": 7, "B": 1, "C": 2}
    assert (result.lines["C"].whole, result.lines["C"].extra) == (0, 2)
    assert by_divisor({"A": 80, "B": 15, "C": 5}, 10, "d'hondt", minimum=2).seats == {"A": 6, "B": 2, "C": 2}


def test_minimums_larger_than_the_house_are_refused():
    with pytest.raises(OverAward, match="the minimums alone are 6 seats, 5 there are"):
        by_divisor({"A": 2, "B": 1}, 5, "d'hondt", minimum=3)


def test_a_full_list_passes_its_seats_on_and_seats_nobody_can_take_stay_unfilled():
    assert by_divisor({"A": 80, "B": 15, "C": 5}, 10, "d'hondt", maximum={"A": 4}).seats == {"A": 4, "B": 5, "C": 1}
    result = by_divisor({"A": 80, "B": 15, "C": 0}, 10, "d'hondt", maximum={"A": 4, "B": 2})
    assert (result.seats, result.unfilled) == ({"A": 4, "B": 2, "C": 0}, 4)


def cases(method, number):
    """Small elections with what a law may add, drawn with a fixed seed, so that ties and edges are common."""
    draw = random.Random(method)
    for _ in range(number):
        names = "ABCDEFG"[: draw.randint(1, 7)]
        sizes = (0, 1, 2, 3, 6, 12, draw.randint(0, 400), Fraction(draw.randint(1, 60), 6))
        votes = {name: draw.choice(sizes) for name in names}
        held = {name: draw.randint(0, 3) for name in names if draw.random() < 0.3}
        minimum = {name: draw.randint(0, 3) for name in names if draw.random() < 0.3}
        maximum = {name: draw.randint(3, 8) for name in names if draw.random() < 0.3}
        first = draw.choice((None, None, Fraction(1, 2), Fraction(9, 10)))
        yield votes, draw.randint(0, 30), first, held, minimum, maximum


@pytest.mark.parametrize("method", METHODS)
def test_jumping_to_the_divisor_gives_what_seat_after_seat_gives(method):
    compared = 0
    for votes, seats, first, held, minimum, maximum in cases(method, 1500):
        try:
            result = by_divisor(
                votes, seats, method, first=first, held=held, minimum=minimum, maximum=maximum
            )  # fmt: skip
        except NoVotes:
            assert seats > 0
            assert not any(votes.values())
            continue
        except OverAward:
            floors = sum(max(held.get(name, 0), minimum.get(name, 0)) for name in votes)
            assert floors > seats + sum(held.values())
            continue
        slow = seat_by_seat(votes, seats, method, first=first, held=held, minimum=minimum, maximum=maximum)
        tied = result.tie.among if result.tie else frozenset()
        for_seats = result.tie.seats if result.tie else 0
        assert (result.seats, tied, for_seats, result.unfilled) == (
            slow.seats, slow.tied, slow.for_seats, slow.unfilled,
        ), (votes, seats, first, held, minimum, maximum)  # fmt: skip
        compared += 1
    assert compared > 1000


# ---- the divisor that is shown ---------------------------------------------------------------------------------------


def reached(votes, divisor, method, first):
    """How many of a rule's divisors the quotient votes / divisor reaches."""
    rule, quotient = divisors_of(method, first), Fraction(votes) / divisor
    seats = 0
    while quotient and rule.divisor(seats) <= quotient**rule.power:
        seats += 1
    return seats


@pytest.mark.parametrize("method", METHODS)
def test_at_the_divisor_shown_rounding_gives_the_seats_but_for_minimum_and_maximum(method):
    shown = 0
    for votes, seats, first, held, minimum, maximum in cases(method, 1000):
        try:
            result = by_divisor(votes, seats, method, first=first, held=held, minimum=minimum, maximum=maximum)
        except (NoVotes, OverAward):
            continue
        interval = result.divisors
        if interval is None:
            continue
        shown += 1
        if result.tie is None and interval.low != interval.high:
            assert interval.low < interval.shown**interval.power
            assert interval.high is None or interval.shown**interval.power < interval.high
        for name, count in votes.items():
            line = result.lines[name]
            assert line.due == Fraction(count) / interval.shown
            assert line.whole + line.extra == line.seats
            assert line.whole >= 0
            if result.tie is None and interval.low != interval.high:
                alone = reached(count, interval.shown, method, first)
                floor = max(held.get(name, 0), minimum.get(name, 0))
                assert line.seats + line.held == max(floor, min(alone, maximum.get(name, alone))), (votes, name)
    assert shown > 500


def test_the_divisor_shown_has_the_fewest_digits_that_do():
    # D'Hondt, 100 seats of 1,000,000: A 614,000 -> 62, B 386,000 -> 38. Claims: A's 63rd 9,746.03, B's 39th 9,897.4;
    # A's 62nd 9,903.2, B's 38th 10,157.9. Between 9,897.4 and 9,903.2 lies 9,900.
    interval = by_divisor({"A": 614_000, "B": 386_000}, 100, "d'hondt").divisors
    assert (interval.low, interval.high) == (Fraction(386_000, 39), Fraction(614_000, 62))
    assert interval.shown == 9_900


def test_without_minimum_maximum_and_held_seats_all_seats_are_whole():
    lines = by_divisor({"A": 614_000, "B": 386_000}, 100, "d'hondt").lines
    assert [(line.whole, line.extra) for line in lines.values()] == [(62, 0), (38, 0)]


def test_the_divisor_shown_lies_between_the_bounds_however_close_they_are():
    v, w = 0, 1  # w² - 3 v² = 1: the claims v² / 2 and w² / 6 differ by a sixth, their roots in the 31st digit
    while v < 10**30:
        v, w = 2 * v + w, 3 * v + 2 * w
    interval = by_divisor({"A": v, "B": w}, 4, "huntington-hill").divisors
    assert interval.low < interval.shown**2 < interval.high


@pytest.fixture
def two_seconds():
    """Ends a test that would go on for ever."""

    def end(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(2)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_divisor_is_found_just_below_a_bound_that_is_a_whole_number(two_seconds):
    v, w = 1, 1  # w² = 8 v² - 7. With a first divisor of 1/2 A's first claim is (2 v)², a square, and B's second w² / 2
    while v < 10**21:
        v, w = w + 3 * v, 3 * w + 8 * v
    interval = by_divisor({"A": v, "B": w}, 2, "huntington-hill", first=Fraction(1, 2)).divisors
    assert interval.low < interval.shown**2 < interval.high


# ---- edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_one_list_alone_gets_the_house(method):
    assert by_divisor({"A": 7}, 5, method).seats == {"A": 5}


@pytest.mark.parametrize("method", METHODS)
def test_no_seats_give_nobody_any_with_or_without_votes(method):
    assert by_divisor({"A": 7, "B": 3}, 0, method).seats == {"A": 0, "B": 0}
    assert by_divisor({"A": 0, "B": 0}, 0, method).seats == {"A": 0, "B": 0}


@pytest.mark.parametrize("votes", [{}, {"A": 0}, {"A": 0, "B": 0}])
def test_without_votes_every_quotient_is_zero(votes):
    with pytest.raises(NoVotes, match="every quotient is zero"):
        by_divisor(votes, 5, "d'hondt")


def test_more_seats_than_votes():
    assert by_divisor({"A": 2, "B": 1}, 300, "sainte-lague").seats == {"A": 200, "B": 100}


@pytest.mark.parametrize(
    ("votes", "fault"), [({"A": 1.5}, TypeError), ({"A": True}, TypeError), ({"A": -1, "B": 3}, ValueError)]
)
def test_a_float_a_truth_value_and_a_negative_number_are_no_votes(votes, fault):
    with pytest.raises(fault, match="A: "):
        by_divisor(votes, 5, "d'hondt")


# ---- the smallest house that covers everybody ------------------------------------------------------------------------


def test_a_list_that_won_more_than_its_share_makes_the_house_grow_until_it_is_covered():
    # D'Hondt, 20 of 1000 votes and 9 constituencies: the divisor is 20 / 9 = 2.22…, and 980 / 2.22… = 441 exactly.
    # A's 441st quotient and B's ninth are equal: both get it, so that no lot decides. 441 + 9 = 450.
    assert smallest_house({"A": 980, "B": 20}, {"B": 9}, "d'hondt", at_least=10) == 450
    assert by_divisor({"A": 980, "B": 20}, 450, "d'hondt").seats == {"A": 441, "B": 9}


def test_where_shares_cover_everybody_the_house_stays():
    assert smallest_house({"A": 6, "B": 4}, {"A": 3, "B": 2}, "sainte-lague", at_least=10) == 10


def test_no_house_covers_a_list_without_votes():
    with pytest.raises(NoVotes, match="B has 1 seats and no votes"):
        smallest_house({"A": 10, "B": 0}, {"B": 1}, "sainte-lague", at_least=5)


def one_by_one(votes, minimum, method, at_least, first):
    """The smallest house, looked for house by house; a seat that only a lot would give covers nobody."""
    house = at_least
    while any(by_divisor(votes, house, method, first=first).seats[name] < least for name, least in minimum.items()):
        house += 1
    return house


@pytest.mark.parametrize("first", [None, Fraction(9, 10)])
@pytest.mark.parametrize("method", METHODS)
def test_the_smallest_house_is_the_one_that_a_search_house_by_house_finds(method, first):
    draw = random.Random(method)
    for _ in range(60):
        votes = {name: draw.choice((6, 12, draw.randint(1, 60))) for name in "ABCD"[: draw.randint(1, 4)]}
        minimum = {name: draw.randint(0, 4) for name in votes if draw.random() < 0.7}
        at_least = draw.randint(0, 12)
        found = smallest_house(votes, minimum, method, at_least=at_least, first=first)
        assert found == one_by_one(votes, minimum, method, at_least, first), (votes, minimum, at_least)


@pytest.mark.parametrize("method", FIRST_SEAT_IS_FREE)
def test_the_smallest_house_has_a_seat_for_a_small_list_under_adams_too(method):
    # one seat goes to the larger; two are the smallest house in which B has its one
    assert smallest_house({"A": 100, "B": 1}, {"B": 1}, method, at_least=1) == 2


@pytest.mark.parametrize("method", FIRST_SEAT_IS_FREE)
def test_no_house_covers_a_list_without_votes_under_adams_either(method):
    with pytest.raises(NoVotes):
        smallest_house({"A": 10, "B": 0}, {"B": 1}, method, at_least=5)
