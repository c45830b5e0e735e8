"""Who stands on the ballots, as ``verify.py`` makes it of the acts of nomination alone; what is planted there is named."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nominating import Office, nobody_yet, nominee
from rehearsal import DECISION, entry, event

from dauys import verify
from dauys.acts import Keys
from dauys.acts.nomination_acts import registrar
from dauys.acts.record import found_record, read_record, writing
from dauys.demo.tampering.eventful import LOG, PUBLISHER
from dauys.demo.tampering.hands import Hands
from dauys.ledger import canonical
from dauys.publish.bundle import publish
from dauys.text.kazakh import sort_key

BODY = "mazhilis"
LIST, AREA, NAMESAKES = "mazhilis.list", "mazhilis.01", "mazhilis.02"
OPTIONS, PERSONS = "definition/options.csv", "definition/persons.csv"


def persons(first):
    return [nominee(f"p-{first + n}", f"Адам {'абвгд'[n % 5]}{first + n}", 1960 + n, n < 3) for n in range(10)]


def nominated():
    """The acts until everybody stands: lists and candidates who stay, leave, are refused, come back by an appeal; two lots."""
    office = Office(nobody_yet(event())).begin(BODY)
    for number, party in enumerate(("Amanat", "Auyl", "Respublica", "Aq Jol", "Baytaq")):
        office.lodge_list(LIST, party, persons(100 * number)) if party in office.event.parties else None
    for party in ("Amanat", "Auyl", "Respublica"):
        office.register(LIST, party)
    office.end("nomination refused", LIST, "Baytaq", "list_rules")
    office.end("nomination withdrawn", LIST, "Amanat", "person_leaves", person="p-5", more=None)
    office.draw(LIST, ["Respublica", "Auyl", "Amanat"])
    for option, kk in (("01-1", "Қанат"), ("01-2", "Кәрім"), ("01-3", "Жанар"), ("01-4", "Әсел")):
        office.lodge(AREA, option, kk)
        office.register(AREA, option)
    office.end("nomination withdrawn", AREA, "01-2", "candidate_withdraws")
    for option, born in (("02-1", 1970), ("02-2", 1980)):
        office.lodge(NAMESAKES, option, "Айгүл", born=born)
    office.end("nomination refused", NAMESAKES, "02-2", "rules")
    appeal = {"by": "central commission", "outcome": "granted", "document": "INVENTED", "decision": DECISION}
    office.on("appeal decided", NAMESAKES, "02-2", commission="central", **appeal)
    for option in ("02-1", "02-2"):
        office.register(NAMESAKES, option)
    commission = registrar(office.state, office.event.contest(NAMESAKES))
    office.take("order drawn", commission, contest=NAMESAKES, order=["02-2", "02-1"], decision=DECISION)
    for contest in office.event.contests_of_body(BODY):  # and one in each of the others
        if contest.id not in (LIST, AREA, NAMESAKES):
            office.lodge(contest.id, f"{contest.id[-2:]}-1", f"Ерлан {contest.id[-2:]}")
            office.register(contest.id, f"{contest.id[-2:]}-1")
    return office


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder, office = tmp_path_factory.mktemp("nominated"), nominated()
    written = office.state.nominations.written(office.event)
    others = {contest: lines for contest, lines in event().options.items() if not contest.startswith(f"{BODY}.")}
    whole = replace(written, options={**written.options, **others})
    frozen = found_record(folder / "record", whole, Keys(LOG.public, PUBLISHER.public))
    freezing = entry("definition frozen", "central", hash=frozen)
    with writing(folder / "record", LOG, folder / "signer") as log:
        log.append([canonical(one) for one in (*office.entries, freezing)])
        log.sign()
    publish(read_record(folder / "record"), folder / "bundle", PUBLISHER)
    return folder / "bundle"


def told(capsys, folder):
    code = verify.main([str(folder), "--key", str(LOG.public)])
    return code, [line for line in capsys.readouterr().out.splitlines() if line[6:17].strip() in ("ballots", "acts")]


def test_as_it_was_registered_it_passes_and_of_the_others_nothing_is_claimed(capsys, bundle):
    code, (acts, note, passed) = told(capsys, bundle)
    assert code == 0
    assert acts.startswith("pass  acts")
    assert note.startswith("note  ballots     no act calls the election of maslikhat-")
    assert passed == "pass  ballots     30, with the lists and candidates that were registered"


def test_without_acts_of_nomination_nothing_is_claimed_and_that_is_said(capsys, published):
    code, (_, note) = told(capsys, published / "bundle")
    assert code == 0
    assert note == "note  ballots     no act calls the election of any body: who is to stand on its ballots follows from no act"


# ---- planted: an insider has the keys, and freezes what suits him ----------------------------------------------------------


class Insider(Hands):
    def freeze(self, entries=None, at=None):
        """The definition as it lies there, frozen by the log, which is signed anew."""
        entries = entries or self.entries()
        files = sorted(path.name for path in (self.folder / "definition").iterdir())
        lines = "".join(f"{name}\0{sha256(self.read(f'definition/{name}')).hexdigest()}\n" for name in files)
        self.act(entries, "definition frozen")["hash"] = sha256(lines.encode()).hexdigest()
        self.sign_log(entries)
        self.sign_manifest(snapshot=len(entries))


def lines(rows, contest):
    return [row for row in rows[1:] if row[0] == contest]


def a_withdrawn_candidate_stands(hands):
    def change(rows):
        mine = lines(rows, AREA)
        rows.insert(rows.index(mine[0]), [AREA, "01-2", *mine[0][2:]])
        number(rows, AREA)

    hands.table(OPTIONS, change)


def a_refused_list_stands(hands):
    def change(rows):
        mine = lines(rows, LIST)
        rows.insert(rows.index(mine[0]), [LIST, "Baytaq", "list", "Baytaq", *mine[0][4:]])
        number(rows, LIST)

    hands.table(OPTIONS, change)


def a_registered_candidate_is_missing(hands):
    def change(rows):
        rows.remove(lines(rows, AREA)[1])
        number(rows, AREA)

    hands.table(OPTIONS, change)


def the_first_two_change_places(contest):
    def change(rows):
        one, other = (rows.index(row) for row in lines(rows, contest)[:2])
        rows[one], rows[other] = rows[other], rows[one]
        number(rows, contest)

    return lambda hands: hands.table(OPTIONS, change)


def number(rows, contest):
    """Give the lines of a ballot their numbers."""
    at = rows[0].index("order")
    for place, row in enumerate(lines(rows, contest), 1):
        row[at] = str(place)


def somebody_left_stands_on_a_list(hands):
    hands.table(PERSONS, lambda rows: rows.insert(1, [LIST, "Amanat", "p-5", *rows[1][3:]]))


def another_name(hands):
    hands.cell(OPTIONS, {"contest": AREA, "option": "01-1"}, "name_ru", "Другой")


def another_party(hands):
    hands.cell(OPTIONS, {"contest": AREA, "option": "01-1"}, "party", "Auyl")


def registered_earlier(hands):
    hands.cell(OPTIONS, {"contest": LIST, "option": "Amanat"}, "registered", "2023-01-25T09:00")


PLANTED = [
    (a_withdrawn_candidate_stands, f"{OPTIONS}: contest {AREA}: 01-2 is on the ballot, and is withdrawn"),
    (a_refused_list_stands, f"{OPTIONS}: contest {LIST}: Baytaq is on the ballot, and is refused"),
    (a_registered_candidate_is_missing, f"{OPTIONS}: contest {AREA}: 01-3 is not on the ballot, and is registered"),
    (the_first_two_change_places(LIST),
     f"{OPTIONS}: contest {LIST}: the order is Auyl, Respublica, Amanat, against_all; "
     "by lot it is Respublica, Auyl, Amanat, against_all"),
    (the_first_two_change_places(AREA), "kazakh alphabetical order it is 01-4, 01-3, 01-1, against_all"),
    (the_first_two_change_places(NAMESAKES), "kazakh alphabetical order it is 02-2, 02-1, against_all"),
    (somebody_left_stands_on_a_list, f"{PERSONS}: contest {LIST}: the persons of Amanat are not those who were registered"),
    (another_name, f"{OPTIONS}: contest {AREA}: 01-1 is told as ['candidate', '', '2023-02-01T10:00', 'Қанат', 'Другой'"),
    (another_party, f"{OPTIONS}: contest {AREA}: 01-1 is told as ['candidate', 'Auyl'"),
    (registered_earlier, f"{OPTIONS}: contest {LIST}: Amanat is told as ['list', 'Amanat', '2023-01-25T09:00'"),
]  # fmt: skip


@pytest.mark.parametrize(("plant", "named"), PLANTED)
def test_what_is_planted_on_a_ballot_is_named(plant, named, capsys, bundle, tmp_path):
    hands = Insider(bundle, tmp_path / "bundle")
    plant(hands)
    hands.freeze()
    code, found = told(capsys, tmp_path / "bundle")
    assert code == 1
    faults = [line for line in found if line.startswith("FAIL  ballots")]
    assert [line for line in faults if named in line], found
    assert len(faults) == 1, faults


def dropped(kind, **fields):
    """Something harmless stands in place of an act of nomination."""

    def change(hands, entries):
        act = hands.act(entries, kind, **fields)
        kept = {key: act[key] for key in ("at", "commission", "author")}
        act.clear()
        act.update(act="system held", reason="INVENTED", **kept)

    return change


def late(hands, entries):
    act = hands.act(entries, "nomination withdrawn", option="01-2")
    entries.remove(act)
    entries.append(act)


ACTS = [
    (dropped("order drawn", contest=LIST), "ballots", f"contest {LIST}: no lot was drawn that tells where Amanat,"),
    (dropped("appeal decided"), "acts", "nomination registered, contest mazhilis.02: 02-2 is refused, and from that"),
    (dropped("nomination withdrawn", option="01-2"), "ballots", f"{AREA}: 01-2 is not on the ballot, and is registered"),
    (late, "acts", "nomination withdrawn, contest mazhilis.01: the definition is frozen by then"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "check", "named"), ACTS)
def test_what_is_done_to_the_acts_is_named(change, check, named, capsys, bundle, tmp_path):
    hands = Insider(bundle, tmp_path / "bundle")
    entries = hands.entries()
    change(hands, entries)
    hands.freeze(entries)
    code, found = told(capsys, tmp_path / "bundle")
    assert code == 1
    assert [line for line in found if line.startswith(f"FAIL  {check} ") and named in line], found


def test_an_order_by_another_rule_is_not_covered_and_says_so(capsys, bundle, tmp_path):
    hands = Insider(bundle, tmp_path / "bundle")
    hands.json("definition/laws.json", lambda laws: laws["kz/mazhilis/2023"]["nomination"]["ballot"].update(lists="by number"))
    hands.freeze()
    _, found = told(capsys, tmp_path / "bundle")
    assert f"note  ballots     NOT COVERED: contest {LIST}: the order on the ballot: by number" in found


@given(st.lists(st.text("аәбвқңөұүһіАӘҚңiz-ʼ 1", max_size=6), max_size=6))
def test_names_stand_as_the_kazakh_alphabet_has_them(names):
    mine = sorted(names, key=lambda name: (verify.letters(name), name))
    assert mine == sorted(names, key=lambda name: (sort_key(name).letters, name))
    assert [verify.letters(one) == verify.letters(other) for one in names for other in names] == [
        sort_key(one).letters == sort_key(other).letters for one in names for other in names
    ]
