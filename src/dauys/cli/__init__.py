"""The command ``dauys``: puts the rooms together. Rooms are imported when a command needs them, so that help is quick.

Exit codes, for scripts: 0 done; 1 a check failed; 2 bad input, nothing written; 3 stopped at a question, which is printed.
"""

import io
import sys

from dauys.cli import again, drill, formats, new, night, office, publishing, rehearse, voters, votes
from dauys.cli.shared import BAD_INPUT, app

__all__ = ["again", "app", "drill", "formats", "main", "new", "night", "office", "publishing", "rehearse", "voters", "votes"]

app.add_typer(formats.imports, name="import")


def main() -> None:
    """Run the command; what people handed in and is wrong ends it with exit code 2 and every fault."""
    from dauys.text import BadInput

    for stream in (sys.stdout, sys.stderr):  # names are Kazakh and Russian, whatever the machine's own encoding is
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except BadInput as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
