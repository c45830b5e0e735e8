"""Two clerks at real screens: they sign in over HTTP with password and code, and type papers as a browser would send them.

They know the addresses and figures that they are given, and nothing else of the office.
"""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LOOKED = re.compile(r'name="looked at" value="([^"]*)"')
FIELDS = re.compile(r'name="([^"]+)"[^>]*? data-line=')


class NotAsExpected(Exception):
    """A page answered otherwise than a clerk expects: which, and how."""


@dataclass
class Clerk:
    """One person at a browser without script: keeps cookies and the token of forms."""

    host: str
    port: int
    _cookies: dict[str, str] = field(default_factory=dict)
    _token: str = ""

    def sign_in(self, login: str, password: str, code: str) -> None:
        """With password and code. Raises NotAsExpected."""
        self._get("/in/")
        self._post("/in/", {"login": login, "password": password}, 302)
        self._get("/second-factor/")  # with another token: the one before the sign-in is no more
        self._post("/second-factor/", {"code": code}, 302)

    def types(self, commission: str, station: str, contest: str, figures: Mapping[str, str]) -> None:
        """A paper typed as it is, past what the page minds on it. Raises NotAsExpected."""
        address = f"/c/{quote(commission)}/p/{quote(station)}/{quote(contest)}/enter/"
        page = self._get(address)
        told = {name: figures.get(name, "") for name in map(unescape, FIELDS.findall(page))}
        status, page = self._post(address, told)
        if status == 422 and (looked := LOOKED.search(page)) is not None:
            status, page = self._post(address, {**told, "looked at": looked[1]})
        if status != 302:
            raise NotAsExpected(f"{address}: {status}")

    def _get(self, address: str) -> str:
        status, page = self._ask("GET", address)
        if status != 200:
            raise NotAsExpected(f"{address}: {status}")
        return page

    def _post(self, address: str, told: Mapping[str, str], expected: int | None = None) -> tuple[int, str]:
        status, page = self._ask("POST", address, urlencode({"csrfmiddlewaretoken": self._token, **told}))
        if expected not in (None, status):
            raise NotAsExpected(f"{address}: {status}")
        return status, page

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Accept-Language": "en", "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            line.request(method, address, body, headers)
            answer = line.getresponse()
            page = answer.read().decode("utf-8", "replace")
        finally:
            line.close()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        if found := TOKEN.search(page):
            self._token = found[1]
        return answer.status, page
