"""The first paint of ten main public pages on a slow line: 400 kbit/s, 400 ms until the first byte, a processor 4 times slower.

    python bench/first_paint.py SITE [TIMES]

SITE is a folder that `dauys publish --site` has written. Needs Chromium and playwright. Each page is opened with an empty
cache, zipped as a web server sends it; the median of the times is printed, and the bytes that came over the line in all.
"""

import shutil
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

from dauys.publish.serving import HEADERS

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOWER, BUDGET = 4, 1500  # times; milliseconds


class Zipped(SimpleHTTPRequestHandler):
    """Files as nginx sends them with ``gzip_static``: the zipped one where it lies beside."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        zipped = path.with_name(f"{path.name}.gz")
        if not path.is_file():
            self.send_error(404)
            return
        data = (zipped if zipped.is_file() else path).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(data)))
        if zipped.is_file():
            self.send_header("Content-Encoding", "gzip")
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    """The median first paint of each page, and whether all keep to the budget."""
    shown, times = Path(sys.argv[1]) / "current", int(sys.argv[2]) if len(sys.argv) > 2 else 5
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Zipped, directory=str(shown)))
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        print(f"{'page':<28}{'first paint, ms':>16}{'least':>8}{'most':>8}{'bytes':>9}")
        worst = 0.0
        for page in pages(shown):
            found = [first_paint(browser, f"http://127.0.0.1:{server.server_address[1]}/{page}") for _ in range(times)]
            paints = [paint for paint, _ in found]
            worst = max(worst, median(paints))
            name = page.split("/", 2)[2].removesuffix(".html")
            print(f"{name:<28}{median(paints):>16.0f}{min(paints):>8.0f}{max(paints):>8.0f}{found[0][1]:>9,}")
    print(f"the slowest: {worst:.0f} ms; the budget: {BUDGET} ms")
    sys.exit(worst > BUDGET)


def pages(shown: Path) -> list[str]:
    """One of each main page, in Kazakh; of stations and places the first."""
    (root,) = shown.glob("kk/*")
    body = next(path.parent.name for path in sorted(root.glob("*/constituencies.html"), key=lambda path: len(path.parts[-2])))
    wanted = (f"{body}/index", f"{body}/seats", f"{body}/constituencies", f"{body}/0*", "place/*", "station/*", "turnout",
              "missing", "changes")  # fmt: skip
    found = [next(iter(sorted(root.glob(f"{page}.html")))) for page in ("index", *wanted)]
    return [path.relative_to(shown).as_posix() for path in found]


def first_paint(browser: Browser, address: str) -> tuple[float, int]:
    """Milliseconds from the request until something of the page is seen, and the bytes of the page with all that it has."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    got: list[float] = []
    line.on("Network.loadingFinished", lambda event: got.append(event["encodedDataLength"]))
    page.goto(address, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return float(paint), round(sum(got))


if __name__ == "__main__":
    main()
