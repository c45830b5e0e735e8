"""One person at a browser or a machine, over real HTTP: what is sent, what comes back, and how long it took."""

import http.client
import json
import re
import secrets
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

PASSWORD = "a long and quiet phrase 7"  # noqa: S105  (of people whom nobody is)
"""Of every invented person with whom nobody but a drill signs in."""

SILENT = 2.0
"""Seconds after which the server closes a line on which nobody speaks."""


@dataclass(frozen=True, slots=True)
class Member:
    """An invented person of a commission: name for the sign-in, secret of the second factor, token of the API."""

    login: str
    key: bytes
    token: str = ""
    password: str = PASSWORD


class Unanswered(Exception):
    """The office did not do what was asked, or did not say so: status (0 where the line was cut), and what came back."""

    def __init__(self, status: int, address: str, text: str) -> None:
        super().__init__(f"{address}: {status}: {text[-1500:]}")
        self.status = status


@dataclass
class Caller:
    """Keeps its connection, its cookies and how long each request took, in milliseconds by the name of a step."""

    port: int
    member: Member
    context: ssl.SSLContext | None = None  # where the office is asked over HTTPS
    cookies: dict[str, str] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = (
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            if self.context is None
            else http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.context)
        )
        self.csrf, self._asked = "", 0.0

    def ask(
        self, method: str, address: str, body: str | None = None, step: str = "", headers: Mapping[str, str] = {}
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask once. Raises Unanswered where no answer comes."""
        sent = {"Accept-Language": "en", **headers, "X-Forwarded-Proto": "https"}  # as the web server before an office says it
        host = f"127.0.0.1:{self.port}" if self.context is None else "127.0.0.1"
        sent["Referer"] = f"https://{host}/"  # as a browser does; a form without is refused
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        if began - self._asked > SILENT:
            self.line.close()
        self._asked = began
        try:
            self.line.request(method, address, body, sent)
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.line.close()
            raise Unanswered(0, address, f"{type(error).__name__} {error}") from None
        if step:
            self.took.setdefault(step, []).append((time.perf_counter() - began) * 1000)
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.csrf = found[1]
        return answer, text

    def get(self, address: str, step: str = "") -> str:
        """A page, wherever it leads. Raises Unanswered."""
        answer, text = self.ask("GET", address, step=step)
        if answer.status == 302:
            return self.get(answer.headers["Location"], step)
        if answer.status != 200:
            raise Unanswered(answer.status, address, text)
        return text

    def post(self, address: str, data: Mapping[str, Any], step: str = "") -> tuple[int, str]:
        """A form; the page that it leads to is fetched as well, as a step of its own."""
        body = urlencode({"csrfmiddlewaretoken": self.csrf, **data}, doseq=True)
        answer, text = self.ask("POST", address, body, step, {"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status == 302:
            return answer.status, self.get(answer.headers["Location"], f"page after {step}" if step else "")
        return answer.status, text

    def do(self, address: str, body: Any = None, step: str = "", key: str = "") -> Any:
        """A deed through the API; key: of an attempt that was not answered, to be made again. Raises Unanswered."""
        headers = {"Authorization": f"Bearer {self.member.token}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = key or secrets.token_hex(16)
        answer, text = self.ask("POST", address, json.dumps(body), step, headers)
        if answer.status != 200:
            raise Unanswered(answer.status, address, text)
        return json.loads(text)

    def read(self, address: str, step: str = "") -> Any:
        """What the API tells. Raises Unanswered."""
        answer, text = self.ask("GET", address, None, step, {"Authorization": f"Bearer {self.member.token}"})
        if answer.status != 200:
            raise Unanswered(answer.status, address, text)
        return json.loads(text)

    def code(self, shift: int = 0) -> str:
        """A code of the second factor, some steps of half a minute away."""
        from django_otp.oath import totp  # type: ignore[import-untyped]

        return f"{totp(self.member.key, t0=-30 * shift):06d}"

    def sign_in(self) -> None:
        """By password and code. Raises Unanswered."""
        self.get("/in/")
        self.post("/in/", {"login": self.member.login, "password": self.member.password})
        status, text = self.post("/second-factor/", {"code": self.code()})
        if status != 302:
            raise Unanswered(status, "/second-factor/", text)


def lines_of(page: str) -> list[str]:
    """The names of the fields for a paper's lines on its form, in their order."""
    return [unescape(name) for name in re.findall(r'name="([^"]+)"[^>]*? data-line=', page)]


def looked_at(page: str) -> str | None:
    """What a form asks back from who has looked at what does not hold and leaves it so; None where it asks nothing."""
    found = re.search(r'name="looked at" value="([^"]*)"', page)
    return found and found[1]


def until_answered(deed: Callable[[], Any], tries: int, wait: float) -> Any:
    """Do something again, some seconds after each time that the office could not, but not where it refuses it.

    Raises Unanswered with the last refusal or fault.
    """
    for left in reversed(range(tries)):
        try:
            return deed()
        except Unanswered as fault:
            if left == 0 or 0 < fault.status < 500:
                raise
            time.sleep(wait)
    return None


def page_of(commission: str, station: str, contest: str) -> str:
    """The address of a paper's page."""
    return f"/c/{quote(commission)}/p/{quote(station)}/{quote(contest)}/"
