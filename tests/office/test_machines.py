"""The API: a count by machines whose people are three; retries that do nothing twice; refusals with code, cause and cure."""

import json
import re
import string
import threading
from collections import defaultdict
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_office import small_event

from dauys.office.counting.models import Approval, Typing
from dauys.office.house.policy import ROUTES
from dauys.office.journal.desk import desk
from dauys.office.journal.models import Entry
from dauys.office.machines import api as machines_api
from dauys.office.machines import tokens
from dauys.office.machines.api import api
from dauys.office.machines.errors import TABLE, Refused
from dauys.office.machines.models import Answer, Token
from dauys.office.machines.rights import API
from dauys.office.people.models import PARTS
from dauys.text import phrase

STATION, OTHER = list(small_event().stations)[:2]
LIST = "maslikhat-aktobe.list"
PAPER = f"/api/protocols/{STATION}/{LIST}"
KEYS = count()


class Machine:
    """A program with a token."""

    def __init__(self, house, commission, name, part="member", language="en"):
        self.owner = house.somebody(commission, part, name)
        self.secret = tokens.make(self.owner.person, commission, "INVENTED machine")
        self.language = language
        self.browser = self.browser_like()

    def browser_like(self):
        """One more connection of the same machine."""
        return Client(headers={"accept-language": self.language, "authorization": f"Bearer {self.secret}"})

    def get(self, address, status=200):
        answer = self.browser.get(address)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def post(self, address, body=None, status=200, key=None):
        headers = {"idempotency-key": key or f"key-of-a-deed-{next(KEYS)}"}
        answer = self.browser.post(address, json.dumps(body), content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def machines(counting):
    commission = counting.receiver(STATION, LIST)
    return [Machine(counting, commission, f"machine-{n}") for n in (1, 2, 3)]


def figures(house, station=STATION, contest=LIST):
    form = {name: int(number) for name, number in house.figures(station, contest).items()}
    return {"version": 1, "figures": form}


def whole(house, machine, station=STATION, contest=LIST):
    """With every field that the form has."""
    fields = machine.get(f"/api/protocols/{station}/{contest}/form")["fields"]
    told = figures(house, station, contest)
    empty = {one["name"]: None for one in fields if not one["may_be_left_out"]}
    return {**told, "figures": {**empty, **told["figures"]}}


def approvable(house, machines):
    first, second, third = machines
    first.post(f"{PAPER}/received")
    entry = whole(house, first)
    assert first.post(f"{PAPER}/entered", entry)["state"] == "entered once"
    assert second.post(f"{PAPER}/entered-again", entry)["state"] == "agreed"
    house.settle(third.owner, STATION, LIST)
    return third.get("/api/approvals")["papers"]


def test_three_people_count_a_paper_by_machine(counting, machines):
    third = machines[2]
    papers = approvable(counting, machines)
    assert [(one["station"], one["contest"], one["version"]) for one in papers] == [(STATION, LIST, 1)]
    done = third.post("/api/approvals", {"papers": papers, "code": third.owner.code()})
    assert done["approved"] == 1
    assert Approval.objects.get().step_up == done["batch"]
    with desk.looking() as state:
        assert state.counting(STATION, LIST).one("T") == int(counting.figures(STATION, LIST)["T"])
    told = third.get(PAPER)
    assert (told["state"], told["class"]) == ("approved", "approved")
    assert third.get("/api/protocols?class=approved")["count"] == 1


def test_the_second_entry_is_blind(counting, machines):
    first, second, _ = machines
    first.post(f"{PAPER}/received")
    first.post(f"{PAPER}/entered", whole(counting, first))
    told = second.get(PAPER)
    assert (told["figures"], told["hash"], told["findings"], told["differing"]) == (None, None, [], [])


def test_one_person_with_two_tokens_is_one_person(counting, machines):
    first, second, third = machines
    again = Machine(counting, counting.receiver(STATION, LIST), "machine-1")
    first.post(f"{PAPER}/received")
    entry = whole(counting, first)
    first.post(f"{PAPER}/entered", entry)
    told = again.post(f"{PAPER}/entered-again", entry, status=409)
    assert told["code"] == "refused"
    assert "another person" in told["detail"]
    second.post(f"{PAPER}/entered-again", entry)
    counting.settle(third.owner, STATION, LIST)
    papers = third.get("/api/approvals")["papers"]
    for machine in (again, second):
        assert machine.get("/api/approvals")["papers"] == []
        body = {"papers": papers, "code": machine.owner.code()}
        assert machine.post("/api/approvals", body, status=409)["code"] == "batch"
    assert Typing.objects.count() == 2
    assert not Approval.objects.exists()


def test_differences_are_typed_once_more_by_a_third(counting, machines):
    first, second, third = machines
    first.post(f"{PAPER}/received")
    entry = whole(counting, first)
    other = {**entry, "figures": {**entry["figures"], "S": 5}}
    first.post(f"{PAPER}/entered", other)
    assert second.post(f"{PAPER}/entered-again", entry)["state"] == "differences"
    assert third.get(PAPER)["differing"] == ["S"]
    told = third.post(f"{PAPER}/resolved", entry, status=422)
    assert told["code"] == "figures"
    assert third.post(f"{PAPER}/resolved", {"version": 1, "figures": {"S": 0}})["state"] == "agreed"
    assert third.get(PAPER)["figures"]["S"] == 0


def test_approval_needs_a_code_and_the_figures_that_were_shown(counting, machines):
    third = machines[2]
    papers = approvable(counting, machines)
    other = [{**papers[0], "hash": "0" * 64}]
    assert third.post("/api/approvals", {"papers": other, "code": third.owner.code()}, status=409)["code"] == "batch"
    right = third.owner.code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    assert third.post("/api/approvals", {"papers": papers, "code": wrong}, status=422)["code"] == "code"
    assert third.post("/api/approvals", {"papers": papers, "code": right}, status=422)["code"] == "code"  # and it must wait
    assert not Approval.objects.exists()


# ---- retries -----------------------------------------------------------------------------------------------------------


def test_a_retry_is_answered_the_same_and_does_nothing(counting, machines):
    first, _, third = machines
    one = first.post(f"{PAPER}/received", key="the-same-key")
    before = Entry.objects.count()
    assert first.post(f"{PAPER}/received", key="the-same-key") == one
    assert Entry.objects.count() == before
    told = first.post(f"{PAPER}/entered", whole(counting, first), status=409, key="the-same-key")
    assert told["code"] == "key used"
    assert third.post(f"{PAPER}/received", status=409, key="the-same-key")["code"] == "refused"  # a key is its token's own


def test_an_approval_is_retried_with_its_used_code(counting, machines):
    third = machines[2]
    body = {"papers": approvable(counting, machines), "code": third.owner.code()}
    one = third.post("/api/approvals", body, key="approval-1")
    assert third.post("/api/approvals", body, key="approval-1") == one
    assert third.post("/api/approvals", body, status=409, key="approval-2")["code"] == "batch"
    assert Approval.objects.count() == 1


def test_what_was_refused_is_judged_anew(counting, machines):
    first = machines[0]
    entry = whole(counting, first)
    assert first.post(f"{PAPER}/entered", entry, status=409, key="too-early")["code"] == "not now"
    assert not Answer.objects.exists()
    first.post(f"{PAPER}/received")
    assert first.post(f"{PAPER}/entered", entry, key="too-early")["state"] == "entered once"


def test_act_and_answer_are_kept_together_or_not_at_all(counting, machines, monkeypatch):
    first, before = machines[0], Entry.objects.count()

    def cut(**_):
        raise ConnectionError("the line was cut")

    with monkeypatch.context() as patch:
        patch.setattr(Answer.objects, "create", cut)
        with pytest.raises(ConnectionError):
            first.post(f"{PAPER}/received", key="cut-off-key")
    assert Entry.objects.count() == before
    assert first.post(f"{PAPER}/received", key="cut-off-key")["state"] == "received"
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(token=Token.objects.first(), key="cut-off-key", request="", body=b"")


def test_the_same_request_twice_at_once_is_done_once(counting, machines):
    first, told, before = machines[0], [], Entry.objects.count()
    together = threading.Barrier(2)

    def ask():
        together.wait()
        try:
            told.append(first.browser_like().post(f"{PAPER}/received", headers={"idempotency-key": "twice-at-once"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in told] == [200, 200]
    assert told[0].content == told[1].content
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize("key", ["", "short", "with a blank in it", "k" * 81])
def test_without_a_good_key_nothing_is_done(counting, machines, key):
    answer = machines[0].browser.post(f"{PAPER}/received", headers={"idempotency-key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "key")
    assert answer.json()["faults"][0]["line"] == "Idempotency-Key"


# ---- rights ------------------------------------------------------------------------------------------------------------


def operations():
    for path, methods in api.get_openapi_schema()["paths"].items():
        yield from ((path, method) for method in methods)


def test_every_route_has_its_right_and_no_other():
    names = {pattern.name for pattern in api.urls[0]} if isinstance(api.urls, tuple) else set()
    assert names - {"openapi-json", "api-root"} == API.keys()
    assert {f"api:{name}" for name in names} == {name for name in ROUTES if name.startswith("api:")}


def made():
    """The operations of the API as the framework has them, each with its address."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            yield from ((f"/api{prefix}{path}", one) for one in view.operations)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_allowed_by_each_method_what_the_table_says(counting, part):
    """Two operations of one address are two rights; a method that an address does not have is nobody's."""
    machine = Machine(counting, counting.receiver(STATION, LIST), f"machine-{part}", part)
    names, addresses = set(), defaultdict(dict)
    for path, one in made():
        addresses[path] |= dict.fromkeys(one.methods, one.url_name)
    for path, methods in addresses.items():
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            answer = machine.browser.generic(method, path.format(station=STATION, contest=LIST))
            if method not in methods:
                assert answer.status_code == 405, (method, path)
                continue
            names.add(methods[method])
            refused = answer.status_code == 403 and answer.json()["code"] == "right"
            assert refused == (part not in API[methods[method]].parts), (method, path, answer.content)
    assert names == API.keys()


def test_an_operation_without_a_right_is_not_made_and_past_the_table_it_opens_to_nobody(counting):
    with pytest.raises(KeyError, match="no such right"):
        machines_api._reads("/anything", "no such right", str)
    for path, one in made():
        (asked,) = one.auth_callbacks
        assert asked.right == API[one.url_name], path
    (default,) = api.auth
    machine = Machine(counting, counting.receiver(STATION, LIST), "machine-chair", "chair")
    with pytest.raises(Refused, match="right"):
        default.authenticate(RequestFactory().get("/api/anything"), machine.secret)


@pytest.mark.parametrize("secret", [None, "", "Bearer", "Bearer x", "Basic x", "Bearer \xff", "bearer " + "x" * 5000])
def test_nobody_asks_without_a_token(counting, secret):
    browser = Client(headers={"authorization": secret} if secret is not None else {})
    for path, method in operations():
        answer = browser.generic(method, path.format(station=STATION, contest=LIST))
        assert (answer.status_code, answer.json()["code"]) == (401, "token"), path


def test_a_session_of_a_browser_opens_nothing(counting):
    somebody = counting.somebody(counting.receiver(STATION, LIST), "member")
    assert somebody.browser.get("/api/definition").status_code == 401


def test_an_observer_reads_and_does_nothing(counting):
    observer = Machine(counting, counting.receiver(STATION, LIST), "observer", part="observer")
    for path, method in operations():
        answer = observer.browser.generic(method, path.format(station=STATION, contest=LIST))
        reads = method == "get" and path != "/api/approvals"
        assert answer.status_code == (200 if reads else 403), path


def test_a_token_ends_with_its_time_its_owner_or_his_part(counting, machines):
    first, second, third = machines
    token = Token.objects.get(person=first.owner.person)
    assert not tokens.end(second.owner.person, token.commission, token.pk)
    assert tokens.end(first.owner.person, token.commission, token.pk)
    first.get("/api/definition", status=401)
    past = timezone.now() - timedelta(days=9)
    Token.objects.filter(person=second.owner.person).update(made=past, until=past + timedelta(days=1))
    second.get("/api/definition", status=401)
    third.owner.person.memberships.update(ended=timezone.now())
    third.get("/api/definition", status=403)


def test_a_commission_does_nothing_outside_its_way(counting):
    elsewhere = next(one for one, told in counting.event.stations.items() if not any(
        "aktobe" in contest.id for contest in counting.event.contests_of(one)
    ))  # fmt: skip
    contest = counting.event.contests_of(elsewhere)[0].id
    stranger = Machine(counting, counting.receiver(elsewhere, contest), "stranger")
    before = Entry.objects.count()
    stranger.get(PAPER, status=404)
    stranger.get(f"{PAPER}/form", status=404)
    assert stranger.post(f"{PAPER}/received", status=409)["code"] == "refused"
    turnout = {"hour": "10:00", "issued": 7}
    assert stranger.post(f"/api/stations/{STATION}/turnout", turnout, status=403)["code"] == "right"
    assert Entry.objects.count() == before


# ---- the day, and the definition ---------------------------------------------------------------------------------------


def test_the_day_of_a_station_is_reported(counting, machines):
    first = machines[0]
    first.post(f"/api/stations/{STATION}/opened")
    first.post(f"/api/stations/{STATION}/turnout", {"hour": "10:00", "issued": 71})
    first.post(f"/api/stations/{STATION}/closed")
    with desk.looking() as state:
        assert state.turnout[STATION] == {"10:00": 71}
        assert STATION in state.opened
        assert STATION in state.closed


def test_the_definition_is_read(counting, machines):
    told = machines[0].get("/api/definition")
    assert told["invented"]
    assert LIST in {one["id"] for one in told["contests"]}
    ballot = next(one for one in told["contests"] if one["id"] == LIST)["options"]
    assert {one["id"] for one in ballot} == {one.id for one in counting.event.options_of(LIST)}
    page = machines[0].get("/api/stations?limit=1")
    assert page["count"] >= len(page["stations"]) == 1
    form = machines[0].get(f"{PAPER}/form")
    assert {"T", "V"} <= {one["line"] for one in form["fields"]}
    assert all(one["code"][0] in "EWH" for one in form["checks"])


# ---- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_wrong_figures_are_named_line_by_line(counting, machines, language):
    first = machines[0]
    first.post(f"{PAPER}/received")
    machine = Machine(counting, counting.receiver(STATION, LIST), "machine-1", language=language)
    entry = whole(counting, first)
    bad = {**entry["figures"], "T": -3, "V": "12", "I": 1.5}
    told = machine.post(f"{PAPER}/entered", {"version": 1, "figures": bad}, status=422)
    assert (told["code"], told["faults"]) == (
        "figures", [{"line": "T", "value": "-3"}, {"line": "V", "value": '"12"'}, {"line": "I", "value": "1.5"}]
    )  # fmt: skip
    assert [told[part] for part in ("what", "why", "cure")] == [
        phrase(key, language) for key in ("machines.figures", "machines.figures why", "machines.figures cure")
    ]
    strange = {name: number for name, number in entry["figures"].items() if name != "T"} | {"Z9": 1}
    told = machine.post(f"{PAPER}/entered", {"version": 1, "figures": strange}, status=422)
    assert told["faults"] == [{"line": "Z9", "value": "1"}, {"line": "T", "value": None}]


def test_every_error_has_its_three_sentences():
    for code, row in TABLE.items():
        assert 400 <= row.status < 500 or (code, row.status) == ("not kept", 507), code
        assert len({phrase(key, "en") for key in (row.what, row.why, row.cure)}) == 3


def test_openapi_is_there_and_no_page_with_foreign_scripts(counting):
    browser = Client()
    told = browser.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert browser.get("/api/docs").status_code == 404
    for path, method in operations():
        operation = told["paths"][path][method]
        assert {"401", "403"} <= operation["responses"].keys()
        keyed = "Idempotency-Key" in {one["name"] for one in operation.get("parameters", [])}
        assert keyed == (method == "post")
    nowhere = browser.get("/api/nothing/of/it")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not found")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12,
)  # fmt: skip
ANY = {"station": st.sampled_from([STATION, OTHER, "X"]), "contest": st.sampled_from([LIST, "station", "x"])}
NAMES = st.sampled_from(["T", "V", "P", "S", "P.x"]) | st.text(max_size=5)
PAPERS = st.fixed_dictionaries({
    "station": ANY["station"] | JSON, "contest": ANY["contest"] | JSON, "version": st.integers(0, 3) | JSON,
    "hash": st.text("0123456789abcdef", min_size=64, max_size=64) | JSON,
})  # fmt: skip
BODIES = st.one_of(
    JSON,
    st.fixed_dictionaries({"version": st.integers(0, 3) | JSON, "figures": st.dictionaries(NAMES, JSON, max_size=5) | JSON}),
    st.fixed_dictionaries({"hour": st.sampled_from(["10:00", "25:00"]) | JSON, "issued": st.integers() | JSON}),
    st.fixed_dictionaries({"papers": st.lists(PAPERS, max_size=2) | JSON, "code": st.text(string.digits, max_size=7) | JSON}),
    st.fixed_dictionaries({"package": JSON | st.text().map("DAUYS1:".__add__)}),
)
RAW = BODIES.map(lambda one: json.dumps(one).encode()) | st.binary(max_size=40) | st.just(b"[" * 100_000)
PLACES = st.sampled_from([STATION, OTHER]) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_thrown_at_it_the_api_stands(machines, data):
    path, method = data.draw(st.sampled_from(list(operations())))
    station, contest = (data.draw(one) for one in (PLACES, st.just(LIST) | PLACES))
    address = path.format(station=quote(station, safe=""), contest=quote(contest, safe=""))
    query = data.draw(st.dictionaries(st.sampled_from(["start", "limit", "class", "contest"]), st.text(max_size=5), max_size=2))
    machine = machines[0]
    answer = machine.browser.generic(
        method, address, data.draw(RAW), content_type="application/json", query_params=query,
        headers={"idempotency-key": f"thrown-at-it-{next(KEYS)}"},
    )  # fmt: skip
    assert answer.status_code < 500
    told = answer.json()
    if answer.status_code >= 400:
        assert told["code"] in TABLE
        assert told["what"]
        assert told["why"]
        assert told["cure"]
    with desk.looking() as state:
        assert state.acts == Entry.objects.count()
    assert connection.in_atomic_block is False


def test_the_document_names_every_route_and_every_code():
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| [0-9]{3} \|", line)]
    told = {code: int(row[2:5]) for row in rows for code in re.findall(r"`([^`]+)`", row)}
    assert told == {code: row.status for code, row in TABLE.items()}
    assert not [path for path, _ in operations() if path.rpartition("/")[2] not in text]
