"""What bound the night is frozen with it: every file beside the law of an edition."""

from rehearsal import event

from dauys.acts import Keys
from dauys.acts.freezing import PARTS, RULES, frozen_files
from dauys.law.reading import LAWS
from dauys.ledger import SigningKey, parse

KEY = SigningKey.from_seed("dauys.example/frozen", b"L" * 32).public
NOT_FROZEN = {"register"}  # rules of the list of voters: nothing in a record is judged by them


def test_no_file_of_an_edition_is_left_out():
    assert {path.stem for path in LAWS.rglob("*.toml")} == {"law", *PARTS} | NOT_FROZEN


def test_who_nominates_and_the_terms_of_complaints_are_read_where_the_law_is():
    laws = parse(frozen_files(event(), Keys(KEY, KEY))[RULES])
    for law in {body.law for body in event().bodies.values()}:
        files = {path.stem for path in (LAWS / law).glob("*.toml")}
        assert laws[law].keys() == files - NOT_FROZEN
        assert laws[law]["nomination"]["ballot"]["candidates"] == "kazakh alphabetical order"
        assert all(rule["article"] for rule in laws[law]["complaints"]["rule"])
