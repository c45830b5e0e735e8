"""A real browser before a real server: Chromium of Debian, driven by Playwright, before the office of a test."""

import os
import shutil
import socket
import threading
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from PIL import Image

PICTURES = os.environ.get("DAUYS_PICTURES")
"""A folder to put pictures of the screens in, for the books; no pictures where it is not set."""

COLOURS = 64
"""Of a picture: text is as sharp as with all of them, and the file is a third."""

CHROMIUM = shutil.which("chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, *request):
        """A thread serves one request, and its connection to the database ends with it."""
        try:
            super().process_request_thread(*request)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Nothing: who tests reads the pages."""


@contextmanager
def serving(losing=frozenset()):
    """The address of a server for the office of this test, in a thread of this process.

    losing: addresses whose answers are lost: the office does what it is asked, and then the line breaks.
    """
    office = get_wsgi_application()

    def on_a_line(environ, start_response):
        answer = office(environ, start_response)
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] in losing:
            environ["wsgi.input"].raw._sock.shutdown(socket.SHUT_RDWR)
        return answer

    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(on_a_line)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def signed_in(context, address, somebody):
    """Give a browser the session of somebody who has signed in."""
    value = somebody.browser.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
    return context


def keep_picture(page, name, whole=True):
    """A page as a file for the books: the whole, on a screen as high as it, for what sticks to its end; or only the screen."""
    if PICTURES:
        view = page.viewport_size
        if whole:
            page.set_viewport_size({**view, "height": page.evaluate("document.documentElement.scrollHeight")})
        picture = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
        page.set_viewport_size(view)
        few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        few.save(Path(PICTURES) / f"{name}.png", optimize=True)
