"""The publisher changes what was fixed before the day, or the log, and signs that it is right."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls

from dauys.demo.tampering.attacks.attack import STATION, anybody, options, publisher
from dauys.demo.tampering.eventful import (
    LIST,
    ORIGIN,
    OTHER,
)
from dauys.ledger import SigningKey


@publisher("definition", "definition/: ")
def _the_threshold_of_the_law_is_lowered(hands):
    hands.json(
        "definition/laws.json", lambda laws: laws["kz/mazhilis/2023"]["law"]["tier"][0]["threshold"].update(at_least="1/100")
    )


@publisher("definition", "the log froze")
def _a_candidate_changes_party_in_the_definition(hands):
    name = options(hands, "mazhilis.02")[0]
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
