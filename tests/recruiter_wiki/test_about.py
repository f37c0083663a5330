"""The pages about the wiki itself."""

import pytest
from django.test import Client

from tests.factories import make_page
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages() -> None:
    make_page("About this wiki", slug="about", order=1)
    make_page("Fair use", order=2, gist="What it must not be used for.")
    make_page("Draft page", order=3, state="unpublished")


def test_first_page_has_the_short_address(client: Client) -> None:
    page = text(client.get("/about/"))
    assert "<h1>About this wiki</h1>" in page
    assert "Some <em>people</em> do." in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/about/">' in page


def test_long_form_of_the_first_address_names_the_short_one(client: Client) -> None:
    page = text(client.get("/about/about/", follow=True))
    assert '<link rel="canonical" href="http://127.0.0.1:8000/about/">' in page


def test_other_pages_are_listed_in_order(client: Client) -> None:
    page = text(client.get("/about/fair-use/"))
    contents = page.partition('aria-labelledby="toc-h"')[2].partition("</nav>")[0]
    assert contents.index('href="/about/"') < contents.index('href="/about/fair-use/" aria-current="true"')
    assert "Draft page" not in page
    assert '<meta name="description" content="What it must not be used for.">' in page


@pytest.mark.parametrize("slug", ["draft-page", "no-such-page"])
def test_hidden_or_unknown_page_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/about/{slug}/").status_code == 404


def test_json_holds_the_text(client: Client) -> None:
    answer = client.get("/about/fair-use/?format=json").json()
    assert (answer["kind"], answer["name"]) == ("page", "Fair use")
    assert answer["fields"]["body"] == "Some *people* do."
