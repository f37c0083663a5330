"""Log lines: one JSON object each in production, with the number of the request and nothing that a person wrote."""

import json
import logging
import logging.config
import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.db import IntegrityError
from django.test import Client

from recruiter_wiki import views
from recruiter_wiki.logs import logging_settings, request_id
from tests.reading import text
from tests.recruiter_wiki.test_settings import start

SECRET = "Ms-Ada-Lovelace"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[dict]]]:
    """Return what gives the lines of the log so far, written as production writes them."""
    out = StringIO()
    known = logging_settings("json", "INFO")
    known["handlers"]["console"]["stream"] = out
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logging.config.dictConfig(known)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a reader whose home page fails with words of a person in the mistake."""

    def fail() -> None:
        typed = SECRET
        try:
            raise ValueError(f"cannot read {typed}")
        except ValueError as problem:
            raise IntegrityError(f"DETAIL: Key (name)=({typed}) exists") from problem

    monkeypatch.setattr(views.dashboard, "counts", fail)
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_line_of_a_failure_has_the_number_and_the_places_but_no_words(failing: Client, lines) -> None:
    answer = failing.get(f"/?q={SECRET}")
    assert answer.status_code == 500
    (line,) = [line for line in lines() if line["level"] == "ERROR"]
    assert line["request_id"] == answer["X-Request-ID"]
    assert (line["logger"], line["status"], line["message"]) == (
        "django.request",
        500,
        "Internal Server Error: /",
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    told = line["exception"]
    assert [part for part in told if ":" not in part] == [
        "django.db.utils.IntegrityError",
        "builtins.ValueError",
    ]
    assert any(part.endswith(" fail") for part in told)
    assert SECRET not in json.dumps(lines())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nowhere/?q=Ada", "/accounts/reset/MQ/abcdef-123456789/?a=Ada"])
def test_every_line_of_a_request_has_its_number(address: str, lines, client: Client) -> None:
    numbers = [client.get(address)["X-Request-ID"] for _ in range(2)]
    assert len(set(numbers)) == 2
    assert [line["request_id"] for line in lines() if line["logger"] == "django.request"] in (numbers, [])
    assert "Ada" not in json.dumps(lines())
    assert request_id.get() == ""


@pytest.mark.django_db
def test_answers_without_a_view_have_a_number_too(client: Client, page_memory, settings) -> None:
    kept = [client.get("/robots.txt")["X-Request-ID"] for _ in range(2)]
    assert kept[0] != kept[1]
    assert client.get("/", headers={"host": "evil.example"})["X-Request-ID"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/")["X-Request-ID"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-DEF_12345", True), ("short", False), ("x" * 65, False), ("a b c d e f g", False), ("abcdefgh\tERROR", False),
     ("<script>alert", False)],
)  # fmt: skip
def test_only_a_trusted_proxy_gives_the_number(client: Client, settings, given: str, taken: bool) -> None:
    settings.TRUSTED_PROXY = True
    assert (client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given) is taken
    settings.TRUSTED_PROXY = False
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_no_value_can_forge_a_line_or_show_what_stands_behind_an_address(lines) -> None:
    log = logging.getLogger("forged")
    log.warning('user %s\x1b[2J\u2028{"level": "ERROR"}', 'a\r\n{"level": "ERROR"}')
    log.warning("Referer checking failed - https://x.example/search/?q=Ada&next=/ does not match, /a?b=Ada")
    first, second = lines()
    assert first["message"] == 'user a {"level": "ERROR"} [2J {"level": "ERROR"}'
    assert second["message"] == "Referer checking failed - https://x.example/search/?… does not match, /a?…"


@pytest.mark.django_db
def test_what_is_typed_into_forms_is_in_no_line(client: Client, lines, settings) -> None:
    settings.LOGGING_CONFIG = None
    logging.getLogger().setLevel(logging.DEBUG)
    client.post("/decoder/", {"text": f"{SECRET} knows Django"})
    client.get(f"/search/?q={SECRET}")
    client.post("/accounts/login/", {"username": SECRET, "password": f"{SECRET}-1"})
    client.post("/report/", {"message": SECRET, "path": "/"})
    Client(enforce_csrf_checks=True).post(f"/report/?next={SECRET}", {"message": SECRET})
    assert lines()
    assert SECRET not in json.dumps(lines())


def test_form_of_lines_follows_the_environment() -> None:
    code = "import django; django.setup(); import logging; logging.getLogger('x').warning('hello')"
    assert json.loads(start(code).stdout)["message"] == "hello"
    assert start(code, LOG_FORMAT="lines").stderr.endswith("WARNING x - hello\n")


@pytest.mark.slow
def test_form_of_lines_that_is_none_stops_the_start() -> None:
    assert "LOG_FORMAT is 'xml': write json or lines." in start(LOG_FORMAT="xml").stderr
    assert "LOG_LEVEL is 'LOUD': write debug, info, warning" in start(LOG_LEVEL="loud").stderr


@pytest.mark.django_db
def test_page_of_a_failure_shows_the_number(failing: Client) -> None:
    answer = failing.get("/")
    assert f"<code>{answer['X-Request-ID']}</code>" in text(answer)
