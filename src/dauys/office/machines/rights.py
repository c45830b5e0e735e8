"""Who may ask the API for what: one table over its routes, by the parts that the screens ask for.

A token opens one commission, that of its person; a part in a commission above opens nothing here.
"""

from collections.abc import Mapping

from dauys.office.house.policy import APPROVING, LOOKING, TYPING, Right

API: Mapping[str, Right] = {
    "definition": LOOKING, "stations": LOOKING, "protocols": LOOKING, "protocol": LOOKING, "form": LOOKING,
    "received": TYPING, "entered": TYPING, "entered again": TYPING, "resolved": TYPING, "scan": TYPING,
    "ready": APPROVING, "approved": APPROVING,
    "turnout": TYPING, "opened": TYPING, "closed": TYPING, "package": TYPING,
}  # fmt: skip
"""By the name of the route. In ``house/policy.py`` they are open, for the token is asked for here."""


def allowed(route: str, parts: frozenset[str]) -> bool:
    """Whether these parts are enough; of a route that is not in the table, nobody's are."""
    right = API.get(route)
    return right is not None and bool(right.parts & parts)
