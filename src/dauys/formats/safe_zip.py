"""What a zip of somebody else's making can raise when it is read with the standard library."""

import zipfile
import zlib
from lzma import LZMAError

UNREADABLE = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error, LZMAError)
"""Of damaged, locked or strangely packed files; what is not implemented is a RuntimeError."""
