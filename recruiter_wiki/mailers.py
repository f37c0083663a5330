"""EMAIL_URL -> Django's setting for mails."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECURITY: dict[str, dict[str, Any]] = {
    "smtp": {},
    "smtp+tls": {"use_tls": True},
    "smtp+ssl": {"use_ssl": True},
}
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
WRONG = (
    "EMAIL_URL must read like smtp+tls://name:password@mail.example.org:587 (or smtp://, smtp+ssl://),"
    " or be console: to print mails, or be left out."
)


def mailers(url: str) -> dict[str, dict[str, Any]]:
    """Return MAILERS for an address; nothing for none, as then nothing is mailed. No message holds the password."""
    if not url:
        return {}
    if url == "console:":
        return {"default": {"BACKEND": "recruiter_wiki.console_mail.EmailBackend"}}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(WRONG) from None
    if parts.scheme not in SECURITY or not parts.hostname or parts.path not in {"", "/"}:
        raise ImproperlyConfigured(WRONG)
    options = {"host": parts.hostname, "port": port or PORTS[parts.scheme], "timeout": 10}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": options | SECURITY[parts.scheme],
        }
    }
