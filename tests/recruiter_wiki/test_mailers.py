"""EMAIL_URL becomes Django's setting, or stops the start with a sentence that holds no password."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

from recruiter_wiki.mailers import mailers

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://mail.example.org", {"port": 25}),
        ("smtp+tls://mail.example.org", {"port": 587, "use_tls": True}),
        ("smtp+ssl://mail.example.org:4650/", {"port": 4650, "use_ssl": True}),
        (
            "smtp+tls://a%40b:p%2Fw@mail.example.org:2525",
            {"port": 2525, "use_tls": True, "username": "a@b", "password": "p/w"},
        ),
    ],
)
def test_address_of_a_server(url: str, options: dict) -> None:
    expected = {"host": "mail.example.org", "timeout": 10} | options
    assert mailers(url) == {"default": {"BACKEND": SMTP, "OPTIONS": expected}}


def test_no_address_means_no_mails() -> None:
    assert mailers("") == {}


def test_console_prints_them_with_long_addresses_whole(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MAILERS = mailers("console:")
    link = "https://wiki.example.org/" + "x" * 200
    EmailMessage("A link", f"Open it:\n{link}", to=["ann@example.org"]).send()
    printed = capsys.readouterr().out
    assert "Mail to ann@example.org\nSubject: A link\n" in printed
    assert link in printed


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "smtp:mail",
        "smtp://",
        "http://u:hush-hush@h",
        "smtp://u:hush-hush@h:port",
        "smtp://h/x",
        "smtp://[h",
    ],
)
def test_wrong_address_is_refused_without_saying_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must read like") as problem:
        mailers(url)
    assert "hush" not in str(problem.value)
