"""Anybody who has the files on a mirror, a web server, a memory stick: nothing can be signed."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

from dauys.demo.tampering.attacks.attack import STATION, TABLE, TOTALS, anybody
from dauys.demo.tampering.eventful import (
    PUBLISHER,
)
from dauys.demo.tampering.hands import base64_flipped, flipped
from dauys.ledger import SigningKey


@anybody("manifest", TABLE)
def _a_digit_of_a_protocol(hands):
    hands.cell(TABLE, {"station": STATION}, "P.Amanat", 10)


@anybody("manifest", f"{TOTALS}: missing")
def _a_file_is_taken_away(hands):
    hands.remove(TOTALS)


@anybody("manifest", "the publisher has signed no such file")
def _a_file_is_added(hands):
    hands.write("protocols/ghost.csv", b"station\nX-GHO-0001\n")


@anybody("manifest", "manifest.note: not signed by the publisher")
def _the_manifest_is_signed_by_somebody_else(hands):
    hands.cell(TABLE, {"station": STATION}, "P.Amanat", 10)
    hands.sign_manifest(SigningKey.from_seed(PUBLISHER.public.name, b"X" * 32))


@anybody("manifest", "manifest.note: not")
def _the_publishers_signature_is_taken_away(hands):
    lines = hands.read("manifest.note").split(b"\n\n")
    hands.write("manifest.note", lines[0] + b"\n\n")


@anybody("manifest", "manifest.note: it is of another manifest.json")
def _the_manifest_fits_and_the_signature_does_not(hands):
    note = hands.read("manifest.note")
    hands.cell(TABLE, {"station": STATION}, "P.Amanat", 10)
    hands.sign_manifest()
    hands.write("manifest.note", note)


@anybody("log", "tile/0/: not the hashes of what is below")
def _a_bit_of_a_tile_of_hashes(hands):
    hands.write("tile/0/000", flipped(hands.read("tile/0/000"), 5))


@anybody("log", "tile/entries: these 2109 entries are not the 2109 under the root that was signed")
def _a_digit_in_a_tile_of_entries(hands):
    hands.write("tile/entries/000", flipped(hands.read("tile/entries/000"), 100))


@anybody("log", "tile/entries: these 1853 entries are not the 2109")
def _a_tile_of_entries_is_taken_away(hands):
    hands.remove("tile/entries/002")


@anybody("key", "checkpoint: the signature of")
def _a_letter_of_the_checkpoint(hands):
    hands.replace("checkpoint", b"\n21", b"\n31")


@anybody("key", "checkpoint: not a checkpoint signed by")
def _the_logs_signature_is_taken_away(hands):
    lines = hands.read("checkpoint").splitlines(keepends=True)
    hands.write("checkpoint", b"".join(lines[:4] + lines[5:]))


@anybody("key", "checkpoint: 0 of 2 witnesses cosigned it; 1 must have")
def _the_witness_is_taken_away(hands):
    hands.write("checkpoint", b"".join(hands.read("checkpoint").splitlines(keepends=True)[:-1]))


@anybody("key", "checkpoint: the signature of witness1.example does not hold")
def _the_witness_saw_another_time(hands):
    *lines, last = hands.read("checkpoint").splitlines(keepends=True)
    dash, name, signature = last.split(b" ")
    hands.write("checkpoint", b"".join(lines) + b" ".join((dash, name, base64_flipped(signature, 11) + b"\n")))
