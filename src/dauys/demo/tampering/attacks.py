"""The tamper drill as a table: what an attacker changes, and which check must say so, naming which place.

Each attack is a function on a bundle in somebody's hands; its name is what the attacker wants. By whom it is done, and so what
is made to fit again afterwards, stands in the decorator:

- ``anybody``: files are changed, nothing can be signed;
- ``publisher``: the manifest is made anew and signed with the publisher's key;
- ``insider``: the function makes a log of other entries, signed with the log's own key and seen by a witness; the manifest too.
"""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls
# ruff: noqa: S608  (figures that a drill itself has written)

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from dauys.acts import figures_hash
from dauys.demo.tampering.eventful import (
    ACCEPTED,
    CORRECTED,
    DECISION,
    LIST,
    OPEN,
    ORIGIN,
    OTHER,
    PICTURED,
    PICTURES,
    PUBLISHER,
    RESOLVED,
    TIED,
    UNFINISHED,
    VOID,
)
from dauys.demo.tampering.hands import FIRST, Hands, base64_flipped, flipped, silenced
from dauys.ledger import SigningKey, canonical

NO_ACT = "not an act as it must be, or of a paper that nobody expects"
STATION = "X-AST-0059"  # nothing happens there
TABLE, TOTALS = f"protocols/{LIST}.csv", f"totals/{LIST}.csv"
CONSTITUENCY = "protocols/mazhilis.01.csv"
SEATS = "seats/mazhilis.json"
BODY = "maslikhat-mangystau-01"  # whose result was declared


@dataclass(frozen=True)
class Attack:
    """What is done, and who must notice."""

    name: str
    do: Callable[[Hands], object]
    by: str
    check: str
    place: str  # must stand in a line of that check

    def play(self, hands: Hands):
        self.do(hands)
        if self.by != "anybody":
            hands.sign_manifest()


ATTACKS: list[Attack] = []


def _by(whom):
    def caught_by(check, place):
        def entered(do):
            ATTACKS.append(Attack(do.__name__.strip("_").replace("_", " "), do, whom, check, place))
            return do

        return entered

    return caught_by


anybody, publisher, insider = map(_by, ("anybody", "publisher", "insider"))

# ---- anybody: files on a mirror, a web server, a memory stick ----------------------------------------------------------


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


# ---- the publisher: tables ---------------------------------------------------------------------------------------------


@publisher("protocols", f"{TABLE}: station {STATION}: P.Amanat is")
def _ten_votes_more_in_a_protocol(hands):
    hands.cell(TABLE, {"station": STATION}, "P.Amanat", 10)


@publisher("parquet", f"protocols.parquet: station {STATION}, contest {LIST}")
def _ten_votes_more_in_the_parquet_file(hands):
    where = f"contest = '{LIST}' and station = '{STATION}' and cell = 'Amanat'"
    hands.parquet(f"update figures set figure = figure + 10 where {where}")


@publisher("parquet", f"protocols.parquet: station {STATION}, contest {LIST}")
def _a_protocol_is_missing_in_the_parquet_file(hands):
    hands.parquet(f"delete from figures where contest = '{LIST}' and station = '{STATION}'")


@publisher("parquet", "protocols.parquet: station X-GHO-0001")
def _a_station_more_in_the_parquet_file(hands):
    hands.parquet(f"insert into figures values ('{TIED}.repeat', 'X-GHO-0001', 1, 'V', null, 500)")


@publisher("protocols", f"{TABLE}: station {UNFINISHED}: class is 'approved', expected is")
def _a_protocol_that_never_came_is_shown_as_approved(hands):
    hands.cell(TABLE, {"station": UNFINISHED}, "class", "approved")


@publisher("protocols", f"{TABLE}: station X-AST-0060 stands where {STATION} must")
def _a_station_is_dropped(hands):
    hands.table(TABLE, lambda rows: [row for row in rows if row[0] != STATION])


@publisher("protocols", f"{TABLE}: station {STATION} stands where None must")
def _a_station_is_there_twice(hands):
    hands.table(TABLE, lambda rows: rows + [row for row in rows if row[0] == STATION])


@publisher("protocols", f"{TABLE}: station {STATION}: P.Amanat is")
def _two_parties_change_headings(hands):
    def change(rows):
        one, other = rows[0].index("P.Amanat"), rows[0].index("P.Auyl")
        rows[0][one], rows[0][other] = rows[0][other], rows[0][one]

    hands.table(TABLE, change)


@publisher("protocols", f"{CONSTITUENCY}: station X-AST-0058: P.")
def _two_candidates_change_votes(hands):
    def change(rows):
        one, other = [at for at, name in enumerate(rows[0]) if name.startswith("P.")][:2]
        for row in rows[1:]:
            row[one], row[other] = row[other], row[one]

    hands.table(CONSTITUENCY, change)


@publisher("protocols", f"{TABLE}: station {RESOLVED}: resolved_by is ''")
def _nobody_resolved_differences(hands):
    hands.cell(TABLE, {"station": RESOLVED}, "resolved_by", "")


@publisher("protocols", f"{TABLE}: station {ACCEPTED}: accepted is 'E106'")
def _one_control_less_was_accepted(hands):
    hands.cell(TABLE, {"station": ACCEPTED}, "accepted", "E106")


@publisher("protocols", f"{TABLE}: station {CORRECTED}: version is '1', expected is '2'")
def _a_correction_is_hidden(hands):
    hands.cell(TABLE, {"station": CORRECTED}, "version", "1")


@publisher("protocols", f"{TABLE}: station {PICTURED}: scan is")
def _another_picture_is_named(hands):
    hands.cell(TABLE, {"station": PICTURED}, "scan", "0" * 64)


@publisher("protocols", f"{TABLE}: station {STATION}: approved_by is 'p-nobody'")
def _somebody_else_approved(hands):
    hands.cell(TABLE, {"station": STATION}, "approved_by", "p-nobody")


@publisher("files", "protocols/ghost.csv: nothing in the log asks for this file")
def _a_contest_is_invented(hands):
    hands.write("protocols/ghost.csv", b"station\nX-GHO-0001\n")


@publisher("totals", f"{TOTALS}: place astana: P.Amanat is")
def _ten_votes_more_in_a_region(hands):
    hands.cell(TOTALS, {"place": "astana"}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place kz: P.Amanat is")
def _ten_votes_more_in_a_region_and_in_the_country(hands):
    hands.cell(TOTALS, {"place": "astana"}, "P.Amanat", 10)
    hands.cell(TOTALS, {"place": "kz"}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place astana: P.Amanat is")
def _votes_against_all_go_to_a_party(hands):
    for place in ("kz", "astana"):
        hands.cell(TOTALS, {"place": place}, "N", -10)
        hands.cell(TOTALS, {"place": place}, "P.Amanat", 10)


@publisher("totals", f"{TOTALS}: place kz: not received is")
def _a_missing_protocol_is_counted_as_approved(hands):
    hands.cell(TOTALS, {"place": "kz"}, "entered", -1)
    hands.cell(TOTALS, {"place": "kz"}, "not received", 1)


@publisher("totals", f"{TOTALS}: place kz: voters_counted is")
def _all_voters_are_said_to_be_counted(hands):
    hands.table(TOTALS, lambda rows: _same(rows, "kz", "voters_counted", "voters"))


@publisher("totals", f"{TOTALS}: place almaty stands where astana must")
def _a_place_is_dropped(hands):
    hands.table(TOTALS, lambda rows: [row for row in rows if row[0] != "astana"])


@publisher("totals", f"totals/{OPEN}.csv: missing")
def _a_contest_has_no_totals(hands):
    hands.remove(f"totals/{OPEN}.csv")


@publisher("findings", f"findings.csv: contest {LIST}, station {ACCEPTED}, code E106: missing")
def _a_finding_is_hidden(hands):
    hands.table("findings.csv", lambda rows: [row for row in rows if row[3] != "E106"])


@publisher("findings", f"findings.csv: contest {LIST}, station {ACCEPTED}, code E107: ['explained'")
def _a_decision_is_sold_as_an_explanation(hands):
    hands.cell("findings.csv", {"station": ACCEPTED, "code": "E107"}, "settled", "explained")


def _same(rows, place, column, other):
    for row in rows:
        if row[0] == place:
            row[rows[0].index(column)] = row[rows[0].index(other)]
    return rows


# ---- the publisher: seats, pictures, receipts --------------------------------------------------------------------------


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
        second = next(name for name in _options(hands, "mazhilis.01") if name != row["option"])
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


def _options(hands, contest):
    return [
        line.split(",")[1]
        for line in hands.read("definition/options.csv").decode().splitlines()
        if line.startswith(f"{contest},")
    ]


# ---- the publisher: what was fixed before, and the log -----------------------------------------------------------------


@publisher("definition", "definition/: ")
def _the_threshold_of_the_law_is_lowered(hands):
    hands.json(
        "definition/laws.json", lambda laws: laws["kz/mazhilis/2023"]["law"]["tier"][0]["threshold"].update(at_least="1/100")
    )


@publisher("definition", "the log froze")
def _a_candidate_changes_party_in_the_definition(hands):
    name = _options(hands, "mazhilis.02")[0]
    hands.cell("definition/options.csv", {"contest": "mazhilis.02", "option": name}, "party", "Baytaq")


@publisher("definition", "the log froze")
def _a_station_has_more_voters_in_the_definition(hands):
    hands.cell("definition/stations.csv", {"id": STATION}, "voters", 500)


@publisher("definition", "definition/: ")
def _a_file_is_added_to_the_definition(hands):
    hands.write("definition/more.csv", b"id\n")


@publisher("definition", "definition/event.json: missing")
def _the_event_is_taken_away(hands):
    hands.remove("definition/event.json")


@publisher("key", "definition/keys.json: the log's key there is")
def _the_logs_key_is_exchanged_in_the_definition(hands):
    hands.json("definition/keys.json", lambda keys: keys.update(log=str(OTHER.public)))


@publisher("definition", "the log froze")
def _witnesses_are_no_longer_asked_for(hands):
    hands.json("definition/keys.json", lambda keys: keys.update(quorum=0))


@publisher("definition", "the log froze")
def _an_invented_election_is_sold_as_real(hands):
    hands.json("definition/event.json", lambda event: event.update(invented=False))


@anybody("definition", "manifest.json: invented is False, in the event True, expected is True")
def _the_manifest_alone_says_that_it_is_real(hands):
    hands.sign_manifest(invented=False)


@anybody("definition", "manifest.json: snapshot is 7")
def _the_snapshot_has_another_number(hands):
    hands.sign_manifest(snapshot=7)


@anybody("definition", "manifest.json: origin is 'another.example/log'")
def _the_manifest_names_another_log(hands):
    hands.sign_manifest(origin="another.example/log")


@publisher("log", "entries are not the 1000 under the root that was signed")
def _an_old_checkpoint_lies_over_new_files(hands):
    hands.write("checkpoint", (hands.older / "checkpoint").read_bytes())


@publisher("log", "tile/0/: not the hashes of what is below")
def _a_tile_more(hands):
    hands.write("tile/0/099", b"\0" * 8192)


@publisher("log", "tile/0/: not the hashes of what is below")
def _a_tile_of_hashes_is_short(hands):
    hands.write("tile/0/000", hands.read("tile/0/000")[:-32])


@publisher("log", "tile/entries: these ")
def _a_tile_of_entries_is_torn(hands):
    hands.write("tile/entries/000", hands.read("tile/entries/000")[:-5])


@publisher("log", "under the root that was signed")
def _a_vote_is_changed_in_the_log_and_the_hashes_are_not(hands):
    entries = hands.entries()
    checkpoint = hands.read("checkpoint")
    hands.act(entries, "protocol approved", station=STATION, contest=LIST)["author"] = "p-nobody"
    hands.sign_log(entries)
    hands.write("checkpoint", checkpoint)


@publisher("key", f"checkpoint: not a checkpoint signed by {ORIGIN}+")
def _the_log_is_signed_with_another_key_of_the_same_name(hands):
    hands.sign_log(hands.entries(), OTHER)


@publisher("key", f"checkpoint: not a checkpoint signed by {ORIGIN}+")
def _the_log_is_signed_with_another_name(hands):
    hands.sign_log(hands.entries(), SigningKey.from_seed("another.example/log", b"L" * 32))


# ---- an insider with the log's key -------------------------------------------------------------------------------------

LIKE = {"station": STATION, "contest": LIST}


def _rewritten(hands, kind, change, **fields):
    """One act is another; the log is signed anew."""
    entries = hands.entries()
    change(hands.act(entries, kind, **(fields or LIKE)))
    hands.sign_log(entries)


@insider("people", f"protocol entered again, station {STATION}, contest {LIST}: p-first has entered this protocol before")
def _one_person_types_twice(hands):
    _rewritten(hands, "protocol entered again", lambda act: act.update(author="p-first"))
    hands.cell(TABLE, {"station": STATION}, "entered_again_by", "p-first")


@insider("people", f"protocol approved, station {STATION}, contest {LIST}: p-second has entered figures of this protocol")
def _who_typed_approves(hands):
    _rewritten(hands, "protocol approved", lambda act: act.update(author="p-second"))
    hands.cell(TABLE, {"station": STATION}, "approved_by", "p-second")


@insider("people", f"protocol approved, station {RESOLVED}, contest {LIST}: p-fourth has entered figures of this protocol")
def _who_resolved_approves(hands):
    _rewritten(hands, "protocol approved", lambda act: act.update(author="p-fourth"), station=RESOLVED, contest=LIST)
    hands.cell(TABLE, {"station": RESOLVED}, "approved_by", "p-fourth")


@insider("people", f"protocol approved, station {STATION}, contest {LIST}: approves figures that no two people")
def _other_figures_are_approved(hands):
    _rewritten(hands, "protocol approved", lambda act: act.update(figures="1" * 64))


@insider("people", "result declared: p-clerk has prepared and confirmed it")
def _one_person_declares_a_result(hands):
    _rewritten(hands, "result declared", lambda act: act.update(prepared_by=act["author"]), body=BODY)


@insider("acts", f"result declared: {NO_ACT}: KeyError('prepared_by')")
def _nobody_is_said_to_have_prepared_a_result(hands):
    _rewritten(hands, "result declared", lambda act: act.pop("prepared_by"), body=BODY)


@insider("people", f"accepted as signed, station {ACCEPTED}, contest {LIST}: p-chair has prepared and confirmed it")
def _one_person_alone_decides(hands):
    _rewritten(hands, "accepted as signed", lambda act: act.update(prepared_by=act["author"]), station=ACCEPTED, contest=LIST)


@insider(
    "acts",
    f"protocol corrected, station {CORRECTED}, contest {LIST}: {NO_ACT}: KeyError('prepared_by')",
)
def _nobody_is_said_to_have_prepared_a_correction(hands):
    _rewritten(hands, "protocol corrected", lambda act: act.pop("prepared_by"), station=CORRECTED, contest=LIST)


@insider(
    "acts",
    f"accepted as signed, station {ACCEPTED}, contest {LIST}: {NO_ACT}: KeyError('decision')",
)
def _one_person_alone_accepts_and_no_decision_is_named(hands):
    _rewritten(hands, "accepted as signed", lambda act: (act.pop("decision"), act.pop("prepared_by")),
               station=ACCEPTED, contest=LIST)  # fmt: skip


@insider(
    "acts",
    f"protocol corrected, station {CORRECTED}, contest {LIST}: {NO_ACT}: KeyError('decision')",
)
def _a_correction_comes_without_a_decision(hands):
    _rewritten(hands, "protocol corrected", lambda act: (act.pop("decision"), act.pop("prepared_by")),
               station=CORRECTED, contest=LIST)  # fmt: skip


@insider(
    "acts",
    f"election voided, contest {VOID}: {NO_ACT}: KeyError('decision')",
)
def _an_election_is_void_without_a_decision(hands):
    _rewritten(hands, "election voided", lambda act: (act.pop("decision"), act.pop("prepared_by")), contest=VOID)


@insider("people", f"protocol approved, station {RESOLVED}, contest {LIST}: approves figures that no two people")
def _one_person_alone_types_the_votes(hands):
    entries = hands.entries()
    act = hands.act(entries, "differences resolved", station=RESOLVED, contest=LIST)
    act["figures"]["P"]["Amanat"] += 10
    hands.act(entries, "protocol approved", station=RESOLVED, contest=LIST)["figures"] = figures_hash(act["figures"])
    hands.sign_log(entries)


@insider("controls", f"protocol approved, station {ACCEPTED}, contest {LIST}: E106 does not hold")
def _a_control_fails_and_nobody_decides(hands):
    _rewritten(hands, "accepted as signed", silenced, station=ACCEPTED, contest=LIST)


@insider("controls", f"protocol approved, station {ACCEPTED}, contest {LIST}: E107 does not hold")
def _an_error_is_explained_away_in_words(hands):
    _rewritten(hands, "accepted as signed", lambda act: act.update(codes=["E106"]), station=ACCEPTED, contest=LIST)


@insider("controls", f"station {STATION}, contest {LIST}: E107 does not hold")
def _both_people_type_votes_that_do_not_add_up(hands):
    entries = hands.entries()
    for kind in ("protocol entered", "protocol entered again"):
        act = hands.act(entries, kind, **LIKE)
        act["figures"]["P"]["Amanat"] += 10
    hands.act(entries, "protocol approved", **LIKE)["figures"] = figures_hash(act["figures"])
    hands.sign_log(entries)


@insider("protocols", f"{TABLE}: station {STATION}: class is 'approved', expected is 'annulled'")
def _a_single_station_is_annulled(hands):
    entries = hands.entries()
    like = hands.act(entries, "protocol approved", **LIKE)
    entries.append({**{key: like[key] for key in ("at", "author", "commission", "station", "contest", "version")},
                    "act": "protocol annulled", "reason": "INVENTED", "decision": DECISION, "prepared_by": "p-x"})  # fmt: skip
    hands.sign_log(entries)


@insider("people", f"protocol approved, station {STATION}, contest {LIST}: approves figures that no two people")
def _it_is_approved_before_it_is_typed_again(hands):
    entries = hands.entries()
    one, other = (entries.index(hands.act(entries, kind, **LIKE)) for kind in ("protocol entered again", "protocol approved"))
    entries[one], entries[other] = entries[other], entries[one]
    hands.sign_log(entries)


@insider("protocols", f"{TABLE}: station {STATION}: approved_in is")
def _it_is_approved_twice(hands):
    entries = hands.entries()
    entries.append(hands.act(entries, "protocol approved", **LIKE))
    hands.sign_log(entries)


@insider("protocols", f"{TABLE}: station {STATION}: class is 'approved', expected is 'entered'")
def _an_approval_is_dropped_from_the_log(hands):
    _rewritten(hands, "protocol approved", silenced)


@insider("protocols", f"{TABLE}: station {STATION}: figures is")
def _votes_are_changed_in_the_log_and_not_in_the_tables(hands):
    entries = hands.entries()
    for kind in ("protocol entered", "protocol entered again"):
        act = hands.act(entries, kind, **LIKE)
        act["figures"]["P"]["Amanat"] -= 10
        act["figures"]["P"]["Auyl"] += 10
    hands.act(entries, "protocol approved", **LIKE)["figures"] = figures_hash(act["figures"])
    hands.sign_log(entries)


@insider("acts", f"protocol corrected, station {CORRECTED}, contest {LIST}: version 3 cannot come")
def _a_version_is_left_out(hands):
    _rewritten(hands, "protocol corrected", lambda act: act.update(version=3), station=CORRECTED, contest=LIST)


@insider("acts", f"protocol corrected, station {CORRECTED}, contest {LIST}: version 2 cannot come")
def _a_correction_supersedes_nothing(hands):
    _rewritten(hands, "protocol corrected", lambda act: act.update(supersedes=0), station=CORRECTED, contest=LIST)


@insider("acts", f"protocol entered again, station {STATION}, contest {LIST}: line P is not on the form")
def _somebody_who_does_not_stand_has_votes(hands):
    def change(act):
        act["figures"]["P"]["Nobody"] = 10

    _rewritten(hands, "protocol entered again", change)


@insider("acts", f"{NO_ACT}: KeyError('X-GHO-0001')")
def _a_station_that_does_not_exist_reports(hands):
    _rewritten(hands, "station opened", lambda act: act.update(station="X-GHO-0001"), station=STATION)


@insider("acts", f"station {STATION}, contest mazhilis.03: {NO_ACT}")
def _a_station_votes_in_a_constituency_of_others(hands):
    _rewritten(hands, "protocol received", lambda act: act.update(contest="mazhilis.03"))


@insider("acts", "not in canonical JSON")
def _an_entry_is_written_in_another_way(hands):
    entries = [canonical(entry) for entry in hands.entries()]
    entries[-1] = entries[-1].replace(b',"at"', b', "at"')
    hands.sign_log(entries)


@insider("acts", "or 'definition frozen' too late, or a second time")
def _the_definition_is_frozen_twice(hands):
    entries = hands.entries()
    hands.sign_log([*entries, entries[0]])


@insider("scans", f"the picture {sha256(PICTURES['taken']).hexdigest()} is of station {PICTURED} already")
def _one_picture_serves_two_stations(hands):
    entries = hands.entries()
    act = hands.act(entries, "scan attached", station=PICTURED)
    entries.append({**act, "station": "X-ALA-0004"})
    hands.sign_log(entries)


@publisher("scans", f"said not to be published; station {PICTURED}")
def _a_picture_is_said_not_to_be_published_and_lies_there(hands):
    data = hands.read("attachments/not-published.txt")
    hands.write("attachments/not-published.txt", data + sha256(PICTURES["cleaned"]).hexdigest().encode() + b"\n")


@insider("history", "Two histories are signed: keep both!")
def _an_old_entry_is_changed(hands):
    entries = hands.entries()
    entries[7] = {**entries[7], "at": "2023-03-19T23:59:00+06:00"}
    hands.sign_log(entries)


@insider("history", "or entries were taken away")
def _the_log_is_cut_off(hands):
    hands.sign_log(hands.entries()[:990])


@insider("history", "Two histories are signed: keep both!")
def _an_entry_is_dropped(hands):
    entries = hands.entries()
    del entries[500]
    hands.sign_log(entries)
