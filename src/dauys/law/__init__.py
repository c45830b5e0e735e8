"""Laws as data: read them, check them, apply them to votes. Knows parties and places as values, never a country."""

from dauys.law.apply import apply
from dauys.law.bounds import Bounds, bounds
from dauys.law.outcome import Answer, LawStep, Outcome, Question, Seat, WrongAnswer
from dauys.law.reading import LAWS, law_ids, law_in_force, load_law, read_law
from dauys.law.vocabulary import Law, schema
from dauys.law.votes import (
    AGAINST_ALL,
    INDEPENDENT,
    Count,
    Declared,
    Figures,
    Option,
    Party,
    Place,
    Votes,
    of_both,
    of_lists,
)

__all__ = [
    "AGAINST_ALL",
    "INDEPENDENT",
    "LAWS",
    "Answer",
    "Bounds",
    "Count",
    "Declared",
    "Figures",
    "Law",
    "LawStep",
    "Option",
    "Outcome",
    "Party",
    "Place",
    "Question",
    "Seat",
    "Votes",
    "WrongAnswer",
    "apply",
    "bounds",
    "law_ids",
    "law_in_force",
    "load_law",
    "of_both",
    "of_lists",
    "read_law",
    "schema",
]
