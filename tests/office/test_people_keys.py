"""Security keys: registered, used to sign in and to approve; bound to the host, to the list and to this once."""

import json
import os
import re
from hashlib import sha256
from html import unescape

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.db import IntegrityError, transaction
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from house import PASSWORD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_office import small_event

from dauys.office.counting.models import Approval
from dauys.office.people.models import Confirmation, SecurityKey
from dauys.office.people.stepping_up import SIGNING_IN

STATION = next(iter(small_event().stations))
LIST = "maslikhat-aktobe.list"
HOST, ORIGIN = "testserver", "http://testserver"
FLAG = AuthenticatorData.FLAG


class Key:
    """A security key in software (ES256)."""

    def __init__(self, counts=True):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.counts, self.count = counts, 0

    def make(self, options, origin=ORIGIN, host=HOST):
        client = CollectedClientData.create("webauthn.create", websafe_decode(options["challenge"]), origin)
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(sha256(host.encode()).digest(), FLAG.UP | FLAG.AT, self.count, credential)
        return self._answer(clientDataJSON=client, attestationObject=AttestationObject.create("none", data, {}))

    def sign(self, options, origin=ORIGIN, host=HOST, flags=FLAG.UP):
        self.count += self.counts
        client = CollectedClientData.create("webauthn.get", websafe_decode(options["challenge"]), origin)
        data = AuthenticatorData.create(sha256(host.encode()).digest(), flags, self.count)
        signature = self.private.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _answer(self, **parts):
        name = websafe_encode(self.id)
        response = {part: websafe_encode(bytes(value)) for part, value in parts.items()}
        return json.dumps({
            "id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {},
        })  # fmt: skip


def options_of(page):
    return json.loads(unescape(re.search(r'data-options="([^"]*)"', page)[1]))


def add(somebody, key, name="blue"):
    options = options_of(somebody.get("/second-factor/new-key/"))
    somebody.post("/second-factor/new-key/", name=name, key=key.make(options))


def again(somebody):
    """Signed in with the password alone, at another browser."""
    somebody.browser = Client(headers={"accept-language": "en"})
    somebody.post("/in/", login=somebody.name, password=PASSWORD)


def asked(somebody, address="/second-factor/", **data):
    somebody.post(address, status=422, key="ask", **data)
    return somebody.post("/second-factor/challenge/", status=200).json()


@pytest.fixture
def chair(house):
    return house.somebody("central", "chair")


def test_several_keys_are_registered_and_each_signs_in(chair):
    keys = [Key(), Key(counts=False)]
    for number, key in enumerate(keys):
        add(chair, key, f"key {number}")
    for key in keys:
        again(chair)
        assert chair.browser.get("/me/").url == "/second-factor/"
        chair.post("/second-factor/", key=key.sign(asked(chair)))
        assert "key 0" in chair.get("/me/")
    assert list(Confirmation.objects.filter(digest=SIGNING_IN).values_list("factor", flat=True)) == ["key", "key"]


def test_a_key_alone_is_enough_as_second_factor(house):
    somebody = house.somebody("central", "member")
    key = Key()
    add(somebody, key)
    somebody.person.totpdevice_set.all().delete()
    again(somebody)
    assert 'name="code"' not in somebody.get("/second-factor/")
    somebody.post("/second-factor/", key=key.sign(asked(somebody)))
    somebody.get("/me/")


@pytest.mark.parametrize("spoil", [
    lambda key, options: key.sign(options, origin="https://evil.example"),
    lambda key, options: key.sign(options, origin="https://testserver"),
    lambda key, options: key.sign(options, host="evil.example"),
    lambda key, options: key.sign(options | {"challenge": websafe_encode(b"0" * 32)}),
    lambda key, options: key.sign(options, flags=FLAG.UV),
    lambda key, options: Key().sign(options),
    lambda key, options: key.sign(options).replace('"signature": "', '"signature": "AA'),
    lambda key, options: key.make(options),
    lambda key, options: "{}",
    lambda key, options: "no answer",
    lambda key, options: "[" * 5000,
])  # fmt: skip
def test_an_answer_that_does_not_hold_signs_nobody_in(chair, spoil):
    key = Key()
    add(chair, key)
    again(chair)
    chair.post("/second-factor/", status=422, key=spoil(key, asked(chair)))
    assert chair.browser.get("/me/").url == "/second-factor/"
    assert not Confirmation.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_text_is_read_or_refused(chair, data):
    """A true answer with one piece replaced by anything: never an error of the office."""
    key = Key()
    options = options_of(chair.get("/second-factor/new-key/"))
    answer = json.loads(key.make(options))
    where = data.draw(st.sampled_from([answer, answer["response"]]))
    junk = st.one_of(st.none(), st.integers(), st.text(), st.binary().map(websafe_encode), st.lists(st.text()))
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(junk)
    status = chair.browser.post("/second-factor/new-key/", {"name": "x", "key": json.dumps(answer)}).status_code
    assert status in (302, 422)


@pytest.mark.parametrize("bomb", [
    lambda answer: answer["response"].update(clientDataJSON=2**40),
    lambda answer: answer["response"].update(attestationObject=2**40),
    lambda answer: answer["response"].update(
        attestationObject=websafe_encode(cbor.encode({"fmt": "none", "authData": 2**40, "attStmt": {}}))
    ),
])  # fmt: skip
def test_a_number_in_place_of_bytes_is_no_length(chair, bomb):
    """fido2 would make a terabyte of zeros of it."""
    answer = json.loads(Key().make(options_of(chair.get("/second-factor/new-key/"))))
    bomb(answer)
    chair.post("/second-factor/new-key/", status=422, name="x", key=json.dumps(answer))


def test_an_answer_is_good_once(chair):
    key = Key(counts=False)
    add(chair, key)
    again(chair)
    answer = key.sign(asked(chair))
    chair.post("/second-factor/", key=answer)
    again(chair)
    chair.post("/second-factor/", status=422, key=answer)
    asked(chair)
    chair.post("/second-factor/", status=422, key=answer)


def test_a_copied_key_is_noticed(chair):
    key = Key()
    add(chair, key)
    again(chair)
    chair.post("/second-factor/", key=key.sign(asked(chair)))
    again(chair)
    key.count -= 1
    page = chair.post("/second-factor/", status=422, key=key.sign(asked(chair))).content.decode()
    assert "may have been copied" in page


def test_a_key_of_another_person_is_not_taken(house):
    one, other = house.somebody("central", "chair"), house.somebody("central", "member")
    key = Key()
    add(one, key)
    add(other, Key(), "own")
    options = options_of(other.get("/second-factor/new-key/"))
    other.post("/second-factor/new-key/", status=422, name="stolen", key=key.make(options))
    again(other)
    other.post("/second-factor/", status=422, key=key.sign(asked(other)))
    assert SecurityKey.objects.count() == 2


def test_a_password_alone_adds_and_drops_no_key(chair):
    key = Key()
    add(chair, key)
    row = SecurityKey.objects.get()
    again(chair)
    assert chair.browser.get("/second-factor/new-key/").url == "/second-factor/"
    assert chair.browser.get("/second-factor/new/").url == "/second-factor/"
    assert chair.browser.post("/second-factor/new-key/", {"name": "x", "key": "{}"}).url == "/second-factor/"
    assert chair.browser.post(f"/me/drop-key/{row.pk}/").url == "/second-factor/"
    assert SecurityKey.objects.get().confirmed


def test_factors_are_changed_only_right_after_one_was_shown(chair):
    session = chair.browser.session
    session["proved"] -= 6 * 60
    session.save()
    assert chair.browser.get("/second-factor/new-key/").url == "/second-factor/"
    assert chair.post("/second-factor/", code=chair.code()).url == "/second-factor/new-key/"
    add(chair, Key())


def test_the_last_factor_is_not_given_up_and_a_dropped_key_opens_nothing(chair):
    keys = Key(), Key()
    for number, key in enumerate(keys):
        add(chair, key, f"key {number}")
    chair.person.totpdevice_set.all().delete()
    first, second = SecurityKey.objects.order_by("pk")
    again(chair)
    chair.post("/second-factor/", key=keys[0].sign(asked(chair)))
    assert chair.said(f"/me/drop-key/{second.pk}/") == ["The key “key 1” is no longer good."]
    assert chair.said(f"/me/drop-key/{first.pk}/") == ["This is your last second factor. Add another first."]
    again(chair)
    chair.post("/second-factor/", status=422, key=keys[1].sign(asked(chair)))


def approval_ready(counting):
    commission = counting.receiver(STATION, LIST)
    first, second, third = (counting.somebody(commission, "member", f"{commission}-{n}") for n in (1, 2, 3))
    first.post(counting.address(STATION, LIST, "receive"))
    counting.enter(first, STATION, LIST)
    counting.enter(second, STATION, LIST)
    counting.settle(third, STATION, LIST)
    return third, f"/c/{commission}/approve/"


def listed(somebody, address):
    papers = re.findall(r'name="hash ([^"]+)" value="([0-9a-f]{64})"', somebody.get(address))
    return {"paper": [key for key, _ in papers], **{f"hash {key}": hash_ for key, hash_ in papers}}


def test_an_approval_is_signed_by_the_key_for_just_the_list_and_can_be_checked_later(counting):
    third, address = approval_ready(counting)
    key = Key()
    add(third, key)
    data = listed(third, address)
    third.post(address, key=key.sign(asked(third, address, **data)), **data)
    approval, row = Approval.objects.get(), Confirmation.objects.get()
    assert (row.digest, row.factor, row.person) == (approval.step_up, "key", approval.person)
    client = CollectedClientData(websafe_decode(row.proof["client_data"]))
    assert client.challenge == sha256(bytes.fromhex(approval.step_up) + bytes.fromhex(row.nonce)).digest()
    signed = websafe_decode(row.proof["authenticator_data"]) + client.hash
    key.private.public_key().verify(websafe_decode(row.proof["signature"]), signed, ec.ECDSA(SHA256()))


def test_a_key_that_signed_in_has_approved_nothing(counting):
    third, address = approval_ready(counting)
    key = Key()
    add(third, key)
    data = listed(third, address)
    answer = key.sign(asked(third))  # for a sign-in
    page = third.post(address, status=422, key=answer, **data).content.decode()
    assert "no longer the one the confirmation was asked for" in page
    assert not Approval.objects.exists()


def test_an_approval_by_code_keeps_what_the_code_was_for(counting):
    third, address = approval_ready(counting)
    data = listed(third, address)
    third.post(address, status=422, code="000000", **data)
    third.post(address, code=third.code(), **data)
    row = Confirmation.objects.get()
    assert (row.digest, row.factor, row.proof) == (Approval.objects.get().step_up, "code", None)


def test_confirmations_are_only_added_to(chair):
    again(chair)
    chair.post("/second-factor/", code=chair.code())
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(person=chair.person, digest="0" * 64, factor="key")
