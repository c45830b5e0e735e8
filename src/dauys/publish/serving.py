"""Show a site in a browser on this machine. A public one is the same files behind any web server."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class _Files(SimpleHTTPRequestHandler):
    """Files of one folder, read only, with the headers that a public server should send too."""

    extensions_map = {  # noqa: RUF012  (the base class has it so)
        **SimpleHTTPRequestHandler.extensions_map,
        ".csv": "text/csv; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".py": "text/plain; charset=utf-8",
        ".parquet": "application/vnd.apache.parquet",
        ".tlog-proofs": "text/plain; charset=utf-8",
    }

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who read what is nobody's business."""


def server_of(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of a folder on this machine alone; port 0 takes a free one. Raises OSError where the port is taken."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Files, directory=str(folder)))
    server.daemon_threads = True
    return server
