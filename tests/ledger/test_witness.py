"""A witness remembers, and cosigns only what goes on from there: alone, raced by threads, and over a wire."""

import http.client
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import KEY, NOON, ORIGIN, OTHER_KEY, WITNESSES, entries, guard_in, memory_log

from dauys.ledger import (
    BadSignature,
    Checkpoint,
    FileBlobs,
    Guard,
    Log,
    Malformed,
    MemoryBlobs,
    MemoryStore,
    Note,
    Policy,
    Refusal,
    Signature,
    Signer,
    SigningKey,
    StoreFault,
    Tree,
    Witness,
    cosign,
    leaf_hash,
)
from dauys.ledger.wire import LARGEST_BODY, RemoteWitness, Unreachable, WitnessServer, parse_request, request
from dauys.ledger.witness import _memory_name

LEAVES = [leaf_hash(entry) for entry in entries(0, 40)]
LOG = memory_log(40)
NOTES = [Checkpoint(ORIGIN, size, Tree(LEAVES).root(size)).signed(KEY) for size in range(41)]
FORK = Tree([leaf_hash(entry) for entry in entries(0, 40, "another")])
FORKED = [Checkpoint(ORIGIN, size, FORK.root(size)).signed(KEY) for size in range(41)]
ME = WITNESSES[0]


def new_witness(memory=None):
    return Witness(ME, [KEY.public], MemoryBlobs() if memory is None else memory, lambda: NOON)


def remembered(memory):
    return Guard(memory, ORIGIN, _memory_name(ORIGIN)).last().size


def status_of(act):
    try:
        act()
    except Refusal as refusal:
        return refusal.status, refusal.known
    return 200, None


def test_a_witness_signs_the_time_and_the_checkpoint():
    witness = new_witness()
    line = witness.add_checkpoint(0, (), NOTES[5])
    signature = Signature.parse(line)
    signature.verify(NOTES[5].text, ME.public)
    assert signature.time == NOON
    seen = Policy(KEY.public, (ME.public,), 1).check(NOTES[5].with_signatures([signature]))
    assert seen.witnesses == {ME.public.name: NOON}


def test_it_goes_on_from_what_it_signed():
    witness = new_witness()
    for old, new in ((0, 0), (0, 1), (1, 7), (7, 7), (7, 32), (32, 40)):
        witness.add_checkpoint(old, LOG.consistency(old, new), NOTES[new])


OTHER_LOG = SigningKey.from_seed("other.example", bytes(32))
BROKEN = Note(NOTES[9].text, (Signature(ORIGIN, KEY.public.id, bytes(64)),))


@pytest.mark.parametrize(
    ("old", "proof", "note", "answer"),
    [
        (5, LOG.consistency(5, 9), NOTES[9], (200, None)),
        (5, (), NOTES[5], (200, None)),
        (5, (), Note("not\na checkpoint\n", NOTES[9].signatures), (400, None)),
        (10, (), NOTES[9], (400, None)),
        (5, LOG.consistency(5, 9), Checkpoint(ORIGIN, 9, Tree(LEAVES).root(9)).signed(OTHER_KEY), (403, None)),
        (5, LOG.consistency(5, 9), BROKEN, (403, None)),
        (5, (), Checkpoint("other.example", 9, bytes(32)).signed(OTHER_LOG), (404, None)),
        (0, (), NOTES[9], (409, 5)),
        (4, LOG.consistency(4, 9), NOTES[9], (409, 5)),
        (3, LOG.consistency(3, 4), NOTES[4], (409, 5)),
        (5, (), FORKED[5], (409, 5)),
        (5, (), NOTES[9], (422, None)),
        (5, LOG.consistency(4, 9), NOTES[9], (422, None)),
        (5, LOG.consistency(5, 9), FORKED[9], (422, None)),
        (5, LOG.consistency(1, 2), NOTES[5], (422, None)),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) and value and isinstance(value[0], int) else None,
)
def test_statuses(old, proof, note, answer):
    memory = MemoryBlobs()
    witness = new_witness(memory)
    witness.add_checkpoint(0, (), NOTES[5])
    assert status_of(lambda: witness.add_checkpoint(old, proof, note)) == answer
    assert remembered(memory) == (9 if answer == (200, None) and note == NOTES[9] else 5)


def test_it_still_knows_after_a_restart(tmp_path):
    new_witness(FileBlobs(tmp_path)).add_checkpoint(0, (), NOTES[5])
    again = new_witness(FileBlobs(tmp_path))
    assert status_of(lambda: again.add_checkpoint(0, (), NOTES[9])) == (409, 5)
    again.add_checkpoint(5, LOG.consistency(5, 9), NOTES[9])


def test_it_remembers_before_it_signs():
    class Full(MemoryBlobs):
        def put(self, name, data):
            if b"\n0\n" not in data:
                raise StoreFault("no room")
            super().put(name, data)

    memory = Full()
    with pytest.raises(StoreFault):
        new_witness(memory).add_checkpoint(0, (), NOTES[5])
    assert remembered(memory) == 0


def test_a_logs_key_is_no_witness():
    with pytest.raises(BadSignature, match="kind 4"):
        Witness(KEY, [KEY.public], MemoryBlobs(), lambda: NOON)


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.booleans()), max_size=12))
def test_no_order_of_requests_makes_it_sign_two_histories(requests):
    """However asked, what it cosigned is one row of trees, each beginning with the one before."""
    witness, known, signed = new_witness(), 0, []
    for size, honest, guess in requests:
        note, tree = (NOTES[size], Tree(LEAVES)) if honest else (FORKED[size], FORK)
        old = known if guess else size // 2
        proof = () if old in (0, size) or old > size else Log(store_of(tree), KEY.public).consistency(old, size)
        if status_of(lambda n=note, o=old, p=proof: witness.add_checkpoint(o, p, n)) == (200, None):
            signed.append(Checkpoint.parse(note.text))
            known = size
    assert [one.size for one in signed] == sorted(one.size for one in signed)
    histories = {tree.root(one.size) == one.root for one in signed if one.size for tree in (Tree(LEAVES),)}
    assert len(histories) <= 1


def store_of(tree):
    store = MemoryStore()
    count = tree.size
    store.append([b""] * count, [tree(0, index) for index in range(count)])
    return store


# ---- the race --------------------------------------------------------------------------------------------------------


class SlowFiles(FileBlobs):
    """Leaves others time between reading and putting."""

    def get(self, name):
        found = super().get(name)
        time.sleep(0.002)
        return found


@pytest.mark.parametrize("shared", [True, False], ids=["one witness", "two on one memory"])
def test_racing_requests_never_roll_it_back(tmp_path, shared):
    memory = SlowFiles(tmp_path)
    one = new_witness(memory)
    witnesses = [one, one if shared else new_witness(SlowFiles(tmp_path))]
    one.add_checkpoint(0, (), NOTES[1])
    for old in range(1, 30, 2):
        start, answers = threading.Barrier(2), {}

        def ask(new, witness, old=old, start=start, answers=answers):
            proof = LOG.consistency(old, new)
            start.wait()
            answers[new] = status_of(lambda: witness.add_checkpoint(old, proof, NOTES[new]))

        threads = [
            threading.Thread(target=ask, args=(old + step, witness)) for step, witness in zip((1, 2), witnesses, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (winner,) = [size for size, answer in answers.items() if answer == (200, None)]
        (loser,) = [size for size in answers if size != winner]
        assert answers[loser] == (409, winner)
        assert remembered(memory) == winner
        one.add_checkpoint(winner, LOG.consistency(winner, old + 2), NOTES[old + 2])


# ---- asking one, and a quorum of them --------------------------------------------------------------------------------


def test_a_log_gathers_its_witnesses_wherever_each_of_them_is():
    witnesses = {key: Witness(key, [KEY.public], MemoryBlobs(), lambda: NOON) for key in WITNESSES}
    log = Log(MemoryStore(), KEY.public, Signer(KEY, guard_in(None)))
    policy = Policy(KEY.public, tuple(key.public for key in WITNESSES), 3)
    for stop, absent in ((4, 0), (9, 1), (20, 2), (21, 3)):
        log.append(entries(log.size, stop))
        note = log.sign()
        asked = [key for place, key in enumerate(WITNESSES) if place != absent]  # so that each has fallen behind once
        found = [cosign(witnesses[key], key.public, note, log.consistency) for key in asked]
        seen = policy.check(log.add_signatures(note.text, found))
        assert (seen.checkpoint.size, len(seen.witnesses)) == (stop, 3)


def test_a_witness_that_is_ahead_of_the_log_is_heard():
    witness = new_witness()
    witness.add_checkpoint(0, (), NOTES[9])
    with pytest.raises(Refusal, match="409"):
        cosign(witness, ME.public, NOTES[5], LOG.consistency)


def test_a_witness_that_has_seen_it_already_says_so_again():
    witness = new_witness()
    witness.add_checkpoint(0, (), NOTES[5])
    cosign(witness, ME.public, NOTES[5], LOG.consistency).verify(NOTES[5].text, ME.public)


def test_an_answer_without_the_witnesss_signature_is_refused():
    class Liar:
        def add_checkpoint(self, old_size, proof, note):
            return self.answer

    liar = Liar()
    good = new_witness().add_checkpoint(0, (), NOTES[5])
    other = str(WITNESSES[1].sign(NOTES[5].text, NOON))
    liar.answer = other + good
    assert str(cosign(liar, ME.public, NOTES[5], LOG.consistency)) == good
    for liar.answer, refused in (("", BadSignature), (other, BadSignature), ("thanks\n", Malformed), (good[:-1], Malformed)):
        with pytest.raises(refused):
            cosign(liar, ME.public, NOTES[5], LOG.consistency)
    liar.answer = str(ME.sign(NOTES[4].text, NOON))
    with pytest.raises(BadSignature, match="does not hold"):
        cosign(liar, ME.public, NOTES[5], LOG.consistency)


# ---- over a wire -----------------------------------------------------------------------------------------------------


@pytest.fixture
def server():
    with WitnessServer(new_witness()) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def post(server, body, path="/add-checkpoint", headers=(), method="POST"):
    connection = http.client.HTTPConnection(server.server_name, server.server_port, timeout=5)
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    answer = response.status, response.getheader("Content-Type"), response.read()
    connection.close()
    return answer


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.sampled_from(NOTES))
def test_a_request_is_read_as_it_was_written(old, proof, note):
    assert parse_request(request(old, proof, note)) == (old, tuple(proof), note)


def test_a_remote_witness_does_as_a_near_one(server):
    remote, near = RemoteWitness(server.url + "/"), new_witness()
    for old, proof, note in (
        (0, (), NOTES[5]),
        (5, LOG.consistency(5, 9), NOTES[9]),
        (5, LOG.consistency(5, 9), NOTES[9]),
        (9, (), NOTES[12]),
        (9, (), FORKED[9]),
        (9, (), NOTES[5]),
        (0, (), Checkpoint("other.example", 9, bytes(32)).signed(OTHER_LOG)),
        (9, LOG.consistency(9, 12), BROKEN),
    ):
        here = status_of(lambda o=old, p=proof, n=note: near.add_checkpoint(o, p, n))
        assert status_of(lambda o=old, p=proof, n=note: remote.add_checkpoint(o, p, n)) == here
    signature = cosign(remote, ME.public, NOTES[20], LOG.consistency)  # asks from 0, is told 9, asks again
    signature.verify(NOTES[20].text, ME.public)


def test_the_answers_of_the_protocol(server):
    status, kind, line = post(server, request(0, (), NOTES[5]))
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert line.decode().startswith(f"— {ME.public.name} ")
    assert post(server, request(0, (), NOTES[9])) == (409, "text/x.tlog.size", b"5\n")
    assert post(server, request(5, (), NOTES[9]))[0] == 422
    for body in (
        b"",
        b"old 5\n",
        b"old 05\n\n" + bytes(NOTES[9]),
        b"old 5\n!\n\n" + bytes(NOTES[9]),
        b"\xff\n\n" + bytes(NOTES[9]),
    ):
        assert post(server, body)[0] == 400
    assert post(server, request(5, [bytes(32)] * 64, NOTES[9]))[0] == 400
    assert post(server, request(0, (), NOTES[9]), path="/")[0] == 404
    assert post(server, None, method="GET")[0] == 501
    assert post(server, b"", headers={"Content-Length": str(LARGEST_BODY + 1)})[0] == 413
    assert post(server, b"", headers={"Content-Length": "many"})[0] == 413


def test_a_connection_serves_several_requests(server):
    connection = http.client.HTTPConnection(server.server_name, server.server_port, timeout=5)
    for old, new in ((0, 5), (5, 9), (9, 20)):
        connection.request("POST", "/add-checkpoint", request(old, LOG.consistency(old, new), NOTES[new]))
        response = connection.getresponse()
        assert (response.status, response.read()[:3]) == (200, "—".encode())
    connection.close()


def test_a_witness_whose_disk_fails_says_500_and_signs_nothing(server):
    class Full(MemoryBlobs):
        def put(self, name, data):
            raise StoreFault("no space left on the disk")

    memory = MemoryBlobs()
    server.witness = new_witness(memory)
    memory.put = Full().put
    assert post(server, request(0, (), NOTES[5])) == (500, "text/plain; charset=utf-8", b"no space left on the disk\n")


def answering(reply):
    """A server that answers every request with these bytes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listening, listening.accept()[0] as connection, connection.makefile("rb") as asked:
            head = http.client.parse_headers(asked) if asked.readline() else {}
            asked.read(int(head.get("Content-Length", 0)))  # all of it: closing on unread bytes would cut the answer off
            connection.sendall(reply)

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


HEAD = b"HTTP/1.1 %s\r\nContent-Type: text/x.tlog.size\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        (b"not http at all\r\n\r\n", Unreachable),
        (b"", Unreachable),
        (HEAD % b"200 OK" + b"\xff", Unreachable),
        (HEAD % b"200 OK" + b"x" * (LARGEST_BODY + 1), Unreachable),
        (HEAD % b"409 Conflict" + b"many\n", Malformed),
        (HEAD % b"503 Busy" + b"later", Refusal),
    ],
)
def test_what_does_not_answer_as_a_witness_is_told(reply, refused):
    with pytest.raises(refused):
        RemoteWitness(answering(reply)).add_checkpoint(0, (), NOTES[5])


def test_a_witness_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable, match="no answer"):
        RemoteWitness(f"http://127.0.0.1:{port}").add_checkpoint(0, (), NOTES[5])
    for url in ("", "ftp://witness.example", "http://", "witness.example", "http://a:99999", "http://["):
        with pytest.raises(Malformed):
            RemoteWitness(url)
