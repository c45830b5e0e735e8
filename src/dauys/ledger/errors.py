"""What this room refuses, and nothing else escapes from it: every parser and every check raises one of these."""


class LedgerError(Exception):
    """Something of a ledger was refused; the words say what and what to do."""


class Malformed(LedgerError):
    """Text or bytes that are not of the form they should have."""


class NotCanonical(Malformed):
    """A value, or its bytes, outside the canonical form. ``where`` is the way to it: keys and indexes from the outside in."""

    def __init__(self, why: str, where: tuple[str | int, ...] = ()) -> None:
        self.why, self.where = why, where
        super().__init__(why, where)

    def __str__(self) -> str:
        way = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.where).removeprefix(".")
        return f"{way}: {self.why}" if way else self.why


class BadSignature(LedgerError):
    """A signature that should hold does not, or there is none from a key that is known."""


class BadProof(LedgerError):
    """A proof that does not lead to the root, or that cannot exist."""


class Fork(LedgerError):
    """Two histories: what is offered is not an extension of what was signed before."""


class Behind(LedgerError):
    """What is offered is older than what was signed before. ``known``: the size that was signed."""

    def __init__(self, why: str, known: int) -> None:
        self.known = known
        super().__init__(why)


class StoreFault(LedgerError):
    """The store could not do what it was asked; nothing of it has been acknowledged."""


class Full(StoreFault):
    """No space left."""


class Busy(StoreFault):
    """Another process writes here; a log has one writer."""


class Damaged(StoreFault):
    """What is stored is not what was written, or less than was signed. Nothing is repaired in silence."""
