"""Faults in what people handed in: each says where, what, why and what to do; all of them at once."""

from dataclasses import dataclass

SHOWN = 80
"""Characters of a value that a message shows: enough to find it by."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in the user's words."""

    file: str
    line: int | None  # from 1
    column: int | str | None  # a number from 1, or the name of a table's column
    value: object  # what was found; None where nothing was
    cause: str  # words without a full stop
    cure: str  # the same

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        found = "" if self.value is None else f" (value {_shown(self.value)})"
        return f"{where}: {self.cause}{found}. Cure: {self.cure}."

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """File, line, column; what concerns a whole file or line comes first. The words settle the rest."""
        number, name = (self.column, "") if isinstance(self.column, int) else (0, self.column or "")
        return self.file, self.line or 0, number, name, str(self)


def _shown(value: object) -> str:
    """In quotes, on one line, and cut where it is long."""
    text = str(value)
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


class BadInput(Exception):
    """What was handed in is refused whole; nothing of it has been used or written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            raise ValueError("a refusal names at least one fault")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.order))
        super().__init__(self.faults)  # what it was made of, so that it can be sent from one process to another

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
