"""Work shared among copies of this process, which have everything that it has computed and hand back what they made."""

import gc
import os
import pickle
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


def in_shares[T](number: int, work: Callable[[int], T]) -> list[T]:
    """What ``work`` makes of each share, 0 to ``number`` less one; the first is done by this process itself.

    A copy writes files and computes, and ends; it runs nothing else of this process. Raises what any of them raised, the first
    first; a copy that dies without a word is a RuntimeError.
    """
    gc.freeze()  # what is there is not looked through for garbage: in a copy every page of memory would become its own
    try:
        copies = [_copied(work, share) for share in range(1, number)]
        try:
            mine = work(0)
        except BaseException:
            for copy in copies:
                with suppress(BaseException):
                    _answer(*copy)
            raise
        answers = [_answer(*copy) for copy in copies]
    finally:
        gc.unfreeze()
    for _, raised in answers:
        if raised is not None:
            raise raised
    return [mine, *(made for made, _ in answers)]  # type: ignore[list-item]


def beside[T](work: Callable[[], T]) -> Callable[[], T]:
    """Work that a copy of this process does while this one goes on, with less claim to the processor.

    What is given waits for it, once: it gives what was made, or raises what was raised.
    """

    def quietly(_: int) -> T:
        os.nice(_NICE)
        gc.disable()  # else every page of memory would become its own
        return work()

    copy = _copied(quietly, 1)

    def made() -> T:
        answer, raised = _answer(*copy)
        if raised is not None:
            raise raised
        return answer  # type: ignore[return-value]

    return made


@contextmanager
def dealt(number: int) -> Iterator[Callable[[], Iterator[int]]]:
    """What gives the numbers from 0 on, each to one of the copies of this process, whichever asks first: none waits.

    number: at most 16,384, for they lie in a pipe, which holds 64 KB and from which nobody reads a part of a number.
    """
    reading, writing = os.pipe()
    with open(writing, "wb") as file:
        file.write(b"".join(one.to_bytes(_NUMBER) for one in range(number)))

    def mine() -> Iterator[int]:
        while told := os.read(reading, _NUMBER):
            yield int.from_bytes(told)

    try:
        yield mine
    finally:
        os.close(reading)


_NUMBER, _NICE = 4, 10


def _copied[T](work: Callable[[int], T], share: int) -> tuple[int, int]:
    """Number of the process, and where its answer is read."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that show progress are not in the copy, nor needed there
        process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.close(reading)
    try:
        try:
            told = pickle.dumps((work(share), None))
        except BaseException as error:
            told = pickle.dumps((None, error))
        with open(writing, "wb") as file:
            file.write(told)
    finally:
        os._exit(0)  # nothing that the process itself would do at its end


def _answer[T](process: int, reading: int) -> tuple[T | None, BaseException | None]:
    with open(reading, "rb") as file:
        told = file.read()
    os.waitpid(process, 0)
    if not told:
        return None, RuntimeError("a copy of this process has died")
    made, raised = pickle.loads(told)  # noqa: S301  (of our own copy)
    return made, raised
