"""A form that says it is larger than any form of the office may be is refused before a byte of it is read or kept.

Without this, whoever can reach the sign-in, and has no account, could fill the disk on which files of forms are put down.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 21 * 1024 * 1024
"""Bytes of a form with files. The rooms that take files have limits of their own below it, and say so in words."""


class Bounded(FileUploadHandler):
    """Stands before the handlers that keep files, and keeps none. Beyond the length that it told, no form is read anyway."""

    def handle_raw_input(self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:
        """Raise RequestDataTooBig, which is answered 400; or leave the form to the others."""
        if content_length > LARGEST:
            raise RequestDataTooBig("the form is larger than any of the office")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """To the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing is kept here."""
