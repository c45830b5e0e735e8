"""The guided tour of ``docs/tour.md``, step by step as it stands there: the command at a terminal, five people at a browser.

The pictures of the page are taken here (``DAUYS_PICTURES``). All INVENTED.
"""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from browsing import CHROMIUM, keep_picture
from test_browser import chromium  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.drill, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install the package chromium")]

SCREEN = {"width": 1280, "height": 800}
TOUR = Path(__file__).parents[2] / "docs/tour.md"
LINE = re.compile(r"  (\w+) +([a-z]{4}(?:-[a-z]{4}){3}) .*?(http://\S+)")


class Terminal:
    """``dauys rehearse`` with somebody at the keyboard."""

    def __init__(self, folder):
        ours, theirs = pty.openpty()
        self.file, self.said = ours, ""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS", "DJANGO"))}
        command = [sys.executable, "-c", "from dauys.cli import main; main()", "rehearse", str(folder), "--stations", "80"]
        self.process = subprocess.Popen(
            [*command, "--minutes", "2"], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**environment, "TERM": "xterm", "COLUMNS": "200"},
        )  # fmt: skip
        os.close(theirs)
        threading.Thread(target=self._reads, daemon=True).start()  # a terminal shows whatever comes

    def hears(self, words, seconds=300):
        """Wait until it says this."""
        start, until = len(self.said) if words not in self.said else 0, time.monotonic() + seconds
        while words not in self.said[start:]:
            assert time.monotonic() < until, self.said[-3000:]
            time.sleep(0.2)
        return self.said

    def _reads(self):
        with suppress(OSError):  # it has ended
            while told := os.read(self.file, 65536):
                self.said += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told.decode("utf-8", "replace"))

    def code(self, login):
        """The code of somebody: the key c."""
        before, until = len(self.said), time.monotonic() + 60
        os.write(self.file, b"c")
        while not (found := re.search(rf"\b{login} (\d{{6}})", self.said[before:])):
            assert time.monotonic() < until, self.said[before - 2000 :]
            time.sleep(0.2)
        return found[1]

    def people(self):
        return {login: (password, address) for login, password, address in LINE.findall(self.said.replace("\r", ""))}

    def ends(self):
        self.process.send_signal(signal.SIGINT)  # Ctrl-C, which a terminal of its own would send
        return self.process.wait(60)


class Person:
    """One of the people at a browser of his own."""

    def __init__(self, browser, terminal, login):
        self.page = browser.new_context(viewport=SCREEN, locale="en").new_page()
        self.login, self.terminal = login, terminal
        password, self.address = terminal.people()[login]
        self.page.goto(self.address)  # which leads to the sign-in
        self.page.fill('[name="login"]', login)
        self.page.fill('[name="password"]', password)
        self.presses("Sign in")
        self.used = terminal.code(login)
        self.page.fill('[name="code"]', self.used)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state()
        self.page.goto(self.address)

    def presses(self, words):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()

    def types(self, paper):
        for name, text in paper.items():
            self.page.fill(f'[name="{name}"]', text)

    def fresh_code(self):
        """A code is good once: the next one comes within half a minute."""
        while (code := self.terminal.code(self.login)) == self.used:
            time.sleep(1)
        return code

    def keeps(self, name):
        keep_picture(self.page, f"tour-{name}")


def paper_of(folder, page):
    """The first of the papers that are left, as its fields are called."""
    text = (Path(folder) / "INVENTED-papers.txt").read_text("utf-8").split("\n\n")[0]
    numbers = [re.match(r"  .{10}\s*(\d*)   ", line)[1] for line in text.splitlines()[1:]]
    names = page.eval_on_selector_all("input[data-line]", "all => all.map(one => one.name)")
    return dict(zip(names, numbers, strict=True))


def assert_as_told(folder):
    """What the tour ends with, as it stands there: the bundle holds; with one digit changed it does not."""
    *_, holds, changed = re.findall(r"```text\n(.*?)```", TOUR.read_text("utf-8"), re.DOTALL)
    here = {"out/rehearsal": str(folder), "out/copy": str(folder / "copy"), "python3": sys.executable}
    ends = []
    for told in (holds, changed):
        for ours, mine in here.items():
            told = told.replace(ours, mine)
        ends.append(subprocess.run(["sh", "-c", told], capture_output=True, text=True, check=False))
    assert ends[0].returncode == 0, ends[0].stderr
    assert ends[1].returncode == 1, ends[1].stderr
    assert re.search(r"sed .*/copy/(\S+)", changed)[1] in ends[1].stdout


def test_the_tour(chromium, tmp_path):  # noqa: F811
    folder = tmp_path / "rehearsal"
    terminal = Terminal(folder)
    try:
        terminal.hears("is done: stations opened")
        terminal.hears("first figures")
        precinct = Person(chromium, terminal, "precinct")
        precinct.keeps("1-precinct")
        assert "INVENTED" in precinct.page.inner_text("body")

        typist = Person(chromium, terminal, "typist")
        paper = paper_of(folder, typist.page)
        typist.types({**paper, "V": str(int(paper["V"]) + 1)})
        typist.presses("Finish the entry")
        assert typist.page.locator("#faults").is_visible()
        typist.keeps("2-caught")
        typist.types({"V": paper["V"]})
        typist.page.locator(".foot button").first.click()
        typist.page.wait_for_load_state()

        second = Person(chromium, terminal, "second")
        one, other = [name for name in paper if name.startswith("P.")][:2]
        second.types({**paper, one: paper[other], other: paper[one]})
        second.page.locator(".foot button").first.click()
        second.page.wait_for_load_state()
        second.keeps("3-differ")

        approver = Person(chromium, terminal, "approver")
        rows = [field.get_attribute("name") for field in approver.page.locator("input[data-line]").all()]
        assert rows == [one, other]
        approver.keeps("3-third")
        approver.types({name: paper[name] for name in rows})
        approver.page.locator(".foot button").first.click()
        approver.page.wait_for_load_state()

        chair = Person(chromium, terminal, "chair")
        chair.keeps("4-approve")
        chair.page.fill('[name="code"]', chair.fresh_code())
        chair.presses("Approve")
        assert chair.page.locator("p.done").count() == 1

        central = Person(chromium, terminal, "central")
        central.keeps("5-central")
        terminal.hears("look on:")
        assert "exit code 0" in terminal.said
        assert "98 mandates are given" in terminal.said
        citizen = chromium.new_context(viewport=SCREEN, locale="en").new_page()
        citizen.goto(re.search(r"the public site: (http://\S+)", terminal.said)[1])
        region = typist.page.locator("nav a").nth(1).inner_text().rpartition(", ")[2]
        station = unquote(typist.address.split("/p/")[1].split("/")[0])
        links = citizen.locator("main")
        for link in (
            links.locator('a[hreflang="en"]'), links.get_by_role("link", name=region, exact=True),
            links.get_by_role("link", name=f"rayon 1, {region}"), links.get_by_role("link", name=station),
        ):  # fmt: skip
            with citizen.expect_navigation():
                link.first.click()
            assert "INVENTED" in citizen.inner_text("body")
        contest = unquote(typist.address.split("/p/")[1].split("/")[1])
        mine = citizen.locator(f'section[id="paper-{contest}"]')
        assert paper["V"] in mine.locator("td.n").all_text_contents()
        keep_picture(citizen, "tour-6-citizen", whole=False)
        assert_as_told(folder)
    finally:
        code = terminal.ends()
    assert code == 130
