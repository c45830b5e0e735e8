"""What the acts room refuses, in the language of the page: its sentences are for programs, these are for people.

The table goes from what a refusal says to a phrase; what follows in the sentence (lines, codes, names) is put behind it. A test
holds that every refusal of the acts room has a row.
"""

import re

from django.utils.translation import get_language

from dauys.acts.nominating import Unfit
from dauys.protocol.windows import OutsideWindow
from dauys.text import phrase, phrase_or
from dauys.text import told as fault_told

TABLE: tuple[tuple[str, str], ...] = (
    (r"^(findings explained|accepted as signed): 'codes'", "house.no codes"),
    (r"^(findings explained|protocol sent back|protocol held|protocol released): 'reason'", "office.no reason"),
    (r"definition is frozen already", "setting.frozen already"),
    (r"another definition has come", "setting.another"),
    (r"another person must|has entered it before|second entry", "office.no another person"),
    (r"whoever entered|entered or changed", "office.no approval"),
    (r"two entries (differ|are equal)", "office.no differ"),
    (r"lines (?P<what>[^:]+): typed in three ways", "office.no three ways"),
    (r"findings are open: (?P<what>[^;]+)", "office.no open findings"),
    (r"empty or holds only zeros", "office.no empty"),
    (r"no control (?P<what>.*) fails here", "office.no control"),
    (r"only warnings are explained", "office.no warning"),
    (r"reason in words", "office.no reason"),
    (r"figures are missing", "office.no figures"),
    (r"cannot follow on '(?P<what>[^']+)'", "office.no state"),
    (r"is not on the way of this protocol|is not for a commission", "office.no commission"),
    (r"is not on the way of any paper of station", "office.no station"),
    (r"frozen first, and once", "office.no frozen"),
    (r"version", "office.no version"),
    (r"seal|single people voted|group waits for|of one group|figures come open|does not decide on", "office.no seals"),
    (r"approval is of other figures", "office.no other figures"),
    (r"scan is attached to another", "office.no scan"),
    (r"edition of the law knows no act", "office.no edition"),
    (r"cannot decide", "office.no decide"),
    (r"quorum|members (were )?present", "office.no quorum"),
    (r"majority|votes for", "office.no majority"),
    (r"not on this form or ballot|the form has no line", "office.no line"),
    (r"'decision'|'reason'|'codes'", "office.no filled in"),
    # voters
    (r"was told already", "voters.told already"),
    (r"made ready for the repeat vote", "voters.first again"),
    (r"the list does not add up", "voters.no sum"),
    (r"the list is closed once voting has ended|the station was not opened", "voters.not now"),
    (r"^a number is missing$|^station incident: 'words'", "voters.no words"),
    (r"no laptop has the list", "laptop.none"),
    # station
    (r"this very document is attached", "station.no document twice"),
    # courts
    (r"a recount is ordered at stations of", "observing.no stations"),
    (r"an election is void in a constituency or a unit", "observing.no place"),
    (r"the day of a court's decision is not later", "observing.no day"),
    # results
    (r"it cannot be declared", "results.no status"),
    (r"does not sum up", "results.no sum"),
    (r"does not declare", "results.no part"),
    (r"papers are missing that this summary", "results.no papers"),
    (r"a question is open: (?P<what>.*)", "results.no question"),
    (r"no such question", "results.no such question"),
    (r"outcome has changed", "results.no outcome"),
    (r"lot does not answer", "results.no lot"),
    (r"signatures are handed in until (?P<what>.*)", "recall.no days"),
    (r"too few signatures hold: (?P<what>.*)", "recall.no signatures"),
    (r"the vote on a recall is held after its call, and until (?P<what>.*)", "recall.no day"),
    (r"in the first and the last year of a deputy's work", "recall.no year"),
    (r"after a recall that failed none is begun before (?P<what>.*)", "recall.no again"),
    (r"a day is written as", "recall.no date"),
    (r"the law of .* has no run-off", "results.no run-off"),
    (r"a run-off is between (?P<what>.*)", "results.no two best"),
    (r"a run-off is held on the day of the first vote, (?P<what>.*)", "results.no other day"),
    (r"repeat vote was called already", "results.no repeat"),
    (r"repeat vote is between", "results.no two"),
    (r"not declared void", "results.no void"),
    (r"there is no (contest|station|body|commission)|has no station in|has no contest|is no contest of", "results.no station"),
    (r"another person confirms", "results.another"),
    (r"confirmed, or prepared anew", "results.changed"),
    (r"has no mandate to lose", "results.no mandate"),
    (r"has a mandate already", "results.no mandate twice"),
    (r"no seat of .* is free", "results.no seat"),
    (r"a vacated seat of .* is filled by an election", "results.no filling"),
    (r"no seat of .* was vacated", "results.not vacated"),
    (r"the result of .* is not declared", "results.no declared"),
    (r"is not on the list of", "results.no list"),
    (r"quota of groups could not be kept", "results.no quota"),
    (r"no choice from this list keeps the quota", "results.no choice"),
    (r"is not what it must be|is of another body", "results.no form"),
)


def told(refusal: Exception) -> str:
    """The sentence for a person; the acts room's own beside it, so that who helps by telephone sees what it was."""
    language = (get_language() or "kk")[:2]
    if isinstance(refusal, OutsideWindow):
        milestone = refusal.milestone
        return phrase(
            f"nominations.window {refusal.side}", language, what=milestone.name.told(language), day=refusal.day,
            article=milestone.article,
        )  # fmt: skip
    if isinstance(refusal, Unfit):
        return "; ".join("".join(part.text for part in fault_told(one, language)) for one in refusal.faults)
    for pattern, key in TABLE:
        if match := re.search(pattern, str(refusal)):
            what = match.groupdict().get("what") or ""
            return phrase(key, language, what=phrase_or(f"office.state.{what}", language, what))
    return phrase("office.no", language, what=str(refusal))
