"""Where to tell of a hole: the page that the standard asks for, or none."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.reading import text

ADDRESS = "/.well-known/security.txt"


@pytest.mark.django_db
def test_contact_is_named_and_does_not_run_out_soon(client: Client, settings) -> None:
    settings.SECURITY_CONTACT = "mailto:safety@example.org"
    answer = client.get(ADDRESS)
    lines = dict(line.split(": ", 1) for line in text(answer).splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:safety@example.org"
    assert lines["Canonical"] == f"{settings.SITE_URL}{ADDRESS}"
    left = datetime.fromisoformat(lines["Expires"]) - timezone.now()
    assert timedelta(days=90) < left < timedelta(days=365)


@pytest.mark.django_db
def test_without_a_contact_there_is_no_page(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404
