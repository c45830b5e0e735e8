"""The folder of one office: its database, the record that it writes, and the keys. Nothing of it lies anywhere else."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

FOLDER, DATABASE = "DAUYS_OFFICE", "DAUYS_DATABASE"
"""Environment variables: the folder; and a database other than the SQLite file in it, ``postgresql://user:password@host/name``."""

VOTERS = "DAUYS_VOTERS"
"""Environment variable: a database of voters other than the SQLite file in the folder. Never the office's own."""

SITE = "DAUYS_SITE"
"""Environment variable: the address of the public site."""


@dataclass(frozen=True, slots=True)
class OfficeFolder:
    """Where things lie."""

    path: Path

    @classmethod
    def here(cls) -> "OfficeFolder":
        """The folder that the environment names. Raises KeyError without one: nothing is made where nobody asked for it."""
        return cls(Path(os.environ[FOLDER]).absolute())

    @property
    def record(self) -> Path:
        """The contract with the publisher: the frozen definition, the log, attachments."""
        return self.path / "record"

    @property
    def loading(self) -> Path:
        """A definition that was sent and waits to be taken: the files, and record and keys as they would be."""
        return self.path / "loading"

    @property
    def keys(self) -> Path:
        """Private keys, for their owner's eyes alone. A signer under a user of its own has them elsewhere."""
        return self.path / "keys"

    @property
    def signer(self) -> Path:
        """What the signer signed last; for a real election on another disk than the record."""
        return self.path / "signer"

    @property
    def uploads(self) -> Path:
        """Scans as they were taken; the record holds those that acts name."""
        return self.path / "uploads"

    @property
    def database(self) -> Path:
        return self.path / "office.sqlite3"

    @property
    def voters(self) -> Path:
        """Lists of voters: a database of their own, in no backup and no record."""
        return self.path / "voters.sqlite3"

    @property
    def voters_key(self) -> Path:
        """What personal data of voters are sealed with. Without it nobody reads them any more."""
        return self.path / "voters.key"

    @property
    def _secret(self) -> Path:
        return self.path / "secret"

    @property
    def is_begun(self) -> bool:
        """Whether an office was started here, with an election or without."""
        return self.record.is_dir() or self._secret.is_file()

    def secret(self) -> str:
        """The key of sessions and forms: made the first time, then kept."""
        file = self._secret
        if not file.is_file():
            self.path.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(50))
        return file.read_text("utf-8")
