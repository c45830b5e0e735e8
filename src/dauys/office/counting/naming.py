"""What a paper is about, in words for people."""

from dauys.acts import STATION, State
from dauys.text import phrase


def contest_name(state: State, contest: str, language: str) -> str:
    """What a paper is about: ``Mazhilis: party lists``."""
    if contest == STATION:
        return phrase("office.station record", language)
    one = state.event.contest(contest)
    where = phrase(f"tier.{one.tier}", language) if one.constituency is None else one.names.told(language)
    return f"{state.event.body(one.body).names.told(language)}: {where}"
