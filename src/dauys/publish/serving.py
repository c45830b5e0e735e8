"""How the files of a site are sent: their types, headers and how long they may be kept; and a server for this machine alone.

A public site is the same files behind any web server. What that is to send stands in the tables here and nowhere else:
``deploy/nginx/site.conf`` says the same, as a test holds, and ``dauys mirror`` gives it to an object store.
"""

from collections.abc import Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""With every answer."""

EMBEDDED = "embed/"
"""What others may show on their pages: with every answer below this folder the policy lets them."""


def headers_of(path: str) -> Mapping[str, str]:
    """The headers of a file, by its path in a snapshot."""
    if not path.startswith(EMBEDDED):
        return HEADERS
    policy = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'self'", "frame-ancestors *")
    return {**HEADERS, "Content-Security-Policy": policy}


TYPES: Mapping[str, str] = {
    "atom": "application/atom+xml",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "note": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "py": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "tlog-proofs": "text/plain; charset=utf-8",
    "toml": "text/plain; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""By what a name ends with."""

UNKNOWN = "application/octet-stream"
"""The log's tiles and checkpoint, which are for programs, and papers, whose names are their hashes."""

CACHING: Mapping[str, str] = {
    "snapshots": "public, max-age=31536000, immutable",  # what is below a number never changes: a year
    "latest": "public, max-age=10",  # latest.json, by which a page learns that there is something new
    "shown": "public, max-age=60",  # all else behind ``current``; then the ETag is asked
}
"""How long a reader or a network in between may keep a file."""


def type_of(path: str) -> str:
    """The media type of a file, by its name."""
    return TYPES.get(PurePosixPath(path).suffix.removeprefix("."), UNKNOWN)


class _Files(SimpleHTTPRequestHandler):
    """Files of one folder, read only, with the headers that a public server should send too."""

    def guess_type(self, path: object) -> str:
        return type_of(str(path))

    def end_headers(self) -> None:
        for name, value in {**headers_of(self.path.lstrip("/")), "Cache-Control": "no-cache"}.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who read what is nobody's business."""


def server_of(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a folder on this machine alone; port 0 takes a free one. Raises OSError where the port is taken."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Files, directory=str(folder)))
    server.daemon_threads = True
    return server
