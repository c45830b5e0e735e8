"""``README.txt``: what this folder is and how to check it, for whoever finds it without anything else."""

from dauys.election.event import Event
from dauys.ledger import Checkpoint
from dauys.text import LANGUAGES, phrase

KEY, PYTHON = "KEY", "Python 3.9"
COMMAND = f"python3 verify.py . --key {KEY}"


def readme(event: Event, checkpoint: Checkpoint) -> bytes:
    """The same in each language, one below the other."""
    return "\n\n".join(_told(event, checkpoint, language) for language in LANGUAGES).encode() + b"\n"


def _told(event: Event, checkpoint: Checkpoint, language: str) -> str:
    def say(key: str, **values: object) -> str:
        return phrase(key, language, **values)

    invented = [f"{say('page.invented')}. {say('page.invented told')}", ""] if event.invented else []
    return "\n".join(
        [
            *invented,
            event.names.told(language),
            say("page.snapshot told", number=checkpoint.size, log=checkpoint.origin),
            "",
            say("page.check told", python=PYTHON),
            "",
            f"    {COMMAND}",
            "",
            say("page.check key", word=KEY),
            say("page.unchanged"),
        ]
    )
