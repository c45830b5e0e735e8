"""The closed vocabulary of a law file: every key and every word that a law may use, and what each means.

This is the one place where the vocabulary is defined: the reader, the JSON Schema (``dauys schema law``) and the
documentation are made from these classes. A law is data; what these words do is in ``apply.py`` and ``linkage/``.

A word or key that is not here is refused. New linkages join the union ``Linkage``; a transfer of votes before the list
tier is counted (Hungary, Italy) or a jackpot after it will be rules of their own beside ``linkage``, run by ``apply`` in
that order.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    PrivateAttr,
    model_validator,
)

from dauys.law.words import Exact, Names, Rule, Seats, Share, Words
from dauys.seats import divisors_of


class InForce(Words):
    """The days on which the edition was or is the law: from the first day, up to and not including ``until``."""

    from_: date = Field(alias="from")
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "InForce":
        if self.until is not None and self.until <= self.from_:
            raise ValueError(f"'until' ({self.until}) must come after 'from' ({self.from_})")
        return self


type Base = Literal[
    "valid votes",
    "valid votes, against all included",
    "valid votes, against all left out",
    "ballots in boxes",
    "ballots issued",
    "registered voters",
    "electors",
    "electors present",
    "constituencies won",
]


class SeatShare(Rule):
    """Seats that are a part of a council whose size differs from place to place (maslikhats: half and half)."""

    share: Exact
    of: Literal["the council"]
    round: Literal["down", "up"]


# ---- formulas ----------------------------------------------------------------------------------------------------------


class LargestRemainder(Rule):
    """Whole parts of votes over a quota, then the rest."""

    method: Literal["largest remainder"]
    quota: Literal["hare", "droop", "hagenbach-bischoff", "imperiali"] = "hare"
    of: Literal["votes of admitted lists", "valid votes"] = Field(
        "votes of admitted lists", description="the votes that the quota divides"
    )
    rest: Literal["largest remainders", "most votes"] = Field(
        "largest remainders", description="who gets the seats left, one each; in further rounds of the same order"
    )
    too_many: Literal["stop", "next quota", "take from smallest remainders", "keep"] = Field(
        "stop", description="what happens where whole parts (and minimums) are more than the seats"
    )
    minimum: int = Field(0, ge=0, description="seats that an admitted list gets at least")


class HighestAverages(Rule):
    """Every seat to the largest quotient of votes over a rising divisor."""

    method: Literal["highest averages"]
    divisors: Literal["d'hondt", "sainte-lague", "danish", "imperiali", "adams", "huntington-hill", "dean"]
    first: Exact | None = Field(None, description="first divisor, in the numbers laws write: 1.4 before 3, 5, 7")
    minimum: int = Field(0, ge=0, description="seats that an admitted list gets at least")

    @model_validator(mode="after")
    def _rises(self) -> "HighestAverages":
        divisors_of(self.divisors, self.first)  # refuses a first divisor that is not below the second
        return self


class Plurality(Rule):
    """The most votes win."""

    method: Literal["plurality"]


class RunOff(Rule):
    """The second round, where nobody has a majority: between the best, decided by plurality."""

    between: int = Field(2, ge=2)
    within: str | None = Field(None, description="when it is held, in the law's words")
    two_stood: Literal["run-off", "repeat election", "stop"] = Field(
        "run-off", description="what follows where just two stood and neither has the majority"
    )
    dropout: Literal["the next takes the place"] | None = Field(
        None, description="what follows where one of the best drops out before the second round; none: the law does not say"
    )


class AbsoluteMajority(Rule):
    """More than a share of the base, or else a second round."""

    method: Literal["absolute majority"]
    more_than: Exact = Fraction(1, 2)
    of: Base
    run_off: RunOff


class Approval(Rule):
    """A question put to the vote: yes where more than a share of the base say it, else no."""

    method: Literal["approval"]
    yes: str = Field(min_length=1, description="the option that needs the share")
    no: str = Field(min_length=1, description="the option that holds otherwise")
    more_than: Exact = Fraction(1, 2)
    of: Base


Formula = Annotated[LargestRemainder | HighestAverages | Plurality | AbsoluteMajority | Approval, Field(discriminator="method")]


# ---- thresholds --------------------------------------------------------------------------------------------------------


class Condition(Words):
    """One line to reach: a share or a number of a base, or a rank among the lists."""

    at_least: Share | None = None
    more_than: Share | None = None
    rank_at_most: int | None = Field(None, ge=1)
    of: Base | None = None

    @model_validator(mode="after")
    def _one_line(self) -> "Condition":
        if sum(line is not None for line in (self.at_least, self.more_than, self.rank_at_most)) != 1:
            raise ValueError("give exactly one of 'at_least', 'more_than', 'rank_at_most'")
        if self.rank_at_most is None and self.of is None:
            raise ValueError("'of' is missing: a share or number needs its base")
        return self


class CoalitionLine(Words):
    """Another share for a coalition of so many parties, or more."""

    parties: int = Field(ge=2)
    at_least: Share


class Threshold(Condition, Rule):
    """Who takes part in the list seats: those who meet the line, or one of the others under ``or``, or are exempt."""

    also_try: tuple[Base, ...] = Field(
        (), description="other bases that the words allow; where they seat different people, the count stops"
    )
    or_: tuple[Condition, ...] = Field((), alias="or")
    and_: tuple[Condition, ...] = Field((), alias="and")
    exempt: tuple[str, ...] = Field((), description="groups of parties to which the line does not apply")
    coalitions: tuple[CoalitionLine, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _a_single_other_base(cls, table: Any) -> Any:
        if isinstance(table, Mapping) and isinstance(table.get("also_try"), str):
            return {**table, "also_try": [table["also_try"]]}
        return table


class LoneList(Rule):
    """Where one list alone passes: the next largest is admitted at a weight, with a guarantee."""

    admits: Literal["next largest"]
    weight: Exact = Fraction(1)
    at_least: int = Field(0, ge=0)


class TieRule(Words):
    """What the law orders where claims are equal; ``stop`` where it is silent."""

    when: (
        Literal[
            "two stood",
            "more than two stood",
            "more than two stood, two lead",
            "more than two stood, more lead",
            "second vote",
        ]
        | None
    ) = Field(None, description="where the rule applies: how many stood, how many lead; or in a run-off or repeat vote")
    by: Literal["registration time", "lot", "most votes"] | None = Field(None, description="what tells the equal apart")
    then: Literal["repeat vote of the leaders", "repeat election", "stop"] | None = None
    article: str | None = None
    reason: str | None = Field(None, description="for 'stop': what the law leaves unsaid")
    unsourced: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "TieRule":
        if (self.by is None) == (self.then is None):
            raise ValueError("give exactly one of 'by' and 'then'")
        if self.then == "stop" and not self.reason:
            raise ValueError("'reason' is missing: say what the law leaves unsaid")
        if self.then != "stop" and not self.article:
            raise ValueError("'article' is missing")
        return self


class Validity(Rule):
    """A condition for the vote to be valid at all: quorum, turnout."""

    what: Base
    more_than: Exact | None = None
    at_least: Exact | None = None
    of: Base

    @model_validator(mode="after")
    def _one_line(self) -> "Validity":
        if (self.more_than is None) == (self.at_least is None):
            raise ValueError("give exactly one of 'more_than' and 'at_least'")
        return self


# ---- tiers -------------------------------------------------------------------------------------------------------------


class Tier(Words):
    """The seats filled by one rule."""

    name: Literal["list", "constituency"]
    seats: Seats | SeatShare | Literal["set for each body"] = Field(description="how many seats the tier has")
    area: str = Field(
        "country", description="the kind of place in which votes are counted together: country, constituency, region, …"
    )
    seats_per_area: Seats | Literal["set for each place"] | None = Field(
        None, description="seats filled in each area by itself; absent for a list tier divided nationally"
    )
    electors: str | None = Field(None, description="who votes, where it is not the voters")
    formula: Formula
    threshold: Threshold | None = None
    lone_list: LoneList | None = None
    none_passes: Literal["stop", "seats stay empty", "all lists take part"] = "stop"
    list_exhausted: Literal["next quotient", "seats stay empty"] = Field(
        "seats stay empty", description="a list with fewer candidates than seats"
    )
    against_all: Literal["counted, never wins"] | None = Field(
        None, description="the line 'against all' on the ballot; absent where ballots have none"
    )
    tie: tuple[TieRule, ...] = ()
    valid_if: tuple[Validity, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _a_single_tie_rule(cls, table: Any) -> Any:
        if isinstance(table, Mapping) and isinstance(table.get("tie"), Mapping):
            return {**table, "tie": [table["tie"]]}
        return table

    @model_validator(mode="after")
    def _makes_sense(self) -> "Tier":
        personal = isinstance(self.formula, Plurality | AbsoluteMajority | Approval)
        if personal != (self.name == "constituency"):
            raise ValueError(
                f"tier '{self.name}' cannot be filled by '{self.formula.method}': lists take 'largest remainder' or "
                "'highest averages', constituencies 'plurality', 'absolute majority' or 'approval'"
            )
        if self.valid_if and not personal:
            raise ValueError("'valid_if' is asked of constituencies alone, nothing looks at it for lists: write an open point")
        bases = [self.threshold.of, *self.threshold.also_try] if self.threshold else []
        if self.against_all and "valid votes" in bases:
            raise ValueError(
                "'valid votes' has two readings where ballots have a line against all; write "
                "'valid votes, against all included' or 'valid votes, against all left out'"
            )
        return self


# ---- linkage -----------------------------------------------------------------------------------------------------------


class Parallel(Rule):
    """The tiers are counted side by side; a party's seats are their sum."""

    kind: Literal["parallel"]


class AreaLists(Rule):
    """Lists stand in each area (Land); a party's seats go to its lists by their votes."""

    seats_first: Literal["by population"] | None = Field(
        None, description="areas get their seats first; a party's minimum is the sum of what it gets in each"
    )


class Compensatory(Rule):
    """The whole house is divided by list votes; constituencies count towards a party's share."""

    kind: Literal["compensatory"]
    house: int = Field(ge=1)
    overhang: Literal["kept", "levelled", "left out"] = Field(
        description="constituencies beyond the share: kept (the house grows), levelled (it grows until the share covers "
        "them), or left out (the winners with the smallest share of votes stay without a seat)"
    )
    not_levelled: int = Field(0, ge=0, description="overhang seats that levelling leaves standing, in all")
    outside: Literal["come off the house"] = Field(
        "come off the house", description="constituencies won by independents or parties without an admitted list"
    )
    area_lists: AreaLists | None = None


class HeldSeats(Rule):
    """In each area a party's divisors begin after the constituencies that it holds there."""

    kind: Literal["seats held as first divisors"]


class PartlyLinked(Rule):
    """Part of the gap between a party's share and its constituencies is made up from a limited number of list seats."""

    kind: Literal["partly linked"]
    house: int = Field(ge=1)
    part: Exact = Field(description="the part of the gap that is made up")
    round: Literal["half up"] = "half up"
    below_one: Literal["nothing"] = "nothing"


Linkage = Annotated[Parallel | Compensatory | HeldSeats | PartlyLinked, Field(discriminator="kind")]


# ---- mandates ----------------------------------------------------------------------------------------------------------


class GroupQuota(Rule):
    """Groups that together must have a share of the mandates that a party receives."""

    groups: tuple[str, ...] = Field(min_length=1)
    at_least: Exact
    round: Literal["up", "down"]
    reason: str | None = Field(None, description="why it is rounded so, where the law does not say")


class ListLength(Rule):
    """How many candidates a list may have."""

    at_most: Exact
    of: Literal["list seats"] = "list seats"
    round: Literal["up", "down"]
    reason: str | None = None


class Unnamed(Words):
    """Who sits where the party names nobody in time."""

    order: Literal["kazakh alphabetical order", "stop"]
    article: str | None = None
    reason: str | None = None


class Vacancy(Rule):
    """Who fills a vacated seat."""

    then: Literal["named by the party", "next on the list", "by-election"]
    exhausted: Literal["vacant until the next election"] | None = None
    within: str | None = None
    not_in_the_last_year: bool = False


class Mandates(Rule):
    """From seats to persons."""

    order: Literal["the party names", "order of the list"] | None = Field(None, description="who sits; absent without lists")
    within: str | None = None
    unnamed: Unnamed | None = None
    quota: GroupQuota | None = None
    list_length: ListLength | None = None
    list_quota: GroupQuota | None = Field(None, description="the same groups among the candidates of a list")
    one_place: bool = Field(True, description="nobody stands on two lists, or on a list and in a constituency")
    list_vacancy: Vacancy | None = None
    constituency_vacancy: Vacancy | None = None


# ---- the law -----------------------------------------------------------------------------------------------------------


class Elsewhere(Rule):
    """Seats of the body that this election does not fill."""

    seats: int = Field(ge=1)
    by: str


class OpenPoint(Words):
    """Something the law leaves unsaid, and how the file treats it: a parameter of this file, or a stop."""

    point: str
    article: str
    treated: Literal["parameter", "stop", "not part of the count"]
    key: str | None = Field(None, description="for a parameter: the key of this file that holds it")
    reason: str

    @model_validator(mode="after")
    def _names_its_key(self) -> "OpenPoint":
        if self.treated == "parameter" and not self.key:
            raise ValueError("'key' is missing: name the key of this file that holds the parameter")
        return self


class Law(Words):
    """One edition of the law by which one body is elected."""

    body: str = Field(pattern=r"^[a-z]{2,3}/[a-z-]+$", description="country and body: kz/mazhilis; or org/council")
    edition: str = Field(pattern=r"^[0-9]{4}(-[0-9]{2})?$", description="the year of the law (and the month, if needed)")
    succeeds: str | None = Field(None, description="the body in whose place this one came: kz/mazhilis")
    name: Names
    in_force: InForce
    source: str = Field(min_length=1, description="the law's title, number, date, and the edition read")
    notes: tuple[str, ...] = Field((), description="what could not be read, and what was confirmed by reproducing results")
    tier: tuple[Tier, ...] = Field(min_length=1, max_length=2)
    linkage: Linkage | None = None
    elsewhere: tuple[Elsewhere, ...] = ()
    mandates: Mandates | None = None
    open: tuple[OpenPoint, ...] = ()
    _what_if: str = PrivateAttr("")

    @model_validator(mode="after")
    def _hangs_together(self) -> "Law":
        names = [tier.name for tier in self.tier]
        if len(set(names)) != len(names):
            raise ValueError(f"two tiers are named '{names[0]}'")
        if len(names) == 2 and self.linkage is None:
            raise ValueError("'linkage' is missing: two tiers need a word on how they relate")
        if len(names) == 1 and self.linkage is not None:
            raise ValueError("'linkage' needs two tiers")
        lists = self.tier_named("list")
        divides = isinstance(self.linkage, HeldSeats) or (
            isinstance(self.linkage, Compensatory)
            and (self.linkage.overhang == "levelled" or self.linkage.area_lists is not None)
        )
        if divides and lists is not None and not isinstance(lists.formula, HighestAverages):
            raise ValueError(f"linkage '{self.linkage.kind if self.linkage else ''}' works with 'highest averages' only")
        return self

    def missing_keys(self) -> list[tuple[int, str]]:
        """Keys that open points name (by number) and that the file cannot hold: each must lead to its parameter."""
        return [
            (index, key.strip())
            for index, point in enumerate(self.open)
            for key in (point.key or "").split(",")
            if key.strip() and not self._holds(key.strip())
        ]

    def _holds(self, key: str) -> bool:
        """Whether an open point names a key that the file can hold: ``tier.list.threshold.of``, ``mandates.quota.round``."""
        first, *rest = key.split(".")
        here: Any = self
        if first == "tier" and rest:
            here, rest = self.tier_named(rest[0]), rest[1:]
        else:
            rest = [first, *rest]
        for part in rest:
            if not hasattr(here, part):
                return False
            here = getattr(here, part)
        return True

    @property
    def id(self) -> str:
        """``kz/mazhilis/2023``; a what-if says with which changes, and never passes for the law itself."""
        return f"{self.body}/{self.edition}" + (f" with {self._what_if}" if self._what_if else "")

    def as_what_if(self, changes: str) -> "Law":
        """The same law, marked as changed."""
        self._what_if = changes
        return self

    def tier_named(self, name: str) -> Tier | None:
        return next((tier for tier in self.tier if tier.name == name), None)

    @property
    def seats(self) -> int | None:
        """Seats of the whole body, those filled elsewhere among them; None where each body sets its own."""
        sizes = [tier.seats for tier in self.tier]
        if isinstance(self.linkage, Compensatory | PartlyLinked):
            return self.linkage.house + sum(other.seats for other in self.elsewhere)
        if not all(isinstance(size, int) for size in sizes):
            return None
        return sum(size for size in sizes if isinstance(size, int)) + sum(other.seats for other in self.elsewhere)


class Overlay(Words):
    """A what-if law: another law with some of its keys set anew. Never the law of any day."""

    overlay_of: str = Field(pattern=r"^[a-z]{2,3}/[a-z-]+/[0-9-]+$")
    name: Names
    reason: str = Field(min_length=1)
    set: Mapping[str, Any]


def schema() -> dict[str, Any]:
    """The JSON Schema of a law file, made from the classes above."""
    made = Law.model_json_schema(by_alias=True)
    # The reader takes a single tie rule, or a single other base, without the brackets of a list.
    for table, key in (("Tier", "tie"), ("Threshold", "also_try")):
        described = made["$defs"][table]["properties"][key]
        made["$defs"][table]["properties"][key] = {"anyOf": [described["items"], described]}
    return {**made, "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A law of dauys"}
