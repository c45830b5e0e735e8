"""A bundle in somebody's hands who changes it: what anybody can change, and what an insider can make to fit again."""

# mypy: allow-untyped-defs, allow-incomplete-defs, allow-untyped-calls
# ruff: noqa: S608  (figures that a drill itself has written)

import base64
import csv
import io
import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import duckdb

from dauys.demo.tampering.eventful import LOG, NOON, PUBLISHER, WITNESSES
from dauys.ledger import Checkpoint, Note, Receipt, Tree, canonical, inclusion_proof, leaf_hash
from dauys.ledger.tiles import files, parse_bundle, tiles

FIRST = b"c2sp.org/tlog-proof@v1\n"


class Hands:
    """A copy of a bundle, and everything that can be done to it. Files are replaced, never written into: they are shared."""

    older: Path  # an older snapshot of the same election, for who puts it over the new one

    def __init__(self, bundle: Path, folder: Path):
        self.folder = folder
        shutil.copytree(bundle, folder, copy_function=os.link)

    # ---- anybody

    def read(self, path):
        return (self.folder / path).read_bytes()

    def write(self, path, data):
        (self.folder / path).unlink(missing_ok=True)
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def remove(self, path):
        (self.folder / path).unlink()

    def replace(self, path, old, new):
        """Change the one place where the old bytes stand."""
        data = self.read(path)
        assert data.count(old) == 1, f"{path}: {data.count(old)} times {old!r}"
        self.write(path, data.replace(old, new))

    def json(self, path, change):
        value = json.loads(self.read(path))
        change(value)
        compact = path == "manifest.json" or path.startswith("definition/")
        self.write(path, canonical(value) if compact else json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")

    def table(self, path, change):
        """Change the rows of a CSV file; the first is the heading."""
        rows = list(csv.reader(io.StringIO(self.read(path).decode(), newline="")))
        rows = change(rows) or rows
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.write(path, text.getvalue().encode())

    def cell(self, path, row, column, change):
        """Change one cell. row: what stands in it, by column. change: the new text, or what a number is raised by."""

        def changed(rows):
            at = rows[0].index(column)
            (found,) = (one for one in rows if row.items() <= dict(zip(rows[0], one, strict=True)).items())
            old = found[at]
            found[at] = change if isinstance(change, str) else str(int(old) + change)
            assert found[at] != old

        self.table(path, changed)

    # ---- the publisher

    def sign_manifest(self, key=PUBLISHER, **changes):
        """Make the manifest fit the files, and sign it. changes: what it says instead of the truth."""
        files_ = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        manifest = json.loads(self.read("manifest.json")) | changes
        manifest["files"] = [
            {"path": path, "size": len(self.read(path)), "sha256": sha256(self.read(path)).hexdigest()}
            for path in sorted(files_, key=str.encode)
            if path not in ("manifest.json", "manifest.note")
        ]
        data = canonical(manifest)
        text = f"dauys bundle/v1\n{manifest['origin']}\n{manifest['snapshot']}\n{sha256(data).hexdigest()}\n"
        self.write("manifest.json", data)
        self.write("manifest.note", bytes(Note(text, (key.sign(text),))))

    def parquet(self, change):
        """Write the Parquet file anew after an SQL statement on the table ``figures``."""
        path, new = self.folder / "protocols.parquet", self.folder / "new.parquet"
        with duckdb.connect() as database:
            database.execute(f"create table figures as select * from '{path}'")
            database.execute(change)
            database.execute(f"copy figures to '{new}' (format parquet, compression uncompressed)")
        data = new.read_bytes()
        new.unlink()
        self.write("protocols.parquet", data)

    # ---- whoever has the key of the log

    def entries(self):
        size = Note.parse(self.read("checkpoint")).text.split("\n")[1]
        found = []
        for tile in tiles(int(size)):
            if tile.level is None:
                found += parse_bundle(self.read(tile.path), tile.width)
        return [json.loads(entry) for entry in found]

    def sign_log(self, entries, key=LOG, cosigned=True):
        """A log of other entries, with its own receipts: signed, and seen by a witness who kept no older one."""
        raw = [entry if isinstance(entry, bytes) else canonical(entry) for entry in entries]
        tree = Tree(leaf_hash(entry) for entry in raw)
        shutil.rmtree(self.folder / "tile")
        for path, data in files(len(raw), tree, lambda start, stop: raw[start:stop]):
            self.write(path, data)
        note = Checkpoint(key.public.name, len(raw), tree.root()).signed(key)
        if cosigned:
            note = note.with_signatures([WITNESSES[0].sign(note.text, NOON)])
        self.write("checkpoint", bytes(note))
        for file in sorted(self.folder.glob("proofs/*")):
            indexes = [Receipt.parse(FIRST + one).index for one in file.read_bytes().split(FIRST)[1:]]
            made = (Receipt(index, inclusion_proof(index, len(raw), tree), note) for index in indexes if index < len(raw))
            self.write(f"proofs/{file.name}", b"".join(map(bytes, made)))

    def act(self, entries, kind, **fields):
        """The one act of a kind with these fields, to be changed in its place."""
        (found,) = (entry for entry in entries if entry["act"] == kind and fields.items() <= entry.items())
        return found


def silenced(act):
    """Something harmless stands in place of an act, so that nothing after it moves."""
    kept = {key: act[key] for key in ("at", "commission", "author")}
    act.clear()
    act.update(act="system held", reason="INVENTED", **kept)


def flipped(data: bytes, at: int) -> bytes:
    """One bit of one byte is another."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def base64_flipped(text: bytes, at: int) -> bytes:
    """Base64 of bytes of which one has another bit, written rightly."""
    return base64.b64encode(flipped(base64.b64decode(text), at))
