"""The decoder's page: what it shows, and what it never does."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils.html import escape

from decoder import views
from entries import content_version
from entries.rate_limits import RateLimit
from tests.decoder.conftest import TEXT
from tests.page_tree import tree
from tests.reading import Facts, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wiki")]


def decoded(client: Client, pasted: str = TEXT, **fields: str) -> str:
    """Return the page about a text."""
    answer = client.post("/decoder/", {"text": pasted, "mask": "on", **fields})
    assert answer.status_code == 200
    return text(answer)


def test_the_empty_page_is_a_form_with_its_promise(client: Client) -> None:
    answer = client.get("/decoder/")
    assert answer.status_code == 200
    assert "It never judges a person" in text(answer)
    assert "There is a problem" not in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_known_words_are_marked_and_linked_to_their_cards(client: Client) -> None:
    page = decoded(client)
    assert re.search(r'<a class="gloss" data-layer="\w+" href="/glossary/django/">Django</a>', page)
    assert 'href="/glossary/celery/">Celery</a>' in page
    assert "I cook with celery." in page
    assert "Hidden" not in page
    tree(page)
    facts = Facts(page)
    assert not facts.doubled_ids
    assert not facts.inline
    assert not facts.skipped_headings


def test_layers_list_their_words_or_say_not_mentioned(client: Client) -> None:
    page = decoded(client)
    assert re.search(r"Back-end</h4>.*?<b>Django</b>.*?Caching layer</h4>.*?not mentioned", page, re.S)
    assert "Also usual here, not mentioned: Django, Zope, FastAPI<" in decoded(client, "PostgreSQL")
    assert "Also usual here, not mentioned: Django<" in decoded(client, "PostgreSQL, FastAPI")


def test_versions_and_years_become_kind_notes(client: Client) -> None:
    page = decoded(client)
    assert "Python 2.7" in page
    assert "Unsupported since 1 January 2020." in page
    assert "8 years of FastAPI" not in page or "first released in 2018" in page
    assert "FastAPI was first released in 2018" in decoded(client, "Twelve years of FastAPI")


def test_denied_words_say_check_the_context(client: Client) -> None:
    assert "Check the context of Django" in decoded(client)


def test_unknown_technical_words_can_be_asked_for_one_by_one(client: Client) -> None:
    page = decoded(client)
    assert '<input type="hidden" name="words" value="Zappa">' in page


def test_look_alikes_and_questions_are_shown(client: Client) -> None:
    page = decoded(client)
    assert "FastAPI is smaller." in page
    assert 'href="/interviews/slow-page/"' in page


def test_a_set_of_the_questions_is_one_link_away(client: Client) -> None:
    page = decoded(client)
    asked = re.search(r'href="/accounts/login/\?next=([^"]+)"[^>]*>[^<]*<svg.*?Sign in to make', page)
    assert asked
    assert "slow-page" in asked[1]
    client.force_login(User.objects.create_user("lead"))
    page = decoded(client)
    link = re.search(r'href="(/sets/new/\?questions=[^"]+)"', page)
    assert link
    assert client.get(link[1]).status_code == 200


def test_restricted_answers_stay_away(client: Client) -> None:
    assert "secret-key" in decoded(client)
    answers = text(client.get("/interviews/secret-key/?level=4", headers={"HX-Request": "true"}))
    assert "for signed-in people only" in answers


def test_copies_mask_addresses_and_numbers(client: Client) -> None:
    page = decoded(client)
    plain = page.partition('id="plain"')[2].partition("</textarea>")[0]
    assert "[e-mail]" in plain
    assert "[phone]" in plain
    assert "canary@" not in plain
    unmasked = text(client.post("/decoder/", {"text": TEXT}))
    assert "canary@" in unmasked.partition('id="plain"')[2].partition("</textarea>")[0]


def test_an_advert_gets_notes_about_the_text(client: Client) -> None:
    page = decoded(client, "We are looking for a rockstar. You will write Python and Django.")
    assert "For whoever wrote the ad" in page
    assert "Name the work." in page
    assert "Name the work." not in decoded(client, "Python and Django rockstar", kind="resume")


def test_the_page_has_no_score_of_any_kind(client: Client) -> None:
    page = decoded(client)
    for word in ("<meter", "<progress", "%<", "score:", "rank:", " of 6"):
        assert word not in page


def test_html_in_a_text_is_shown_as_text(client: Client) -> None:
    page = decoded(client, "Python <script>alert(1)</script> Django</textarea><img src=x onerror=alert(1)>")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_sample_can_be_tried_without_pasting(client: Client) -> None:
    assert "What it says" in text(
        client.post("/decoder/", {"sample": "1", "text": "", "kind": "", "guide": ""})
    )


@pytest.mark.parametrize("pasted", ["", "  \n ", "\0"])
def test_nothing_to_read_is_said_in_a_sentence(client: Client, pasted: str) -> None:
    answer = client.post("/decoder/", {"text": pasted})
    assert answer.status_code == 400
    assert "Paste a text or choose a file." in text(answer)


def test_too_long_a_text_is_said_in_a_sentence(client: Client) -> None:
    answer = client.post("/decoder/", {"text": "Python " * 20_000})
    assert answer.status_code == 400
    assert "longer than 100,000 characters" in text(answer)


def test_the_number_of_queries_does_not_depend_on_the_text(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    monkeypatch.setattr(content_version, "CHECK_EVERY", 60)
    decoded(client)
    with django_assert_max_num_queries(6):
        decoded(client, "Python, Django, PostgreSQL, FastAPI, Celery\n" * 50)


def test_too_many_texts_wait_and_lose_no_word(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "TEXTS", RateLimit(most=1, seconds=60))
    decoded(client)
    answer = client.post("/decoder/", {"text": "Another <text>", "kind": "advert"})
    page = text(answer)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Another &lt;text&gt;</textarea>" in page
    assert '<option value="advert" selected>' in page
    assert not re.search(r'name="mask"[^>]*checked', page)
    assert "Try again in 60 seconds." in page
    assert client.get("/decoder/").status_code == 200


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("gone")])
@pytest.mark.parametrize("at", ["guides_with_layers", "explain"])
def test_a_text_while_the_database_is_away_gets_503_and_loses_no_word(
    monkeypatch: pytest.MonkeyPatch, at: str, error: Exception
) -> None:
    def fail(*args: object) -> None:
        raise error

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/decoder/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    fields = {"text": f"\n<b>{TEXT}", "kind": "resume", "csrfmiddlewaretoken": token}
    with monkeypatch.context() as away:
        away.setattr(views, at, fail)
        away.setattr(connection, "ensure_connection", fail)
        answer = client.post("/decoder/", fields)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "no-store" in answer["Cache-Control"]
    page = text(answer)
    assert 'name="csrfmiddlewaretoken"' in page
    assert '<input type="hidden" name="kind" value="resume">' in page
    assert f">\n{escape(fields['text'])}</textarea>" in page
    assert client.post("/decoder/", fields).status_code == 200
