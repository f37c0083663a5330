"""No token of an address reaches a log line, and no value begins a line of its own."""

import logging
from io import StringIO

import pytest
from django.test import Client

from recruiter_wiki.masking import MaskTokens, without_tokens

TOKEN = "Y4a0vB1xsleGdzZdSA-x4xBDwzL_OYfnte1bE72noA4"


@pytest.mark.parametrize(
    "address",
    [
        f"/sets/shared/{TOKEN}/",
        f"/sets/shared/{TOKEN}/call/",
        f"/preview/WyJ0:{TOKEN}:x-1/",
        f"/accounts/reset/MQ/{TOKEN}/",
    ],
)
def test_tokens_are_masked(address: str) -> None:
    masked = without_tokens(f"Not Found: {address} and {address}")
    assert TOKEN not in masked
    assert "WyJ0" not in masked
    assert "Not Found: /" in masked


def test_other_addresses_stay_as_they_are() -> None:
    for address in ("/sets/shared/", "/sets/12/call/", "/glossary/preview/", "/accounts/reset/done/"):
        assert without_tokens(f"Not Found: {address}") == f"Not Found: {address}"


@pytest.mark.django_db
def test_a_link_that_does_not_work_is_logged_without_its_token(client: Client) -> None:
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(MaskTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert client.get(f"/sets/shared/{TOKEN}/").status_code == 404
    finally:
        logger.removeHandler(handler)
    assert "/sets/shared/…" in out.getvalue()
    assert TOKEN not in out.getvalue()


def test_a_line_break_in_a_value_starts_no_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "user %s", ("a\nERROR forged",), None)
    MaskTokens().filter(record)
    assert record.getMessage() == "user a ERROR forged"
