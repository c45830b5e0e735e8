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
"""By the name of the operation. In ``house/policy.py`` they are open, for the token is asked for here."""

NOBODY = Right()
"""Of an operation that came into the API past the table."""
