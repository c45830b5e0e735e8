"""Settings of the office: one database (SQLite in its folder, or PostgreSQL by one variable), strict in everything else."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from dauys.office.folder import DATABASE, SITE, VOTERS, OfficeFolder
from dauys.office.serving import is_loopback

HERE = OfficeFolder.here()
LIVE = os.environ.get("DAUYS_INSECURE") != "yes"
"""Cookies and redirects ask for HTTPS, except where somebody says that this office listens on one machine alone."""

SECRET_KEY = HERE.secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DAUYS_HOSTS", "127.0.0.1,localhost" + ("" if LIVE else ",testserver")).split(",")
ROOT_URLCONF, WSGI_APPLICATION = "dauys.office.urls", "dauys.office.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles", "django_otp", "django_otp.plugins.otp_totp", "axes",
    "dauys.office.house", "dauys.office.journal", "dauys.office.people", "dauys.office.setting_up", "dauys.office.counting",
    "dauys.office.papers", "dauys.office.results", "dauys.office.machines", "dauys.office.reports",
    "dauys.office.voters", "dauys.office.station", "dauys.office.observing", "dauys.office.nominations",
]  # fmt: skip

MIDDLEWARE = [
    "django.middleware.csp.ContentSecurityPolicyMiddleware",  # first: on static files, redirects and refused hosts too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dauys.office.house.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dauys.office.house.middleware.PolicyMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [{
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "APP_DIRS": True,
    "OPTIONS": {"environment": "dauys.office.house.pages.environment", "context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages", "dauys.office.house.context.office",
    ]},
}]  # fmt: skip


def _voters(address: str | None) -> dict[str, Any]:
    """Lists of voters: never in a log of changes, which would keep the order of marks (``voters/tables.py``)."""
    told = _database(address)
    if not address:
        pragmas = "PRAGMA journal_mode=PERSIST; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        told["NAME"], told["OPTIONS"]["init_command"] = HERE.voters, f"{pragmas}PRAGMA temp_store=MEMORY;"
    elif address == os.environ.get(DATABASE):
        raise ImproperlyConfigured(f"{VOTERS} names the office's own database: lists of voters have one of their own")
    return told


def _database(address: str | None) -> dict[str, Any]:
    if not address:
        # FULL: an act that has a receipt survives a power cut. IMMEDIATE: who writes waits at the start, never in the middle.
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE.database, "CONN_MAX_AGE": None, "OPTIONS": options}
    told = urlsplit(address)
    # Several servers, with commas, as libpq has it: with ?target_session_attrs=read-write the one that takes writes is found.
    servers = [urlsplit(f"//{one}") for one in told.netloc.rpartition("@")[2].split(",")]
    hosts, asked = [unquote(one.hostname or "") for one in servers], dict(parse_qsl(told.query))
    if not all(host.startswith("/") or is_loopback(host) for host in hosts if host):
        asked.setdefault("sslmode", "verify-full")  # left to itself, libpq asks for no certificate, and goes on without TLS
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": told.path.lstrip("/"), "USER": unquote(told.username or ""),
        "PASSWORD": unquote(told.password or ""), "HOST": ",".join(hosts), "OPTIONS": asked,
        "PORT": ",".join(str(one.port or "") for one in servers),
        "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


def _site(address: str) -> str:
    """Where the public site is, to which reports of errors lead back; empty where nobody has said it."""
    told = urlsplit(address)
    if address and (told.scheme not in ("https", "http") or not told.hostname or told.query or told.fragment):
        raise ImproperlyConfigured(f"{SITE} is {address!r}: write the address of the public site, https://results.example")
    return address.rstrip("/")


DATABASES = {"default": _database(os.environ.get(DATABASE)), "voters": _voters(os.environ.get(VOTERS))}

# ---- people ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:in"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
]
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, 0.25  # wrong passwords; hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # as authenticate() is told it; by the model's own word nobody would be locked out
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "dauys.office.people.views.locked_out"
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_AGE, SESSION_SEEN_EVERY = 30 * 60, 60  # seconds without a request; how often a request is noted
SESSION_LONGEST = 12 * 60 * 60  # seconds from the sign-in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
OTP_TOTP_ISSUER = "dauys"
INVITATION_DAYS = 3

# ---- the wire ----------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = LIVE
HOST_ONLY = "__Host-" if LIVE else ""  # browsers take such a cookie from this host alone, over HTTPS, for no other
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_ONLY}sessionid", f"{HOST_ONLY}csrftoken"
LANGUAGE_COOKIE_NAME = f"{HOST_ONLY}language"  # kept in the browser alone, for people share machines and not languages
MESSAGE_STORAGE = "dauys.office.house.said.InCookie"
CSRF_FAILURE_VIEW = "dauys.office.people.views.forged"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if LIVE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = LIVE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("DAUYS_PROXY") == "yes" else None
PUBLIC_SITE = _site(os.environ.get(SITE, ""))
SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = "same-origin", "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE], "object-src": [CSP.NONE], "script-src": [CSP.SELF], "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF], "form-action": [CSP.SELF], "frame-ancestors": [CSP.NONE], "base-uri": [CSP.NONE],
    "font-src": [CSP.SELF],
}  # fmt: skip
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 2 * 1024 * 1024, 5_000
FILE_UPLOAD_HANDLERS = [
    "dauys.office.house.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler", "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]  # fmt: skip

# ---- words -------------------------------------------------------------------------------------------------------------

USE_I18N, USE_TZ, TIME_ZONE = True, True, "Asia/Almaty"
LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # the few files of the office are served from the package, nothing has to be collected
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

LOGGING = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "dauys.office.house.log_lines.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}  # fmt: skip
