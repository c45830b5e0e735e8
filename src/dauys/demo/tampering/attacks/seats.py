"""The publisher changes seats, pictures or receipts, and signs that they are right."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

from hashlib import sha256

from dauys.demo.tampering.attacks.attack import (
    SEATS,
    STATION,
    options,
    publisher,
)
from dauys.demo.tampering.eventful import (
    PICTURED,
    PICTURES,
)
from dauys.demo.tampering.hands import FIRST, base64_flipped


@publisher("seats", f"{SEATS}: list kz Amanat")
def _a_list_seat_moves(hands):
    def change(told):
        lists = [row for row in told["outcome"]["seats"] if row["tier"] == "list"]
        for row, by in zip(lists, (1, -1), strict=False):
            row["seats"] += by
            for column in ("list", "total"):
                told["outcome"]["parties"][row["party"]][column] += by

    hands.json(SEATS, change)


@publisher("seats", f"{SEATS}: constituency mazhilis.01")
def _the_second_sits_for_a_constituency(hands):
    def change(told):
        (row,) = (row for row in told["outcome"]["seats"] if row["place"] == "mazhilis.01")
        second = next(name for name in options(hands, "mazhilis.01") if name != row["option"])
        row["option"] = second

    hands.json(SEATS, change)


@publisher("seats", f"{SEATS}: Amanat: ")
def _a_party_has_a_seat_more_in_the_table(hands):
    hands.json(SEATS, lambda told: told["outcome"]["parties"]["Amanat"].update(total=90))


@publisher("seats", f"{SEATS}: seats of nobody on its ballots: [('constituency', 'mazhilis.02', ")
def _an_independent_is_given_to_a_party(hands):
    def change(told):
        (row,) = (row for row in told["outcome"]["seats"] if row["place"] == "mazhilis.02")
        old, row["party"] = row["party"] or "independent", "Baytaq" if row["party"] != "Baytaq" else "Auyl"
        for party, by in ((old, -1), (row["party"], 1)):
            table = told["outcome"]["parties"].setdefault(party, {"constituency": 0, "list": 0, "total": 0})
            table["constituency"] += by
            table["total"] += by

    hands.json(SEATS, change)


@publisher("seats", "the outcome is said to be open, and has 0 open questions")
def _an_open_question_is_hidden(hands):
    hands.json("seats/maslikhat-almaty-region.json", lambda told: told["outcome"]["questions"].clear())


@publisher("scans", f"attachments/{sha256(PICTURES['cleaned']).hexdigest()}: its bytes have another hash")
def _a_picture_is_painted_over(hands):
    hands.write(f"attachments/{sha256(PICTURES['cleaned']).hexdigest()}", b"INVENTED picture, painted over")


@publisher("scans", f"missing; station {PICTURED}")
def _a_picture_is_taken_away(hands):
    hands.remove(f"attachments/{sha256(PICTURES['cleaned']).hexdigest()}")


@publisher("scans", f"attachments/{'7' * 64}: nothing in the log asks for this file")
def _a_picture_that_nobody_took_is_added(hands):
    hands.write(f"attachments/{'7' * 64}", b"INVENTED")


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: not the receipts of the entries")
def _a_station_gets_the_receipts_of_another(hands):
    hands.write(f"proofs/{STATION}.tlog-proofs", hands.read("proofs/X-AST-0060.tlog-proofs"))


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: not the receipts of the entries")
def _a_hash_of_a_receipt_is_taken_away(hands):
    first, second, *rest = hands.read(f"proofs/{STATION}.tlog-proofs").split(FIRST)
    lines = second.split(b"\n")
    hands.write(f"proofs/{STATION}.tlog-proofs", FIRST.join((first, b"\n".join(lines[:1] + lines[2:]), *rest)))


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: not the receipts of the entries")
def _a_hash_of_a_receipt_is_another(hands):
    first, second, *rest = hands.read(f"proofs/{STATION}.tlog-proofs").split(FIRST)
    lines = second.split(b"\n")
    lines[1] = base64_flipped(lines[1], 0)
    hands.write(f"proofs/{STATION}.tlog-proofs", FIRST.join((first, b"\n".join(lines), *rest)))


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: not the receipts of the entries")
def _a_receipt_is_written_in_another_way(hands):
    """The last letter of a hash in base64 has two bits that say nothing."""
    data = hands.read(f"proofs/{STATION}.tlog-proofs")
    at = data.index(b"=\n") - 1
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(data[at]) ^ 1]
    hands.write(f"proofs/{STATION}.tlog-proofs", data[:at] + bytes([other]) + data[at + 1 :])


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: not the receipts of the entries")
def _a_receipt_is_held_back(hands):
    data = hands.read(f"proofs/{STATION}.tlog-proofs")
    hands.write(f"proofs/{STATION}.tlog-proofs", data[: data.rindex(FIRST)])


@publisher("receipts", f"proofs/{STATION}.tlog-proofs: missing")
def _a_station_gets_no_receipts(hands):
    hands.remove(f"proofs/{STATION}.tlog-proofs")
