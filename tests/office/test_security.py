"""The wire and the doors: settings of a live office, headers, cookies, forged forms, guessing, no secret in the repository."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client, override_settings
from django_otp.plugins.otp_totp.models import TOTPDevice
from house import PASSWORD, Somebody

import dauys
from dauys.formats import station_package
from dauys.office.house import uploads
from dauys.office.papers import looking, sending
from dauys.office.setting_up import uploads as definitions

SOURCE = Path(dauys.__file__).parent
TEMPLATES = sorted((SOURCE / "office").rglob("*.html"))
REPOSITORY = Path(__file__).parents[2]


def live(code, tmp_path):
    """Run in an office that is live: with nothing in the environment that says otherwise."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DAUYS_", "DJANGO_"))}
    environment |= {"DAUYS_OFFICE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dauys.office.settings"}
    return subprocess.run([sys.executable, *code], env=environment, capture_output=True, text=True, timeout=120, check=False)


# ---- settings and headers --------------------------------------------------------------------------------------------------


def test_djangos_own_check_of_a_live_office_finds_nothing(tmp_path):
    told = live(["-m", "django", "check", "--deploy", "--fail-level", "DEBUG"], tmp_path)
    assert told.returncode == 0, told.stderr
    assert "no issues" in told.stdout + told.stderr


def test_a_live_office_speaks_https_alone(tmp_path):
    told = live(["-c", (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "from django.core.management import call_command\n"
        "from django.test import Client\n"
        "call_command('migrate', verbosity=0)\n"
        "plain = Client(headers={'host': 'localhost'}).get('/in/')\n"
        "safe = Client(headers={'host': 'localhost'}).get('/in/', secure=True)\n"
        "print(plain.status_code, plain.url)\n"
        "print(safe.status_code, safe.headers['Strict-Transport-Security'])\n"
        "print(safe.cookies['__Host-csrftoken'].OutputString())\n"
        "told = Client(headers={'host': 'localhost'}).post('/language/en/', {'back': '/'}, secure=True)\n"
        "print(told.cookies['__Host-language'].OutputString())\n"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN)\n"
        "print(s.DEBUG, s.ALLOWED_HOSTS)\n"
    )], tmp_path)  # fmt: skip
    assert told.returncode == 0, told.stderr
    plain, safe, *cookies, session, last = told.stdout.splitlines()
    assert plain == "301 https://localhost/in/"
    assert safe == "200 max-age=31536000; includeSubDomains; preload"
    for cookie in cookies:  # RFC 6265bis §4.1.3.2: a name that begins so is taken with Secure, Path=/ and no Domain alone
        assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/")), cookie
        assert "Domain" not in cookie
    assert session == "__Host-sessionid True / None"
    assert last == "False ['127.0.0.1', 'localhost']"


POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; font-src 'self'"
)


def test_headers_of_every_answer(house):
    chair = house.somebody("central", "chair")
    for browser, address in ((Client(), "/in/"), (chair.browser, "/c/central/"), (chair.browser, "/c/nowhere/")):
        told = browser.get(address).headers
        assert told["Content-Security-Policy"] == POLICY
        assert told["X-Frame-Options"] == "DENY"
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Referrer-Policy"] == told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in chair.browser.get("/c/central/").headers["Cache-Control"]


def test_what_comes_past_the_views_has_the_policy_too(house):
    """A script, a redirect to HTTPS, and a host that is not this one are answered before any view."""
    with override_settings(SECURE_SSL_REDIRECT=True):
        told = [Client().get("/in/")]
    told += [Client().get("/static/office/entry.js"), Client(headers={"host": "evil.example"}).get("/in/")]
    told[1].close()  # a file
    assert [one.status_code for one in told] == [301, 200, 400]
    assert [one.headers["Content-Security-Policy"] for one in told] == [POLICY] * 3


def test_every_text_says_how_it_is_written(house):
    addresses = ("/in/", "/health/", "/static/office/entry.js", "/static/office/office.css", "/no/such/page/")
    for address in addresses:
        answer = Client().get(address)
        answer.close()
        told = answer.headers["Content-Type"].replace('"', "")
        assert told.startswith("text/"), address
        assert told.endswith("; charset=utf-8"), address
    assert Client().get("/api/openapi.json").headers["Content-Type"] == "application/json"  # RFC 8259: UTF-8, always


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house):
    browser = house.somebody("central", "chair").browser
    browser.get("/c/central/")
    browser.post("/language/en/", {"back": "/"})
    assert {"sessionid", "csrftoken", "language"} <= browser.cookies.keys()
    for name in ("sessionid", "csrftoken", "language"):
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] == "Strict", name
    assert not browser.cookies["sessionid"]["max-age"]  # gone with the browser


def test_what_was_done_is_told_once_by_a_cookie_out_of_reach_that_goes_with_the_page(house):
    chair, gone = house.somebody("central", "chair"), house.somebody("central", "member")
    chair.post(f"/c/central/people/end/{gone.person.memberships.get().pk}/")
    said = chair.browser.cookies["said"]
    assert (said["httponly"], said["samesite"], said["max-age"]) == (True, "Strict", "")
    told = [chair.browser.get("/c/central/people/").content.decode().count('class="done"') for _ in range(2)]
    assert told == [1, 0]
    assert not chair.browser.cookies["said"].value


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style(path):
    text = path.read_text("utf-8")
    inline = r"<script(?![^>]*\ssrc=)|<style|\sstyle=|<\w[^>]*\son[a-z]+=|javascript:|<iframe|<object|<embed"
    assert not re.findall(inline, text, re.I)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text), "a file of somebody else"
    assert "|safe" not in text
    assert "autoescape" not in text
    get_template(str(path).partition("/jinja2/")[2])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_has_its_token(path):
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text("utf-8"), re.S | re.I):
        assert "{{ csrf_input }}" in form


# ---- forged requests -------------------------------------------------------------------------------------------------------


def test_a_post_without_the_token_of_the_page_does_nothing(house):
    chair = house.somebody("central", "chair")
    forger = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    forger.cookies = chair.browser.cookies
    for address in ("/in/", "/out/", "/language/en/", "/second-factor/", "/second-factor/challenge/", "/me/password/",
                    "/c/central/people/invite/", "/c/central/setting-up/freeze/", "/c/central/approve/"):  # fmt: skip
        answer = forger.post(address)
        assert answer.status_code == 403, address
        assert "did not come from a page of this office" in answer.content.decode()
    chair.get("/me/")


def test_no_view_is_excused_from_tokens():
    """A machine signs in with a token of its own and no cookie; an upload looks for the token once it knows the size."""
    excused = {}
    for path in (SOURCE / "office").rglob("*.py"):
        text = path.read_text("utf-8")
        if found := re.findall(r"@csrf_exempt|csrf=False", text):
            excused[path.relative_to(SOURCE / "office").parts[0]] = (len(found), len(re.findall(r"@csrf_protect", text)))
    excused.pop("machines", None)
    assert excused.keys() <= {"papers"}
    assert all(without == again for without, again in excused.values())


@pytest.mark.parametrize("back", [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "///evil.example",
    "javascript:alert(1)", "\t//evil.example", "http:evil.example",
])  # fmt: skip
def test_back_never_leads_out(back):
    assert Client().post("/language/en/", {"back": back}).url == "/"


def test_back_leads_back():
    assert Client().post("/language/en/", {"back": "/c/central/?q=1"}).url == "/c/central/?q=1"
    assert Client().post("/language/xx/", {"back": "/"}).cookies.get("language") is None


def test_another_host_is_refused():
    assert Client(headers={"host": "evil.example"}).get("/in/").status_code == 400
    assert Client().get("/in/", headers={"x-forwarded-host": "evil.example"}).status_code == 200


def test_a_forwarded_scheme_counts_only_behind_a_proxy_that_was_named():
    assert settings.SECURE_PROXY_SSL_HEADER is None


@pytest.mark.parametrize(("address", "options"), [
    ("postgresql://office:word@db.example/office", {"sslmode": "verify-full"}),
    ("postgresql://office@192.0.2.7:5433/a?sslrootcert=/etc/ca.pem", {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}),
    ("postgresql://office@db.example/office?sslmode=require", {"sslmode": "require"}),  # somebody wants it so
    ("postgresql://office@127.0.0.1:5432/office", {}),
    ("postgresql://office@localhost/office", {}),
    ("postgresql://office@%2Fvar%2Frun%2Fpostgresql/office", {}),
    ("postgresql:///office", {}),
    ("postgresql://office@a.example,b.example/office?target_session_attrs=read-write",
     {"sslmode": "verify-full", "target_session_attrs": "read-write"}),
    ("postgresql://office@127.0.0.1:5432,b.example/office", {"sslmode": "verify-full"}),
    ("postgresql://office@127.0.0.1:5432,[::1]:5433/office", {}),
])  # fmt: skip
def test_a_database_elsewhere_shows_its_certificate(address, options):
    from dauys.office.settings import _database

    assert _database(address)["OPTIONS"] == options


def test_several_servers_are_all_named():
    from dauys.office.settings import _database

    told = _database("postgresql://office:a,b@one.example:5433,two.example,[::1]:5434/office?target_session_attrs=read-write")
    assert (told["HOST"], told["PORT"]) == ("one.example,two.example,::1", "5433,,5434")
    assert (told["USER"], told["PASSWORD"], told["NAME"]) == ("office", "a,b", "office")


# ---- large forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("enforced", [True, False])
@pytest.mark.parametrize("path", ["/in/", "/language/en/", "/c/central/machines/package/"])
def test_too_large_a_form_is_refused_before_it_is_read(house, path, enforced):
    """By whoever sends it: the token of the page stands in the form, so the form is read before anybody is asked who he is."""
    read = []

    class Body(BytesIO):
        def read(self, *_):
            read.append(self)
            return b""

    browser = Client(enforce_csrf_checks=True) if enforced else house.somebody("central", "chair").browser
    browser.get("/in/")  # the cookie of the token, without which nothing is read either
    form = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Body()}
    answer = browser.generic("POST", path, b"x", **form, CONTENT_LENGTH=str(uploads.LARGEST + 1))
    assert answer.status_code == 400
    assert not read
    browser.generic("POST", path, b"x", **form, CONTENT_LENGTH=str(uploads.LARGEST))
    assert read


def test_no_room_takes_more_than_a_form_may_hold():
    assert max(looking.BYTES, definitions.BYTES, station_package.LONGEST) + sending.AROUND <= uploads.LARGEST


# ---- guessing --------------------------------------------------------------------------------------------------------------


def sign_in(browser, login, password):
    return browser.post("/in/", {"login": login, "password": password}, headers={"accept-language": "en"})


def without_tokens(answer):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(house):
    house.somebody("central", "chair", "there")
    told = [sign_in(Client(), login, "wrong") for login in ("there", "ghost")]
    assert told[0].status_code == told[1].status_code == 422
    assert without_tokens(told[0]) == without_tokens(told[1]).replace("ghost", "there")


@pytest.mark.parametrize("login", ["there", "ghost"])
def test_after_five_wrong_passwords_even_the_right_one_waits(house, login):
    house.somebody("central", "chair", "there")
    told = [sign_in(Client(), login, "wrong").status_code for _ in range(6)]
    assert told[:4] == [422] * 4
    assert told[5] == 429
    assert sign_in(Client(), login, PASSWORD).status_code == 429


def test_after_wrong_codes_even_the_right_one_waits(house):
    chair = house.somebody("central", "chair")
    half = Somebody(chair.name)
    half.post("/in/", login=chair.name, password=PASSWORD)
    right = chair.code()
    for _ in range(3):
        half.post("/second-factor/", status=422, code="000000" if right != "000000" else "000001")
    assert TOTPDevice.objects.get(user=chair.person).throttling_failure_count == 1  # while it waits, nothing is even tried
    half.post("/second-factor/", status=422, code=right)
    assert half.browser.get("/me/").url == "/second-factor/"


def test_a_code_is_good_once(house):
    chair = house.somebody("central", "chair")
    code, browsers = chair.code(), [Somebody(chair.name), Somebody(chair.name)]
    for half in browsers:
        half.post("/in/", login=chair.name, password=PASSWORD)
    browsers[0].post("/second-factor/", code=code)
    browsers[1].post("/second-factor/", status=422, code=code)


def test_a_session_known_before_the_sign_in_is_not_the_one_after(house):
    chair = house.somebody("central", "chair")
    half, seen = Somebody(chair.name), []
    half.post("/in/", login=chair.name, password=PASSWORD)
    seen.append(half.browser.cookies["sessionid"].value)
    half.post("/second-factor/", code=chair.code())
    seen.append(half.browser.cookies["sessionid"].value)
    half.post("/in/", login=chair.name, password=PASSWORD)
    seen.append(half.browser.cookies["sessionid"].value)
    assert len(set(seen)) == 3
    assert half.browser.get("/me/").url == "/second-factor/"  # a new sign-in asks for the second factor anew
    planted = Somebody(chair.name)
    planted.browser.cookies["sessionid"] = "planted0planted0planted0planted0"
    planted.post("/in/", login=chair.name, password=PASSWORD)
    assert planted.browser.cookies["sessionid"].value != "planted0planted0planted0planted0"


@pytest.mark.parametrize(("password", "good"), [
    ("short", False), ("password1234", False), ("somebody-new", False), (PASSWORD, True), ("ұзақ әрі тыныш сөз", True),
])  # fmt: skip
def test_passwords_are_long_and_not_common(house, password, good):
    from dauys.office.people import inviting

    secret = inviting.invite("central", "member", "INVENTED new", None)
    answer = Client().post(f"/invitation/{secret}/", {"login": "somebody-new", "password": password, "again": password})
    assert answer.status_code == (302 if good else 422)


@override_settings(DEBUG=False)
def test_an_error_tells_nothing(house):
    told = Client().get("/no/such/page/")
    assert told.status_code == 404
    assert "Traceback" not in told.content.decode()
    assert "dauys.office" not in told.content.decode()


# ---- the repository --------------------------------------------------------------------------------------------------------

SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/=]{16}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abpr]-[A-Za-z0-9-]{10,}|\bsk_live_[A-Za-z0-9]{16,}|\bPRIVATE\+KEY\+[^\s\"']+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{30,}"
    r"|\b(?:SECRET_KEY|API_KEY|ACCESS_TOKEN)\s*=\s*[\"'][^\"'{}]{16,}[\"']|://[a-z]+:(?!password@)[^\s@/{}\"':]{6,}@[a-z0-9.-]+"
)
ALLOWED = {
    "tests/vectors/signed-note.json": "PRIVATE+KEY+PeterNeumann+c74f20a3+",  # published as an example with the format
}
IGNORED = (REPOSITORY / ".gitignore").read_text("utf-8").split()
SKIPPED = {".git/", "node_modules/", *(one for one in IGNORED if one.endswith("/"))}
"""Folders that are not the repository's: what was installed, and what `make run` has made, keys of its rehearsal among it."""
LARGEST = 2_000_000


def test_no_secret_lies_in_the_repository():
    found, looked = [], 0
    for folder, folders, files in os.walk(REPOSITORY):
        folders[:] = [one for one in folders if f"{one}/" not in SKIPPED]
        for file in (Path(folder) / name for name in files):
            if file.stat().st_size > LARGEST:
                continue
            looked += 1
            told = file.relative_to(REPOSITORY).as_posix()
            found += [
                f"{told}: {match[0][:40]}"
                for match in SECRET.finditer(file.read_text("utf-8", errors="ignore"))
                if not match[0].startswith(ALLOWED.get(told, "\0"))
            ]
    assert looked > 200
    assert not found


@pytest.mark.parametrize("text", [
    "-----BEGIN EC " + "PRIVATE KEY-----\nMHcCAQEEIIrYSSNQFaA2\n", "AKIA" + "ABCDEFGHIJKLMNOP", "ghp" + "_" + "a" * 36,
    "SECRET" + "_KEY = 'django-insecure-0123456789'",
])  # fmt: skip
def test_a_secret_would_be_found(text):
    assert SECRET.search(text)


def test_passwords_are_kept_by_argon2():
    """The tests make accounts by the hundred and hash faster; the office does not."""
    from dauys.office import settings as of_the_office

    assert of_the_office.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
