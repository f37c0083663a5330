"""The sitemap and robots.txt."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.factories import make_question, make_topic
from tests.reading import ENTRIES, build_world, text

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client: Client) -> list[str]:
    """Return the addresses of the sitemap without the host."""
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    found = [element.text for element in ET.fromstring(answer.content).iter(f"{SITEMAP}loc")]
    return [address.removeprefix("http://testserver") for address in found]


def test_every_published_entry_stands_in_it_once(client: Client) -> None:
    build_world(2)
    found = addresses(client)
    assert set(ENTRIES.values()) <= set(found)
    assert "/about/" in found
    assert len(found) == len(set(found)) == 2 * len(ENTRIES) + 1


def test_question_of_an_unpublished_topic_stays_out(client: Client) -> None:
    make_question("Later", topic=make_topic("Later", state="unpublished"))
    assert addresses(client) == []


def test_dates_of_change_are_given(client: Client) -> None:
    build_world(2)
    root = ET.fromstring(client.get("/sitemap.xml").content)
    assert all(url.find(f"{SITEMAP}lastmod") is not None for url in root.iter(f"{SITEMAP}url"))


def test_robots_may_read_all_but_accounts_admin_and_preferences(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert text(answer).splitlines() == [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /preferences/",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]
