"""A text of any length that a person may paste is answered by the site, not by gunicorn; the limit is still there."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from recruiter_wiki.management.commands.quickstart import listen, stop, wait_until_it_answers

CUT = "only its beginning was looked for"


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """The port of a gunicorn that runs with our own gunicorn.conf.py over the test database."""
    at = {
        key: quote(str(value), safe="")
        for key, value in connection.settings_dict.items()
        if isinstance(value, str)
    }
    door = listen(0)
    environment = os.environ | {
        "MODE": "local",
        "DEBUG": "yes",  # so that static files need not be collected
        "DATABASE_URL": f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "WEB_WORKERS": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "gunicorn.conf.py",
        "--bind",
        f"fd://{door.fileno()}",
    ]
    server = subprocess.Popen(
        [*command, "recruiter_wiki.wsgi"], cwd=settings.BASE_DIR, env=environment, pass_fds=[door.fileno()]
    )
    number = door.getsockname()[1]
    door.close()
    try:
        wait_until_it_answers(server, number)
        yield number
    finally:
        stop(server)


def ask_for(port: int, path: str) -> tuple[int, str]:
    """Return the status and body of one request."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", path)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()
    finally:
        asked.close()


def test_ten_thousand_characters_reach_the_site_and_a_flood_does_not(port: int) -> None:
    for typed in ("kubernetes " * 910, "a" * 10_000, "工程師" * 3_334, "🐍" * 10_000):
        status, page = ask_for(port, f"/search/?q={quote(typed)}")
        assert status == 200
        assert CUT in page
        assert len(page) < 40_000  # what was typed is not repeated in every link
        assert ask_for(port, f"/search/suggest/?q={quote(typed)}")[0] == 200
    status, page = ask_for(port, f"/search/?q={'a' * 140_000}")
    assert status == 414
    assert CUT not in page
