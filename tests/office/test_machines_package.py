"""The signed package of a station: read from a file and from a code, and taken in once, as the first entry by its owner."""

import json
import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from test_machines import LIST, OTHER, PAPER, STATION, Machine, whole

from dauys.formats.station_package import NotAPackage, StationPackage, read_package
from dauys.office.counting.models import Typing
from dauys.office.journal.desk import desk
from dauys.office.machines import packages
from dauys.office.machines.models import Package, StationKey, Token

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"invented private key of a test..")
PUBLIC = PRIVATE.public_key().public_bytes_raw().hex()
PACKAGE = StationPackage(
    STATION, LIST, 1, {"T": 640, "S": None, "P": {"a": 320, "b": 300}}, "2023-03-19T21:40:00+06:00", PUBLIC
)  # fmt: skip


# ---- the format --------------------------------------------------------------------------------------------------------


def test_a_file_and_a_code_hold_the_same():
    signed = PACKAGE.signed(PRIVATE)
    file, text = read_package(signed.as_file.decode()), read_package(signed.as_text)
    assert file == text == signed
    assert file.package.hash == text.package.hash == PACKAGE.hash
    assert file.holds


def test_the_signature_is_of_every_byte():
    signed = PACKAGE.signed(PRIVATE)
    for other in (
        replace(PACKAGE, station=OTHER), replace(PACKAGE, version=2), replace(PACKAGE, figures={"T": 641}),
        replace(PACKAGE, made_at="2023-03-19T21:41:00+06:00"), replace(PACKAGE, contest="x"),
    ):  # fmt: skip
        assert not replace(signed, package=other).holds
    assert not replace(signed, signature=signed.signature[:-1]).holds
    assert not replace(signed, signature=PRIVATE.sign(PACKAGE.body)).holds  # without the word before it
    with pytest.raises(ValueError, match="another key"):
        PACKAGE.signed(Ed25519PrivateKey.from_private_bytes(bytes(32)))


@pytest.mark.parametrize("change", [
    {"version": 0}, {"version": True}, {"figures": {}}, {"figures": {"T": -1}}, {"figures": {"T": "1"}},
    {"figures": {"T": 10**7}}, {"figures": {"P": {"a": {}}}}, {"made at": "yesterday"}, {"made at": "2023-03-19T21:40:00"},
    {"station": ""}, {"kind": "another"}, {"key": "00"}, {"more": 1},
])  # fmt: skip
def test_what_is_no_package_is_refused(change):
    told = json.loads(PACKAGE.signed(PRIVATE).as_file)
    told["package"] |= change
    with pytest.raises(NotAPackage):
        read_package(json.dumps(told, sort_keys=True, separators=(",", ":")))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 600), sign=st.characters(codec="utf-8"), text=st.booleans())
def test_one_letter_more_or_other_and_it_does_not_hold(at, sign, text):
    signed = PACKAGE.signed(PRIVATE)
    whole_ = signed.as_text if text else signed.as_file.decode()
    at %= len(whole_)
    for other in (whole_[:at] + sign + whole_[at + 1 :], whole_[:at] + sign + whole_[at:], whole_[:at]):
        try:
            found = read_package(other)
        except NotAPackage:
            continue
        assert found == signed or not found.holds  # a blank at an end is no letter


# ---- the office --------------------------------------------------------------------------------------------------------


@pytest.fixture
def machines(counting):
    """Two machines of the commission; the key of the station is registered for the first's owner."""
    commission = counting.receiver(STATION, LIST)
    found = [Machine(counting, commission, f"machine-{n}") for n in (1, 2)]
    packages.register(commission, STATION, found[0].owner.person, PUBLIC, found[1].owner.person)
    found[1].post(f"{PAPER}/received")
    return found


def package_of(house, machine, **more):
    flat = whole(house, machine)["figures"]
    figures = {}
    for name, number in flat.items():
        line, dot, cell = name.partition(".")
        if dot:
            figures.setdefault(line, {})[cell] = number
        else:
            figures[line] = number
    return replace(PACKAGE, **{"figures": figures, **more})


def test_a_package_is_the_first_entry_by_its_owner_whatever_carried_it(counting, machines):
    owner, other = machines
    signed = package_of(counting, other).signed(PRIVATE)
    done = other.post("/api/packages", {"package": signed.as_text})
    assert done["state"] == "entered once"
    typing = Typing.objects.get()
    assert (typing.person, typing.turn) == (owner.owner.person, 1)
    for again in (signed.as_text, signed.as_file.decode()):
        told = other.post("/api/packages", {"package": again}, status=409)
        assert told["code"] == "package accepted"
    entry = whole(counting, other)
    assert owner.post(f"{PAPER}/entered-again", entry, status=409)["code"] == "refused"  # he has entered it by his key
    assert other.post(f"{PAPER}/entered-again", entry)["state"] == "agreed"
    with desk.looking() as state:
        assert state.life(STATION, LIST).latest.entered_by == (owner.owner.person.pseudonym, other.owner.person.pseudonym)


@pytest.mark.parametrize(("change", "code"), [
    ({"version": 2}, "package version"), ({"station": OTHER}, "package station"), ({"contest": "x"}, "package station"),
    ({"figures": {"Z": 1}}, "figures"), ({"key": "unknown"}, "package key"),
])  # fmt: skip
def test_a_package_that_does_not_fit_is_refused_with_its_reason(counting, machines, change, code):
    private = PRIVATE
    if change.get("key"):
        private = Ed25519PrivateKey.from_private_bytes(bytes(32))
        change = {"key": private.public_key().public_bytes_raw().hex()}
    signed = package_of(counting, machines[1], **change).signed(private)
    status = 409 if code == "package version" else 422
    assert machines[1].post("/api/packages", {"package": signed.as_text}, status=status)["code"] == code
    assert not Package.objects.exists()
    assert not Typing.objects.exists()


def test_a_changed_package_and_one_of_somebody_who_left_are_refused(counting, machines):
    owner, other = machines
    good = package_of(counting, other)
    forged = replace(good.signed(PRIVATE), package=replace(good, figures={**good.figures, "T": 1}))
    assert other.post("/api/packages", {"package": forged.as_text}, status=422)["code"] == "package signature"
    assert other.post("/api/packages", {"package": "DAUYS1:x"}, status=422)["code"] == "package unreadable"
    owner.owner.person.memberships.update(ended="2100-01-01T00:00:00Z")
    text = good.signed(PRIVATE).as_text
    assert other.post("/api/packages", {"package": text}, status=403)["code"] == "package owner"
    StationKey.objects.update(ended="2100-01-01T00:00:00Z")
    assert other.post("/api/packages", {"package": text}, status=422)["code"] == "package key"


def test_accepted_packages_are_only_added_to(counting, machines):
    signed = package_of(counting, machines[1]).signed(PRIVATE)
    machines[1].post("/api/packages", {"package": signed.as_text})
    for sql in ("UPDATE machines_package SET hash = 'x'", "DELETE FROM machines_package"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


# ---- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_makes_a_token_once_registers_a_key_and_takes_a_file(counting):
    commission = counting.receiver(STATION, LIST)
    chair, member = (counting.somebody(commission, part) for part in ("chair", "member"))
    address = f"/c/{commission}/machines/"
    chair.post(f"{address}token/", status=422, name="INVENTED", code="000000")
    assert not Token.objects.exists()
    page = chair.post(f"{address}token/", status=200, name="INVENTED", code=chair.code()).content.decode()
    secret = re.search(r'<code class="secret">(dauys-[^<]+)</code>', page)[1]
    assert secret not in chair.get(address)
    assert secret not in json.dumps(list(Token.objects.values("secret", "name")))
    answer = member.browser.get("/api/definition", headers={"authorization": f"Bearer {secret}"})
    assert answer.json()["commission"] == commission

    owner = {"owner": member.person.pk, "public": PUBLIC.upper()}
    chair.post(f"{address}key/", status=422, station="X", **owner)
    member.post(f"{address}key/", status=403, station=STATION, **owner)
    chair.post(f"{address}key/", station=STATION, **owner)
    assert StationKey.objects.get().public == PUBLIC
    chair.post(f"{address}key/", status=422, station=OTHER, **owner)  # each station has a key of its own

    machine = Machine(counting, commission, "chair", part="chair")
    machine.owner = chair
    chair.post(counting.address(STATION, LIST, "receive"))
    good = package_of(counting, machine)
    file = SimpleUploadedFile("station.json", good.signed(PRIVATE).as_file)
    assert chair.said(f"{address}package/", file=file)[-1].startswith(f"The package of station {STATION} is taken.")
    text = chair.post(f"{address}package/", status=422, text=good.signed(PRIVATE).as_text).content.decode()
    assert "This package was accepted before." in text
    chair.post(f"{address}package/", status=422, file=SimpleUploadedFile("x", b"\xff\xfe"))
    chair.post(f"{address}key/{StationKey.objects.get().pk}/end/")
    assert not StationKey.objects.now().exists()
    chair.post(f"{address}token/{Token.objects.first().pk}/end/")
    assert member.browser.get("/api/definition", headers={"authorization": f"Bearer {secret}"}).status_code == 401
