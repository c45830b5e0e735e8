"""Faults in what people handed in: each says where, what, why and what to do; all of them at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in the user's words."""

    file: str
    line: int | None  # from 1
    column: int | str | None  # a number, or the name of a table's column
    value: object  # what was found; None where nothing was
    cause: str
    cure: str

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        found = "" if self.value is None else f" (found: {str(self.value)[:80]!r})"
        return f"{where}: {self.cause}{found}. {self.cure[0].upper()}{self.cure[1:]}."

    @property
    def order(self) -> tuple[str, int, str]:
        return self.file, self.line or 0, str(self.column or "")


class BadInput(Exception):
    """What was handed in is refused whole; nothing of it has been used or written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        if not faults:
            raise ValueError("a refusal names at least one fault")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.order))
        super().__init__("\n".join(str(fault) for fault in self.faults))
