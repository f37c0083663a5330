"""The dates of content/versions.yaml hold together, and terms show them."""

from datetime import date

import pytest
from django.test import Client

from glossary.releases import Release, products
from tests.content_files import documents
from tests.factories import make_term
from tests.reading import text


def test_the_file_is_large_and_every_product_is_a_term() -> None:
    assert len(products()) >= 25
    assert set(products()) - {term.slug for term in documents("term")} == set()


@pytest.mark.parametrize("slug", products())
def test_dates_hold_together(slug: str) -> None:
    product = products()[slug]
    assert len({release.version for release in product.versions}) == len(product.versions)
    for release in product.versions:
        if release.released:
            assert release.released <= product.checked_on
            assert not release.supported_until or release.released < release.supported_until


@pytest.mark.parametrize(
    ("until", "supported"), [(date(2026, 10, 31), True), (date(2026, 10, 30), False), (None, None)]
)
def test_support_ends_after_its_last_day(until: date | None, supported: bool | None) -> None:
    assert Release(version="1", supported_until=until).is_supported(date(2026, 10, 31)) is supported


@pytest.mark.django_db
def test_term_shows_its_versions_with_their_sources(client: Client) -> None:
    make_term("Python")
    make_term("Zig")
    page = text(client.get("/glossary/python/"))
    assert "unsupported since 31 October 2026" in page
    assert "As of 22 November 2026" in page
    assert 'href="https://peps.python.org/pep-0790/"' in page
    assert 'id="versions"' not in text(client.get("/glossary/zig/"))
