"""An insider with the log's key writes other entries, which a witness has seen; the tables fit."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

from hashlib import sha256

from dauys.acts import figures_hash
from dauys.demo.tampering.attacks.attack import (
    BODY,
    NO_ACT,
    STATION,
    TABLE,
    insider,
    publisher,
)
from dauys.demo.tampering.eventful import (
    ACCEPTED,
    CORRECTED,
    DECISION,
    LIST,
    PICTURED,
    PICTURES,
    RESOLVED,
    VOID,
)
from dauys.demo.tampering.hands import silenced
from dauys.ledger import canonical

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
