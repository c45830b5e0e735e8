"""An outcome as assertions: each says that a number given to every ballot has a mean above a half (SHANGRLA).

All assertions of an outcome hold together exactly when the outcome is right, so an audit tests each of them at the risk limit
and needs no correction for their number: one false assertion is enough to keep a wrong outcome from being confirmed.

A line or a tie that is met exactly has a margin of zero, and no sample can confirm it: count everything.

Sources: Stark, *Sets of Half-Average Nulls Generate Risk-Limiting Audits: SHANGRLA* (2020); Stark and Teague, *Verifiable
European Elections* (JETS 3, 2014), for highest averages; Blom, Stark, Stuckey, Teague and Vukcevic, *Auditing Hamiltonian
Elections* (VOTING 2021) and Blom et al., *Assertion-based Approaches to Auditing Complex Elections* (E-Vote-ID 2021); Stark,
*Overstatement-Net-Equivalent Risk-Limiting Audit: ONEAudit* (VOTING 2023).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dauys.audit.exact import HALF, Number, checked


@dataclass(frozen=True, slots=True)
class Assorter:
    """The number that each ballot is given, by the option it is for. ``None`` as an option: invalid, or for nobody."""

    values: Mapping[str, Fraction]
    other: Fraction = HALF  # any option that is not named
    invalid: Fraction = HALF

    def __call__(self, option: str | None) -> Fraction:
        return self.invalid if option is None else self.values.get(option, self.other)

    @property
    def upper(self) -> Fraction:
        """The largest number that a ballot can be given; the least is 0."""
        return max(*self.values.values(), self.other, self.invalid)

    def mean(self, votes: Mapping[str, int], invalid: int = 0) -> Fraction:
        """The mean over all ballots: those with a vote and those without.

        Where a ballot has several votes, ``invalid`` counts the votes that were not used.
        """
        total = sum(self(option) * count for option, count in votes.items()) + self.invalid * invalid
        return Fraction(total) / (sum(votes.values()) + invalid)

    def margin(self, votes: Mapping[str, int], invalid: int = 0) -> Fraction:
        """Twice the mean, less one: above zero exactly where the assertion holds."""
        return 2 * self.mean(votes, invalid) - 1


@dataclass(frozen=True, slots=True)
class Assertion:
    """What is asserted, and the assorter that tests it."""

    kind: str  # "more votes", "above", "below", "higher average", "larger remainder"
    winner: str
    loser: str | None  # None: all others together
    assorter: Assorter = field(repr=False)


# ---- single assertions -----------------------------------------------------------------------------------------------


def more_votes(winner: str, loser: str) -> Assertion:
    """The winner has more votes than the loser."""
    return Assertion("more votes", winner, loser, Assorter({winner: Fraction(1), loser: Fraction(0)}))


def above(option: str, share: Number, base: Collection[str] | None = None) -> Assertion:
    """The option has more than ``share`` of the valid votes, or of the votes for the options of ``base``."""
    exact = _part(share)
    values = {option: 1 / (2 * exact)}
    if base is None:
        return Assertion("above", option, None, Assorter(values, other=Fraction(0)))
    return Assertion("above", option, None, Assorter(dict.fromkeys(base, Fraction(0)) | values))


def below(option: str, share: Number) -> Assertion:
    """The option has less than ``share`` of the valid votes."""
    return Assertion("below", option, None, Assorter({option: Fraction(0)}, other=1 / (2 * (1 - _part(share)))))


def higher_average(winner: str, loser: str, winners_divisor: Number, losers_divisor: Number) -> Assertion:
    """The winner's votes over its last divisor that won are more than the loser's over its first that did not."""
    won, lost = checked(winners_divisor, "a divisor"), checked(losers_divisor, "a divisor")
    assorter = Assorter({winner: (lost / won + 1) / 2, loser: Fraction(0)})
    return Assertion("higher average", winner, loser, assorter)


def larger_remainder(winner: str, loser: str, difference: Number, eligible: Collection[str]) -> Assertion:
    """The winner's part of the votes for eligible lists is more than ``difference`` above the loser's.

    difference: in parts of one, above -1; see ``hamilton``.
    """
    exact = checked(difference, "the difference")
    if exact <= -1:
        raise ValueError(f"{winner} and {loser}: shares never differ by {exact}; there is nothing to assert")
    values = dict.fromkeys(eligible, 1 / (2 * (1 + exact))) | {winner: 1 / (1 + exact), loser: Fraction(0)}
    return Assertion("larger remainder", winner, loser, Assorter(values))


def _part(share: Number) -> Fraction:
    exact = checked(share, "the share")
    if not 0 < exact < 1:
        raise ValueError(f"a share of {exact}: between 0 and 1")
    return exact


# ---- all assertions of an outcome ------------------------------------------------------------------------------------


def plurality(options: Iterable[str], winners: Collection[str]) -> tuple[Assertion, ...]:
    """Every winner has more votes than every loser."""
    losers = [option for option in options if option not in winners]
    return tuple(more_votes(winner, loser) for winner in sorted(winners) for loser in losers)


def thresholds(options: Iterable[str], passed: Collection[str], share: Number) -> tuple[Assertion, ...]:
    """Those that passed are above the share, all others below it."""
    return tuple(above(option, share) if option in passed else below(option, share) for option in options)


def d_hondt(seat: int) -> int:
    """The divisor of a list's n-th seat, by D'Hondt."""
    return seat


def sainte_lague(seat: int) -> int:
    """The divisor of a list's n-th seat, by Sainte-Laguë."""
    return 2 * seat - 1


def highest_averages(seats: Mapping[str, int], divisor: Callable[[int], Number] = d_hondt) -> tuple[Assertion, ...]:
    """The last seat of every list was better earned than the next seat of every other."""
    return tuple(
        higher_average(winner, loser, divisor(won), divisor(lost + 1))
        for winner, won in seats.items()
        for loser, lost in seats.items()
        if won and winner != loser
    )


def hamilton(seats: Mapping[str, int]) -> tuple[Assertion, ...]:
    """Seats by the Hare quota and largest remainders are right exactly when no list is a seat too good against another.

    For lists with a and b of S seats, the first one's share of the votes is more than (a - b - 1) / S above the other's.
    """
    total = sum(seats.values())
    return tuple(
        larger_remainder(one, other, difference, seats)
        for one, a in seats.items()
        for other, b in seats.items()
        if one != other and (difference := Fraction(a - b - 1, total)) > -1  # below, it cannot fail; at -1, only with others
    )


# ---- comparison with a record ----------------------------------------------------------------------------------------


def compared(reported: Number, on_paper: Number, upper: Number, margin: Number) -> Fraction:
    """The number of a ballot that was compared with its record; its mean is above a half exactly where the assertion holds.

    reported, on_paper: what the assorter gives to the record and to the paper. upper: the assorter's largest number. margin:
    the assorter's margin by the records. The largest result is twice that of ``no_difference``.

    ONEAudit: where only the total of a pool is recorded, say the ballots of one station, ``reported`` is the assorter's mean
    over the pool, for every ballot of it.
    """
    largest = checked(upper, "the upper bound")
    overstatement = checked(reported, "the record") - checked(on_paper, "the paper")
    return (1 - overstatement / largest) * no_difference(largest, margin)


def no_difference(upper: Number, margin: Number) -> Fraction:
    """The number of a ballot whose record agrees with the paper."""
    return 1 / (2 - checked(margin, "the margin") / checked(upper, "the upper bound"))
