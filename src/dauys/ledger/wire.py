"""A witness over HTTP: ``POST /add-checkpoint``, the body and the statuses of C2SP tlog-witness.

For one's own machine or network; a public witness stands behind a web server that does TLS and limits.
"""

import http.client
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from dauys.ledger.checkpoint import parse_decimal
from dauys.ledger.errors import LedgerError, Malformed
from dauys.ledger.keys import encode_base64
from dauys.ledger.note import Note
from dauys.ledger.proof import parse_hashes
from dauys.ledger.witness import Cosigner, Refusal

LARGEST_BODY = 256 * 1024
"""Bytes: 63 hashes and a note with a hundred signatures need a tenth of it."""

PATIENCE = 10.0
"""Seconds that either side waits for the other."""

_SIZE = "text/x.tlog.size"


class Unreachable(LedgerError):
    """The witness did not answer, or not as a witness does."""


def request(old_size: int, proof: Sequence[bytes], note: Note) -> bytes:
    """The body of a request."""
    return "\n".join((f"old {old_size}", *map(encode_base64, proof), "", str(note))).encode()


def parse_request(body: bytes) -> tuple[int, tuple[bytes, ...], Note]:
    """Old size, proof and note; raises Malformed."""
    head, blank, note = body.partition(b"\n\n")
    try:
        first, *lines = head.decode().split("\n")
    except UnicodeDecodeError:
        raise Malformed("a request is text in UTF-8") from None
    if not blank or not first.startswith("old "):
        raise Malformed("a request is a line 'old N', a proof, a blank line and a checkpoint")
    return parse_decimal(first.removeprefix("old ")), parse_hashes(lines), Note.parse(note)


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness on this machine; port 0 takes a free one, and ``url`` says which. End it as any socketserver."""

    daemon_threads = True

    def __init__(self, witness: Cosigner, port: int = 0, host: str = "127.0.0.1") -> None:
        self.witness = witness  # shared by the threads of this server; it does its own locking
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        return f"http://{self.server_name}:{self.server_port}"

    def server_bind(self) -> None:
        """As in the base class's base, without asking a name server who we are."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    """One connection; owned by its thread."""

    protocol_version = "HTTP/1.1"  # connections are kept
    timeout = PATIENCE
    server: WitnessServer

    def do_POST(self) -> None:
        """Answer ``/add-checkpoint``; every other path is unknown."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= LARGEST_BODY):
            self._answer(413, f"a request states its length, at most {LARGEST_BODY} bytes\n")
            self.close_connection = True  # what follows was not read
            return
        body = self.rfile.read(int(length))
        if self.path != "/add-checkpoint":
            self._answer(404, "POST to /add-checkpoint\n")
            return
        try:
            self._answer(200, self.server.witness.add_checkpoint(*parse_request(body)))
        except Refusal as refusal:
            known = refusal.status == 409 and refusal.known is not None
            self._answer(refusal.status, f"{refusal.known if known else refusal.why}\n", _SIZE if known else "text/plain")
        except Malformed as fault:
            self._answer(400, f"{fault}\n")
        except LedgerError as fault:  # our own disk: the log may try again
            self._answer(500, f"{fault}\n")

    def _answer(self, status: int, text: str, kind: str = "text/plain") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind if kind == _SIZE else f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what a witness has to say is in its memory."""


class RemoteWitness:
    """A witness at an ``http`` or ``https`` address. Keeps nothing; every request is a connection of its own."""

    def __init__(self, url: str) -> None:
        try:
            self._url = urlsplit(url.rstrip("/"))
            self._port = self._url.port
        except ValueError:
            raise Malformed(f"not an address: {url[:80]!r}") from None
        if self._url.scheme not in ("http", "https") or not self._url.hostname:
            raise Malformed(f"the address of a witness begins with http:// or https://: {url[:80]!r}")

    def add_checkpoint(self, old_size: int, proof: Sequence[bytes], note: Note) -> str:
        """Raises Refusal as the witness does, or Unreachable."""
        status, kind, answer = self._post(request(old_size, proof, note))
        if status == 200:
            return answer
        known = parse_decimal(answer.removesuffix("\n")) if status == 409 and kind == _SIZE else None
        raise Refusal(status, f"cosigned last was size {known}" if known is not None else answer.strip()[:500], known)

    def _post(self, body: bytes) -> tuple[int, str, str]:
        where = self._url.hostname or ""
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(where, self._port, timeout=PATIENCE)
        try:
            connection.request("POST", f"{self._url.path}/add-checkpoint", body)
            response = connection.getresponse()
            answer = response.read(LARGEST_BODY + 1)
            if len(answer) > LARGEST_BODY:
                raise Unreachable(f"{where}: the answer is too long for a witness's")
            return response.status, response.getheader("Content-Type", ""), answer.decode()
        except (OSError, http.client.HTTPException, UnicodeDecodeError) as fault:
            raise Unreachable(f"{where}: no answer of a witness ({fault})") from fault
        finally:
            connection.close()
