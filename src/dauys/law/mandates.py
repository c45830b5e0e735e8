"""From seats to persons: who may stand, who sits, who follows. What is done is what the ``[mandates]`` of a law say.

Kazakhstan, Constitutional Law on Elections: Art. 87(2), 89(4), 97-1(5)-(6), 85(4), 99(2) for the Mazhilis; Art. 103,
104(4), 111-1(5)-(6), 113 for maslikhats. Lists are closed, and not in an order: the party names who sits, among them
enough of the groups that the law protects.

Nobody is picked here. What the law leaves unsaid comes back as a ``Refusal`` that is ``silent``: a question for the
commission. Who belongs to a group is told in numbers only, never by name.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from dauys.law.vocabulary import GroupQuota, ListLength, Mandates
from dauys.seats.values import Step, Value
from dauys.text.kazakh import ALPHABET, sort_key

type RefusalKind = Literal[
    "list too long",
    "on the list twice",
    "two places",
    "quota",
    "nobody named",
    "too few named",
    "too many named",
    "named twice",
    "not on the list",
    "sits already",
    "does not sit",
    "the party does not name",
    "equal names",
    "not in Kazakh letters",
    "list exhausted",
    "end of term unknown",
    "not said",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who stands: on lists (by party), in constituencies (by id)."""

    id: str
    name: str  # in Kazakh, as it is sorted; empty where it is not known
    groups: frozenset[str] = frozenset()  # in the words of the law; none of them where nothing is known
    lists: frozenset[str] = frozenset()
    constituencies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seated:
    """Who is given a seat, by which article, step by step; and how many seats the list has nobody for."""

    ids: tuple[str, ...]
    article: str
    trace: tuple[Step, ...]
    unfilled: int = 0


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that nobody takes now: a by-election fills it, or nothing before the next election."""

    then: Literal["by-election", "vacant until the next election"]
    article: str
    trace: tuple[Step, ...]
    within: str | None = None  # when the by-election is due, in the law's words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it cannot be done so, in words. ``silent``: nobody did wrong, the law does not say what follows."""

    kind: RefusalKind
    reason: str
    article: str
    missing: int = 0  # persons still needed: members of the groups, names, seats that equal names wait for
    ids: tuple[str, ...] = ()  # the persons whom it is about
    silent: bool = False


# ---- who may stand -----------------------------------------------------------------------------------------------------


def check_list(rule: Mandates, candidates: Sequence[Candidate], list_seats: int) -> tuple[Refusal, ...]:
    """What is wrong with a list: its length, somebody on it twice, too few of the groups. Empty where nothing is.

    list_seats: seats of the list tier, of which the law takes the greatest length.
    """
    twice = _listed_twice(candidates, rule.article)
    found = [] if twice is None else [twice]
    length = rule.list_length
    if length is not None:
        most = longest(length, list_seats)
        if len(candidates) > most:
            share = f"{_percent(length.at_most)} of {list_seats} seats is "
            share += _written(length.at_most * list_seats, most, length.round)
            reason = f"{len(candidates)} candidates, at most {most} are allowed: {share}"
            found.append(Refusal("list too long", reason, length.article))
    quota = rule.list_quota
    if quota is not None:
        missing = needed(quota, len(candidates)) - _members(quota, candidates)
        if missing > 0:
            reason = _shortfall(quota, len(candidates), "candidates", _members(quota, candidates))
            found.append(Refusal("quota", reason, quota.article, missing))
    return tuple(found)


def _listed_twice(candidates: Sequence[Candidate], article: str) -> Refusal | None:
    twice = _twice(candidate.id for candidate in candidates)
    return Refusal("on the list twice", f"on the list twice: {', '.join(twice)}", article, ids=twice) if twice else None


def check_one_place(rule: Mandates, candidates: Iterable[Candidate]) -> tuple[Refusal, ...]:
    """Everybody who stands in more than one place, on lists and in constituencies taken together.

    candidates: of all lists and constituencies of the election; one person may come in several rows, under one id.
    """
    if not rule.one_place:
        return ()
    names: dict[str, str] = {}
    places: dict[str, set[str]] = {}
    for candidate in candidates:
        names[candidate.id] = names.get(candidate.id) or candidate.name
        places.setdefault(candidate.id, set()).update(
            {f"list {party}" for party in candidate.lists},
            {f"constituency {constituency}" for constituency in candidate.constituencies},
        )
    return tuple(
        Refusal(
            "two places",
            f"{names[id]} ({id}) stands in {' and in '.join(sorted(places[id]))}".lstrip(),
            rule.article,
            ids=(id,),
        )
        for id in sorted(places)
        if len(places[id]) > 1
    )


# ---- who sits ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    people: tuple[Candidate, ...]
    by: str
    article: str


BY_THE_PARTY = "named by the party"


def give(rule: Mandates, candidates: Sequence[Candidate], seats: int, named: Sequence[str] | None = None) -> Seated | Refusal:
    """Who takes the seats of one list.

    candidates: those on the list, in its order; where people may win a constituency as well, without those who did.
    seats: the mandates of the list, 0 or more; its quota is taken of them, filled or not.
    named: ids that the party's governing body names; None where it named nobody in the time that the law gives.
    """
    if seats < 0:
        raise ValueError("a list has 0 seats or more")
    twice = _listed_twice(candidates, rule.article)
    if twice is not None:
        return twice
    places = min(seats, len(candidates))
    choice = _choice(rule, candidates, places, named)
    if isinstance(choice, Refusal):
        return choice
    best = min(places, _members(rule.quota, candidates))
    kept = _quota_step(rule.quota, choice, choice.people, seats, best)
    if isinstance(kept, Refusal):
        return kept
    ids = tuple(person.id for person in choice.people)
    who = Step(
        "who sits",
        {"article": choice.article, "by": choice.by, "seats": seats, "on the list": len(candidates)},
        {"persons": ids, "unfilled": seats - places},
    )
    return Seated(ids, choice.article, (who, *kept), seats - places)


def _choice(rule: Mandates, candidates: Sequence[Candidate], places: int, named: Sequence[str] | None) -> _Choice | Refusal:
    """Who is chosen for the places, and by what; the quota is not looked at yet."""
    if rule.order is None:
        return Refusal("not said", "the law file does not say who takes the seats of a list", rule.article, silent=True)
    if rule.order == "order of the list":
        if named is not None:
            return _no_naming(rule.article, tuple(named))
        return _Choice(tuple(candidates[:places]), rule.order, rule.article)
    if named is not None:
        wrong = _wrongly_named(rule, candidates, places, named)
        by_id = {candidate.id: candidate for candidate in candidates}
        return wrong or _Choice(tuple(by_id[id] for id in named), BY_THE_PARTY, rule.article)
    unnamed = rule.unnamed
    article = unnamed.article if unnamed and unnamed.article else rule.article
    if places == 0:  # nobody can be named, so nobody failed to
        return _Choice((), BY_THE_PARTY, rule.article)
    if unnamed is None or unnamed.order == "stop":
        why = (unnamed and unnamed.reason) or "the law file has no rule for it"
        return Refusal("nobody named", f"the party named nobody: {why}", article, places, silent=True)
    return _alphabetical(candidates, places, unnamed.order, article)


def _no_naming(article: str, named: tuple[str, ...]) -> Refusal:
    return Refusal("the party does not name", "the order of the list decides; nobody names anybody", article, ids=named)


def _wrongly_named(rule: Mandates, candidates: Sequence[Candidate], places: int, named: Sequence[str]) -> Refusal | None:
    """The first thing that is wrong with whom the party named: strangers, somebody twice, too few, too many."""
    strangers = tuple(sorted(set(named) - {candidate.id for candidate in candidates}))
    if strangers:
        return Refusal("not on the list", f"not on the list: {', '.join(strangers)}", rule.article, ids=strangers)
    twice = _twice(named)
    if twice:
        return Refusal("named twice", f"named twice: {', '.join(twice)}", rule.article, ids=twice)
    if len(named) > places:
        reason = f"{len(named)} persons are named for {places} seats"
        return Refusal("too many named", reason, rule.article)
    if len(named) < places:
        missing = places - len(named)
        reason = f"{len(named)} persons are named for {places} seats: {missing} more must be named"
        return Refusal("too few named", reason, rule.article, missing)
    return None


def _alphabetical(candidates: Sequence[Candidate], places: int, by: str, article: str) -> _Choice | Refusal:
    """The first in Kazakh alphabetical order, unless names that are equal to the alphabet meet the last seat."""
    ranked = sorted(candidates, key=lambda candidate: (sort_key(candidate.name), candidate.id))
    if places < len(ranked):
        unknown = tuple(candidate.id for candidate in ranked if not _in_kazakh(candidate.name))
        if unknown:
            reason = f"the order needs every name in Kazakh letters; missing, or in others: {', '.join(unknown)}"
            return Refusal("not in Kazakh letters", reason, article, ids=unknown)
        last = sort_key(ranked[places - 1].name).letters
        if sort_key(ranked[places].name).letters == last:
            before = sum(sort_key(candidate.name).letters < last for candidate in ranked)
            level = tuple(candidate.id for candidate in ranked if sort_key(candidate.name).letters == last)
            missing = places - before
            reason = f"equal names at the last seat: {', '.join(level)}; seats left for them: {missing}"
            return Refusal("equal names", reason, article, missing, level, silent=True)
    return _Choice(tuple(ranked[:places]), by, article)


def _in_kazakh(name: str) -> bool:
    letters = [letter for letter in name.casefold() if letter.isalpha()]
    return bool(letters) and all(letter in ALPHABET for letter in letters)


# ---- who follows -------------------------------------------------------------------------------------------------------


def fill_list_vacancy(
    rule: Mandates, candidates: Sequence[Candidate], seated: Collection[str], leaving: str, named: str | None = None
) -> Seated | Vacant | Refusal:
    """Who takes a vacated list seat; ``ids`` of the answer holds the successor alone.

    candidates: those who are on the list now, in its order, people who sit among them; whoever gave up a seat before, or
    was struck off, has been left out.
    seated: everybody who sits for the list, the one who leaves included. The quota is taken of so many mandates.
    named: whom the party's governing body names, where the law lets it; None where it named nobody.
    """
    vacancy = rule.list_vacancy
    if vacancy is None:
        return Refusal("not said", "the law file does not say who fills a vacated list seat", rule.article, silent=True)
    wrong = _wrongly_seated(vacancy.article, candidates, seated, leaving)
    if wrong is not None:
        return wrong
    staying = tuple(candidate for candidate in candidates if candidate.id in seated and candidate.id != leaving)
    free = tuple(candidate for candidate in candidates if candidate.id not in seated)
    facts: dict[str, Value] = {"article": vacancy.article, "leaving": leaving, "left on the list": len(free)}
    if vacancy.then == "by-election":
        return Vacant("by-election", vacancy.article, (Step("vacancy", facts, {"then": vacancy.then}),), vacancy.within)
    if not free:
        if vacancy.exhausted is None:
            reason = "nobody is left on the list, and the law does not say what then"
            return Refusal("list exhausted", reason, vacancy.article, missing=1, silent=True)
        return Vacant(vacancy.exhausted, vacancy.article, (Step("vacancy", facts, {"then": vacancy.exhausted}),))
    if vacancy.then == "next on the list":
        choice = (
            _no_naming(vacancy.article, (named,)) if named is not None else _Choice(free[:1], vacancy.then, vacancy.article)
        )
    else:
        choice = _successor(vacancy.article, free, seated, named)
    if isinstance(choice, Refusal):
        return choice
    best = _members(rule.quota, staying) + min(1, _members(rule.quota, free))
    kept = _quota_step(rule.quota, choice, (*staying, *choice.people), len(set(seated)), best)
    if isinstance(kept, Refusal):
        return kept
    ids = tuple(person.id for person in choice.people)
    return Seated(ids, choice.article, (Step("vacancy", {**facts, "by": choice.by}, {"persons": ids}), *kept))


def _wrongly_seated(article: str, candidates: Sequence[Candidate], seated: Collection[str], leaving: str) -> Refusal | None:
    twice = _listed_twice(candidates, article)
    if twice is not None:
        return twice
    if leaving not in seated:
        return Refusal("does not sit", f"{leaving} has no seat of this list to leave", article, ids=(leaving,))
    strangers = tuple(sorted(set(seated) - {leaving} - {candidate.id for candidate in candidates}))
    if strangers:
        return Refusal("not on the list", f"seated, but not on the list: {', '.join(strangers)}", article, ids=strangers)
    return None


def _successor(article: str, free: Sequence[Candidate], seated: Collection[str], named: str | None) -> _Choice | Refusal:
    """The one whom the party names, if that is somebody on the list without a seat."""
    if named is None:
        reason = "the party names who follows; it named nobody, and the law does not say what then"
        return Refusal("nobody named", reason, article, missing=1, silent=True)
    if named in seated:
        return Refusal("sits already", f"{named} has a seat, or is leaving it", article, missing=1, ids=(named,))
    people = tuple(candidate for candidate in free if candidate.id == named)
    if not people:
        return Refusal("not on the list", f"not on the list: {named}", article, missing=1, ids=(named,))
    return _Choice(people, BY_THE_PARTY, article)


def fill_constituency_vacancy(rule: Mandates, constituency: str, on: date, term_until: date | None) -> Vacant | Refusal:
    """What becomes of a vacated constituency: a by-election, or nothing in the last year of the term.

    on: the day on which the by-election would be held. term_until: the first day after the term; None: not known.
    """
    vacancy = rule.constituency_vacancy
    if vacancy is None or vacancy.then != "by-election":
        reason = "the law file does not say how a vacated constituency is filled"
        return Refusal("not said", reason, rule.article, missing=1, silent=True)
    late = False
    if vacancy.not_in_the_last_year:
        if term_until is None:
            reason = "whether this is the last year of the term is not known: say when the term ends"
            return Refusal("end of term unknown", reason, vacancy.article)
        late = on >= _a_year_before(term_until)
    then: Literal["by-election", "vacant until the next election"] = "vacant until the next election" if late else "by-election"
    step = Step(
        "vacancy",
        {
            "article": vacancy.article,
            "constituency": constituency,
            "by-election on": on.isoformat(),
            "term until": None if term_until is None else term_until.isoformat(),
        },
        {"then": then},
    )
    return Vacant(then, vacancy.article, (step,), None if late else vacancy.within)


def _a_year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


# ---- the quota of groups -----------------------------------------------------------------------------------------------


def longest(length: ListLength, list_seats: int) -> int:
    """How many candidates a list may have for so many seats, rounded as the law file says."""
    return _rounded(length.at_most * list_seats, length.round)


def needed(quota: GroupQuota, of: int) -> int:
    """How many members of the groups there must be among so many, rounded as the law file says."""
    return _rounded(quota.at_least * of, quota.round)


def _members(quota: GroupQuota | None, people: Iterable[Candidate]) -> int:
    """How many belong to one of the groups, or to several: each counts once."""
    return sum(not person.groups.isdisjoint(quota.groups) for person in people) if quota else 0


def _quota_step(
    quota: GroupQuota | None, choice: _Choice, people: Sequence[Candidate], mandates: int, best: int
) -> tuple[Step, ...] | Refusal:
    """The step that shows the quota kept, or how many are missing.

    people: all who would sit. best: the most members of the groups that any choice from the list could bring.
    """
    if quota is None:
        return ()
    need, have = needed(quota, mandates), _members(quota, people)
    if have < need:
        reason = _shortfall(quota, mandates, "mandates", have)
        silent = True
        if best < need:
            reason += f"; no choice from this list has more than {best}, and the law does not say what then"
        elif choice.by != BY_THE_PARTY:
            reason += f"; the law does not say how '{choice.by}' and the quota meet"
        else:
            silent = False
        return Refusal("quota", reason, quota.article, need - have, silent=silent)
    inputs: dict[str, Value] = {
        "article": quota.article,
        "groups": quota.groups,
        "at least": quota.at_least,
        "of": mandates,
        "due": quota.at_least * mandates,
        "round": quota.round,
    }
    return (Step("group quota", inputs, {"needed": need, "have": have}),)


def _shortfall(quota: GroupQuota, of: int, what: str, have: int) -> str:
    need = needed(quota, of)
    share = f"{_percent(quota.at_least)} of {of} {what} is {_written(quota.at_least * of, need, quota.round)}"
    return f"{', '.join(quota.groups)}: {share}; there are {have}, {need - have} missing"


# ---- numbers and words -------------------------------------------------------------------------------------------------


def _rounded(exact: Fraction, how: Literal["up", "down"]) -> int:
    return ceil(exact) if how == "up" else floor(exact)


def _written(exact: Fraction, rounded: int, how: str) -> str:
    """``89.7, rounded up 90``, or just the number where it is whole."""
    return str(rounded) if exact == rounded else f"{exact:.6g}, rounded {how} {rounded}"


def _percent(share: Fraction) -> str:
    return f"{share * 100:.6g} %"


def _twice(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(id for id, times in Counter(ids).items() if times > 1))
