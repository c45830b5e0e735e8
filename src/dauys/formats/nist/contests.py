"""The Elections of a report: one for each ballot, with its contests, options, candidates, votes and seats."""

from collections.abc import Iterator, Mapping, Sequence

from dauys.election.event import Contest
from dauys.formats.nist.counts import Counted, ballot_counts
from dauys.formats.nist.facts import Ballot, Facts, count_status
from dauys.formats.nist.tree import OURS, Long, Node, id_of, identifier, node, text, words
from dauys.law import Option
from dauys.law.words import Names
from dauys.text import LANGUAGES, phrase

FINAL = "final"
"""The status of a contest whose result has been declared as final."""

VARIATIONS: Mapping[str, str] = {"plurality": "plurality", "absolute majority": "majority"}
"""How one person is elected, as the standard calls it; lists are ``proportional``, several persons ``n-of-m``."""

TITLES: Mapping[str, str] = {"list": "nist.election.list", "constituency": "nist.election.constituency"}
"""What a ballot is called, by its tier."""

CAUSES: Mapping[str, str] = {"tie": "runoff", "void": "special"}
"""Why a vote is repeated, and as what kind of election."""


def elections(facts: Facts, persons_of_lists: bool) -> Iterator[Node]:
    """One Election for each ballot: the standard keeps the lines of protocols by Election, not by contest."""
    for ballot, contests in facts.ballots.items():
        yield _election(facts, ballot, contests, persons_of_lists)


def _election(facts: Facts, ballot: Ballot, contests: Sequence[Contest], persons_of_lists: bool) -> Node:
    body = facts.event.body(ballot.body)
    counted = [Counted(facts, contest) for contest in contests]
    classes = {name for contest in contests for name, number in _partition(facts, contest).items() if number}
    names = {language: phrase(TITLES[ballot.tier], language, body=body.names.told(language)) for language in LANGUAGES}
    return node(
        "Election",
        BallotCounts=Long(ballot_counts(counted)),
        Candidate=Long(one for contest in contests for one in _candidates(facts, contest, persons_of_lists)),
        Contest=Long(_contest(one) for one in counted),
        CountStatus=(node("CountStatus", Status=count_status(classes), Type="total"),),
        ElectionScopeId=id_of("place", body.place),
        ExternalIdentifier=(identifier(OURS, ballot.id),),
        Name=words(names),
        StartDate=ballot.day,
        EndDate=ballot.day,
        Type="general" if ballot.repeated_for is None else CAUSES[ballot.repeated_for],
    )


def _partition(facts: Facts, contest: Contest) -> Mapping[str, int]:
    return facts.state.partition(contest.id, [station.id for station in facts.event.stations_of(contest.id)])


def _contest(counted: Counted) -> Node:
    facts, contest = counted.facts, counted.contest
    partition, tier = _partition(facts, contest), facts.tier(contest)
    listed = contest.tier == "list"
    elected = tier.seats_per_area if isinstance(tier.seats_per_area, int) else None
    variation = (
        "proportional" if listed else "n-of-m" if elected is not None and elected > 1 else VARIATIONS[tier.formula.method]
    )
    return node(
        "PartyContest" if listed else "CandidateContest",
        id_of("contest", contest.id),
        ContestSelection=Long(
            _selection(counted, at, option) for at, option in enumerate(facts.event.options_of(contest.id), 1)
        ),
        CountStatus=(
            node("CountStatus", Status=count_status({name for name, number in partition.items() if number}), Type="total"),
        ),
        ElectionDistrictId=facts.district(contest),
        ExternalIdentifier=(
            identifier(OURS, contest.id),
            identifier("dauys-status", facts.status(contest)),
            *(() if contest.repeats is None else (identifier("dauys-repeats", contest.repeats),)),
        ),
        Name=contest.names.told("en"),
        SubUnitsReported=partition["approved"],
        TotalSubUnits=sum(partition.values()),
        VoteVariation=variation,
        NumberElected=None if listed else elected,
        VotesAllowed=None if listed else elected or 1,
    )


# ---- what is voted for -------------------------------------------------------------------------------------------------


def _selection(counted: Counted, at: int, option: Option) -> Node:
    contest, votes = counted.contest, Long(_with_seats(counted, option))
    id = id_of("option", contest.id, option.id)
    match option.kind:
        case "against_all":
            against = words({language: phrase("nist.against all", language) for language in LANGUAGES})
            name = against if option.names == Names() else text(option.names)
            return node("BallotMeasureSelection", id, SequenceOrder=at, VoteCounts=votes, Selection=name)
        case "list":
            assert option.party is not None  # the definition has a party for every list
            return node("PartySelection", id, SequenceOrder=at, VoteCounts=votes, PartyIds=(id_of("party", option.party),))
        case _:
            candidate = id_of("candidate", contest.id, option.id)
            return node("CandidateSelection", id, SequenceOrder=at, VoteCounts=votes, CandidateIds=(candidate,))


def _with_seats(counted: Counted, option: Option) -> Iterator[Node]:
    yield from counted.votes(option.id)
    if (seats := _seats(counted.facts, counted.contest, option)) is not None:
        unit = counted.facts.district(counted.contest)
        yield Node("VoteCounts", {"GpUnitId": unit, "Type": "seats", "Count": seats})


def _seats(facts: Facts, contest: Contest, option: Option) -> int | None:
    """The seats of a list, once, beside its first vote; None where votes are missing or the law has a question."""
    outcome = facts.outcomes[contest.body]
    known = facts.decided(contest) and not any(one.tier == "list" for one in outcome.questions)
    if option.kind != "list" or contest.repeats is not None or not known:
        return None
    return sum(seat.seats for seat in outcome.seats if seat.tier == "list" and seat.option == option.id)


# ---- candidates --------------------------------------------------------------------------------------------------------


def _candidates(facts: Facts, contest: Contest, persons_of_lists: bool) -> Iterator[Node]:
    for option in facts.event.options_of(contest.id):
        if option.kind == "candidate":
            yield _candidate((contest.id, option.id), option.names, option.party, _fate(facts, contest, option))
        elif persons_of_lists and (persons := facts.event.lists.get((contest.id, option.id))) is not None:
            seated = _seated(facts, contest, option)
            for at, person in enumerate(persons.persons, 1):
                fate = "winner" if person.id in seated else None
                yield _candidate((contest.id, option.id, person.id), person.names, option.party, fate, at)


def _candidate(names: tuple[str, ...], name: Names, party: str | None, fate: str | None, at: int | None = None) -> Node:
    place = () if at is None else (identifier("list-position", str(at)),)
    return node(
        "Candidate",
        id_of("candidate", *names),
        BallotName=text(name),
        ExternalIdentifier=(identifier(OURS, names[-1]), *place),
        PartyId=None if party is None else id_of("party", party),
        PersonId=id_of("person", *names),
        PostElectionStatus=fate,
    )


def _fate(facts: Facts, contest: Contest, option: Option) -> str | None:
    """What became of a candidate: told when no vote is missing, as *projected* until the result is declared."""
    if option.id in facts.repeated.get(contest.id, ()):
        return "advanced-to-runoff"
    if contest.id in facts.again:
        return None  # the repeat vote tells
    outcome = facts.outcomes[contest.body]
    won = {seat.option for seat in outcome.seats if (seat.tier, seat.place) == (contest.tier, contest.constituency)}
    if not won or not facts.decided(contest):
        return None
    declared = facts.status(contest) == FINAL
    if option.id in won:
        return "winner" if declared else "projected-winner"
    return "defeated" if declared else None


def _seated(facts: Facts, contest: Contest, option: Option) -> set[str]:
    """Persons of a list who hold a mandate by the acts; whoever has none may still follow."""
    seated: set[str] = set()
    for act in facts.state.mandates:
        if (act.payload["contest"], act.payload["option"]) == (contest.id, option.id):
            (seated.discard if act.kind == "mandate lost" else seated.add)(act.payload["person"])
    return seated


def persons(facts: Facts, persons_of_lists: bool) -> Iterator[Node]:
    """A person for every candidate: whether two of them are the same person, a definition does not tell."""
    for contest in facts.event.contests:
        for option in facts.event.options_of(contest.id):
            party = None if option.party is None else id_of("party", option.party)
            if option.kind == "candidate":
                yield _person((contest.id, option.id), option.names, party)
            elif persons_of_lists and (listed := facts.event.lists.get((contest.id, option.id))) is not None:
                for one in listed.persons:
                    yield _person((contest.id, option.id, one.id), one.names, party)


def _person(names: tuple[str, ...], name: Names, party: str | None) -> Node:
    return node("Person", id_of("person", *names), FullName=text(name), PartyId=party)
