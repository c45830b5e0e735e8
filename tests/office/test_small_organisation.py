"""A small organisation's election, from the answers to the published seats: one commission, three people, one machine."""

import csv
import io
import json
import re

import pytest
from house import House
from spreadsheets import xlsx_of
from test_cli import run
from test_office_command import ran
from test_results import DONE, status

from dauys.acts import BY_TWO
from dauys.election.definition import read_definition
from dauys.formats.xlsx import sheets_as_csv
from dauys.office.journal.desk import desk
from dauys.office.journal.doctor import examine
from dauys.office.journal.models import Entry
from dauys.office.journal.recorder import Recorder
from dauys.office.setting_up.preparing import prepare
from dauys.tally.result import outcome_of

BODY, LISTS = "council", "council.list"
DECISION = {
    "number": "1", "date": "2026-11-30", "members": "3", "present": "3", "for": "3", "against": "0",
    "dissent": "", "reason": "INVENTED: as it stands in the minutes",
}  # fmt: skip
ANSWERS = (
    "--name-kk", "ОЙДАН ШЫҒАРЫЛҒАН кеңес", "--name-ru", "ВЫМЫШЛЕННЫЙ совет", "--name-en", "INVENTED council",
    "--day", "2026-11-29", "--lists", "5", "--constituencies", "2", "--voters", "120",
    "--chair", "INVENTED first", "--secretary", "INVENTED second",
    "--member", "INVENTED third", "--invented",
)  # fmt: skip


def person(name):
    return ("", "", f"INVENTED {name}")


FILLED = {
    "lists": [("north", *person("North")), ("south", *person("South")), ("west", *person("West"))],
    "members": [(of, *person(f"{of} {n}")) for of in ("north", "south", "west") for n in (1, 2, 3)],
    "candidates": [
        ("c1", "north", *person("one")), ("c1", "", *person("two")), ("c2", "", *person("three")), ("c2", "", *person("four")),
    ],
    "stations": [("s1", "c1", "70", *person("the hall")), ("s2", "c2", "50", *person("the workshop"))],
}  # fmt: skip
"""What the secretary fills in, under the headers of the sheets."""

LIST_VOTES = {"s1": {"north": 30, "south": 20, "west": 8}, "s2": {"north": 18, "south": 12, "west": 4}}
AREA_VOTES = {"c1": ("s1", {"n1": 25, "n2": 33}), "c2": ("s2", {"n3": 17, "n4": 17})}


def fill(file, **sheets):
    """Fill a spreadsheet in, as somebody at a table program would."""
    tables = {
        name: list(csv.reader(io.StringIO(data.decode(), newline="")))
        for name, data in sheets_as_csv(file.read_bytes(), file).items()
    }
    file.write_bytes(xlsx_of({name: [table[0], *sheets.get(name, table[1:])] for name, table in tables.items()}))


def a_paper(voters, votes):
    valid = sum(votes.values())
    table = {"A": voters, "C": voters, "B": valid + 2, "E": voters - valid - 2, "T": valid + 2, "V": valid, "I": 2}
    return {name: str(n) for name, n in {**table, **{f"P.{option}": n for option, n in votes.items()}}.items()}


@pytest.fixture
def definition(tmp_path):
    """From the answers, through the spreadsheet, to the definition: by the command."""
    folder = tmp_path / "election"
    made = run("new", folder, *ANSWERS)
    assert made.code == 0, made.text
    fill(folder / "election.xlsx", **FILLED)
    told = run("new", folder, "--from", folder / "election.xlsx")
    assert told.code == 0, told.text
    assert "3 lists, 2 constituencies, 2 stations, 120 voters" in told.out
    assert "--chair 'INVENTED first'" in told.out
    return folder / "definition"


@pytest.fixture
def trio(empty, definition):
    """The office of the definition, frozen, and the only three people there are."""
    prepare(empty, definition)
    house = House(empty)
    house.freeze()
    return house, *(house.somebody("central", part) for part in ("chair", "secretary", "member"))


def counted(trio, station, contest, votes):
    """A paper: two type it, the third approves; neither of the two could."""
    house, first, second, third = trio
    assert house.receiver(station, contest) == "central"
    first.post(house.address(station, contest, "receive"))
    paper = a_paper(house.event.stations[station].voters, votes)
    house.enter(first, station, contest, paper)
    assert first.browser.post(house.address(station, contest, "enter"), paper).status_code != 422
    with desk.looking() as state:
        assert state.life(station, contest).latest.state == "entered once"  # the same person again is no second entry
    house.enter(second, station, contest, paper)
    assert 'name="hash ' not in second.get("/c/central/approve/")  # who typed it is not offered its approval
    house.approve(third, "central")


def signed(trio, contest, sums):
    """The sums of a contest: one types them from the signed page, another confirms."""
    _, first, second, _ = trio
    draft = first.prepares(f"/c/central/results/s/{contest}/sign/", **sums)
    shown = re.search(r'name="hash" value="([0-9a-f]{64})"', second.get(draft))[1]
    first.post(f"{draft}confirm/", status=422, hash=shown, code=first.code())  # nobody confirms what he prepared
    assert second.confirms(draft) == [DONE]


def done(trio, **told):
    """A decision: the chair prepares, the third confirms."""
    _, chair, _, third = trio
    return third.confirms(chair.prepares(f"/c/central/results/b/{BODY}/deeds/", **DECISION | told))


def summed(*papers):
    return {name: str(sum(int(paper[name]) for paper in papers)) for name in papers[0]}


def test_from_a_spreadsheet_to_the_published_seats(trio, tmp_path):
    house = trio[0]
    voters = {name: one.voters for name, one in house.event.stations.items()}
    for station, votes in LIST_VOTES.items():
        counted(trio, station, LISTS, votes)
    signed(trio, LISTS, summed(*(a_paper(voters[station], votes) for station, votes in LIST_VOTES.items())))
    for area, (station, votes) in AREA_VOTES.items():
        counted(trio, station, area, votes)
        signed(trio, area, a_paper(voters[station], votes))
    with desk.looking() as state:
        (tie,) = outcome_of(state, BODY).questions
    assert (tie.place, set(tie.choices)) == ("c2", {"n3", "n4"})  # 17 and 17: by lot (Art. 3(2))
    assert done(trio, act="lot drawn", question=tie.id, chosen=["n4"]) == [DONE]
    assert done(trio, act="result declared", word="final", contests=[LISTS, "c1", "c2"]) == [DONE]
    assert {status(one) for one in (LISTS, "c1", "c2")} == {"final"}

    # 48, 32 and 12 votes for five seats, by 1, 3, 5: 48, 32, 16, 12, 10 2/3; so 2 (48, 16), 2 (32, 10 2/3) and 1 (12)
    wanted = {(LISTS, "north"): 2, (LISTS, "south"): 2, (LISTS, "west"): 1, ("c1", "n2"): 1, ("c2", "n4"): 1}
    with desk.looking() as state:
        outcome = outcome_of(state, BODY)
    assert {(one.place if one.tier == "constituency" else LISTS, one.option): one.seats for one in outcome.seats} == wanted
    assert not outcome.questions
    assert done(trio, act="mandate given", seat="c1 n2", person="n2") == [DONE]

    # everything was done by three people, and no act by one of them alone
    three = {somebody.person.pseudonym for somebody in trio[1:]}
    acts = [json.loads(bytes(one.body)) for one in Entry.objects.order_by("index")]
    assert {act["author"] for act in acts} == three
    assert all(act["prepared_by"] != act["author"] for act in acts if act["act"] in BY_TWO)
    assert all(not one.faults for one in examine(house.folder))

    Recorder.of(house.folder).follow()
    site = tmp_path / "site"
    published = run("publish", house.folder.record, "--site", site, "--key", house.folder.path / "keys" / "publisher.key")
    assert published.code == 0, published.text
    told = run("verify", site)
    assert told.code == 0, told.text
    assert "INVENTED" in told.text
    assert told.text.count("NOT COVERED") == told.text.count("NOT COVERED: org/council/2026: constituency c2: a tie") == 1
    (file,) = (site / "snapshots").rglob(f"bundle/seats/{BODY}.json")
    seats = json.loads(file.read_text("utf-8"))
    assert seats["status"] == "final"


def test_an_office_is_started_from_it_and_is_healthy(definition, tmp_path):
    code, said = ran("office", "start", tmp_path / "office", "--definition", definition, "--chair", "INVENTED first")
    assert code == 0, said
    assert "/invitation/" in said
    code, said = ran("doctor", tmp_path / "office")
    assert code == 0, said


def test_the_three_people_are_in_no_definition(definition):
    """It is published: what the sheet of people says stays with the organisation."""
    text = "".join(path.read_text("utf-8") for path in definition.iterdir())
    assert not [name for name in ("INVENTED first", "INVENTED second", "INVENTED third") if name in text]
    assert read_definition(definition).lists[LISTS, "north"].persons[0].names.en == "INVENTED north 1"
