"""The second implementation as the publisher has it: asked about each snapshot, in a process that goes on beside it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dauys.acts import Record
from dauys.publish import second
from dauys.text import BadInput, Fault


@dataclass
class SecondProcess:
    """``verify.py`` in a process of its own, which works while the pages are made, and goes on from snapshot to snapshot."""

    _process: "subprocess.Popen[str] | None" = None

    @contextmanager
    def checking(self, bundle: Path, record: Record, since: Path | None, *, whole: bool) -> Iterator[Callable[[], None]]:
        """A bundle is checked, also as a continuation of the one before; what is given waits for the answer.

        It raises BadInput where the second implementation disagrees. If anything fails, the process begins anew next time.
        """
        process = self._process = self._process or self._started(bundle)
        assert process.stdin is not None
        asked = {"bundle": str(bundle), "key": str(record.keys.log), "since": since and str(since), "whole": whole}
        try:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            yield partial(_agreed, process)
        except BaseException:
            process.kill()
            self.end()
            raise

    @staticmethod
    def _started(bundle: Path) -> "subprocess.Popen[str]":
        """Our own interpreter, the file that was just written, and how it goes on."""
        command = [sys.executable, "-I", "-B", second.__file__, str(bundle / "verify.py")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, **pipes, encoding="utf-8")  # type: ignore[call-overload,no-any-return]  # noqa: S603

    def end(self) -> None:
        """Nothing more is asked."""
        if self._process is not None:
            with self._process:  # it waits for the end, which comes with that of what it is asked
                pass
            self._process = None


def _agreed(process: "subprocess.Popen[str]") -> None:
    """Wait for the answer. Raises BadInput where it is not that the bundle is right."""
    assert process.stdout is not None
    told: list[str] = []
    for line in process.stdout:
        told.append(line.rstrip("\n"))
        if told[-1] in ("agreed", "refused"):
            break
    if told[-1:] != ["agreed"]:
        faults = [line for line in told if line.startswith("FAIL")] or told[-1:] or ["no word"]
        cure = "look there before anything is shown: one of the two programs is wrong"
        raise BadInput(tuple(Fault("bundle", None, None, None, f"the second implementation disagrees: {line}", cure)
                             for line in faults[:20]))  # fmt: skip
