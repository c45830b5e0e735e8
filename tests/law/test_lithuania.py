"""The Seimas of 2016: list seats by the law as it was written for docs/law-author.md, against those that were reported.

Votes: Wikipedia, *2016 Lithuanian parliamentary election*; seats: l24.lt, 24 October 2016, by the Central Electoral Commission.
"""

from outcomes import seats

from dauys.law import Count, Figures, Party, Votes, apply, load_law

LAW = "lt/seimas/2015"
VOTES = {"TS-LKD": 276_275, "LVŽS": 274_108, "LSDP": 183_597, "LRLS": 115_361, "LLRA-KŠS": 69_810, "TT": 67_817}


def lists(cast, **more):
    """What lists get; the constituencies stay a question."""
    outcome = apply(load_law(LAW), Votes(counts=(Count("list", "country", cast, more.pop("figures", Figures())),), **more))
    assert outcome.questions
    return outcome


def test_the_seats_of_2016():
    outcome = lists(VOTES, admitted={"list": tuple(VOTES)})
    assert seats(outcome) == {"TS-LKD": 20, "LVŽS": 19, "LSDP": 13, "LRLS": 8, "LLRA-KŠS": 5, "TT": 5}
    assert {"89(2)", "89(3)-(4)"} <= {step.article for step in outcome.trace}


def test_a_quota_raised_to_a_whole_number_seats_the_same_in_2016():
    quota = -(-sum(VOTES.values()) // 70)
    whole = {name: divmod(number, quota) for name, number in VOTES.items()}
    first = sorted(VOTES, key=lambda name: -whole[name][1])[: 70 - sum(full for full, _ in whole.values())]
    assert seats(lists(VOTES, admitted={"list": tuple(VOTES)})) == {n: full + (n in first) for n, (full, _) in whole.items()}


def test_the_line_is_of_everybody_who_took_part_and_higher_for_a_joint_list():
    """INVENTED: 1,000 took part, ten of them with invalid ballots. 50 pass; 69 of a joint list do not, 70 do."""
    both = {"joint": Party("joint", members=2)}
    short = {"A": 822, "B": 50, "C": 49, "joint": 69}
    figures = Figures(valid=990, invalid=10)
    assert set(seats(lists(short, figures=figures, parties=both))) == {"A", "B"}
    assert set(seats(lists({**short, "A": 821, "joint": 70}, figures=figures, parties=both))) == {"A", "B", "joint"}
