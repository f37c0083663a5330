"""The pages of search: results, suggestions, asking for a term, what editors see, the browser's search."""

import re
import threading
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from entries import counting
from search import missed
from search.lookup import MOST
from search.models import MissedSearch, SearchRow, TermRequest
from search.views import PER_PAGE
from tests.factories import make_guide, make_question, make_red_flag, make_skill, make_term
from tests.reading import assert_part_agrees, text
from tests.search.looking import fill
from tests.worlds import world

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6


@world
def kubernetes() -> None:
    """Store an entry of each kind that is about Kubernetes."""
    term = make_term("Kubernetes", aliases=["K8s"])
    make_skill("Kubernetes", main_term=term)
    make_question("Kubernetes by hand", prompt="What have you done in Kubernetes?")
    make_red_flag("Kubernetes without containers")
    make_guide("Kubernetes guide")


def listed(page: str) -> list[str]:
    return re.findall(r'data-entry="([a-z-]+:[a-z0-9-]+)"', page)


def tabs(page: str) -> dict[str, int]:
    found = re.findall(r'<a href="\?([^"]*)"[^>]*>[^<]* <span>(\d+)</span>', page)
    return {(re.search(r"kind=([a-z-]+)", query) or ["", ""])[1]: int(number) for query, number in found}


# Results


@pytest.mark.parametrize(
    "query", ["q=kubernetes", "q=k8s", "q=kuberntes", "q=zzzzzz", "q=", "", "q=kubernetes&kind=skill"]
)
def test_part_and_page_agree(client: Client, kubernetes: None, query: str) -> None:
    assert_part_agrees(client, f"/search/?{query}", signs='id="results"')


def test_tabs_count_each_kind_and_everything(client: Client, kubernetes: None) -> None:
    page = text(client.get("/search/", {"q": "kubernetes"}))
    assert tabs(page) == {"": 5, "term": 1, "skill": 1, "guide": 1, "question": 1, "red-flag": 1}
    assert "5 results, best match first" in page
    assert len(listed(page)) == 5


@pytest.mark.parametrize("kind", ["term", "skill", "guide", "question", "red-flag"])
def test_tab_shows_one_kind_and_keeps_the_counts(client: Client, kubernetes: None, kind: str) -> None:
    page = text(client.get("/search/", {"q": "kubernetes", "kind": kind}))
    assert {entry.split(":")[0] for entry in listed(page)} == {kind}
    assert "1 result, best match first" in page
    assert tabs(page)[""] == 5
    assert page.count('aria-current="page">') >= 1


def test_unknown_tab_is_ignored(client: Client, kubernetes: None) -> None:
    assert len(listed(text(client.get("/search/", {"q": "kubernetes", "kind": "nothing"})))) == 5


def test_results_are_paged_and_pages_keep_the_words(client: Client) -> None:
    for n in range(45):
        make_term(f"Turnip {n}")
    seen = []
    for number in range(1, 6):
        page = text(client.get("/search/", {"q": "turnip", "page": number}))
        seen += listed(page)
        assert "45 results" in page
    assert len(seen) == len(set(seen)) == 45
    assert "?q=turnip&amp;page=4" in page
    assert listed(text(client.get("/search/", {"q": "turnip", "page": 99}))) == seen[40:]


def test_more_than_can_be_ranked_is_said_and_paging_ends_there(client: Client) -> None:
    fill(MOST + 60)
    page = text(client.get("/search/", {"q": "everywhere"}))
    assert f"more than {MOST:,} results" in page
    assert (
        len(listed(text(client.get("/search/", {"q": "everywhere", "page": MOST // PER_PAGE})))) == PER_PAGE
    )
    assert client.get("/search/", {"q": "everywhere", "format": "json"}).json()["count"] == MOST


def test_words_are_marked_in_name_gist_and_excerpt(client: Client) -> None:
    its_text = "Nothing much. " * 30 + "Here the broker waits."
    make_term("Kafka", gist="A broker in one sentence.", meaning=its_text)
    page = text(client.get("/search/", {"q": "broker waits"}))
    assert "A <mark>broker</mark> in one sentence." in page
    assert "<mark>Kafka</mark>" in text(client.get("/search/", {"q": "kafka"}))
    assert "the <mark>broker</mark> <mark>waits</mark>" in page


def test_comparison_of_two_skills_is_offered(client: Client) -> None:
    for name in ("Django", "Flask"):
        make_skill(name, main_term=make_term(name))
    for query in ("django vs flask", "difference between django and flask", "compare Django with Flask"):
        assert 'href="/compare/?skills=django,flask"' in text(client.get("/search/", {"q": query}))
    for query in ("django flask", "django vs turnip", "django vs django", "django"):
        assert "/compare/?skills=" not in text(client.get("/search/", {"q": query}))


def test_one_skill_of_both_sides_is_not_compared_with_itself(client: Client) -> None:
    make_skill("Git", main_term=make_term("Git", aliases=["GitHub"]))
    assert "/compare/?skills=" not in text(client.get("/search/", {"q": "git vs github"}))


def test_near_spelling_is_offered_and_shown(client: Client, kubernetes: None) -> None:
    page = text(client.get("/search/", {"q": "kuberntes"}))
    assert re.search(r'Did you mean\s+<a href="/search/\?q=Kubernetes">Kubernetes</a>', page)
    assert listed(page)[0] == "term:kubernetes"
    for query in ("kubernetes", "k8s", "kubernetes by hand"):
        assert "Did you mean" not in text(client.get("/search/", {"q": query}))


def test_nothing_found_leads_to_asking_for_the_term(client: Client) -> None:
    page = text(client.get("/search/", {"q": "zz & <b>"}))
    assert "Nothing found for “zz &amp; &lt;b&gt;”" in page
    assert 'href="/search/ask/?q=zz%20%26%20%3Cb%3E"' in page
    assert "Nothing found" not in text(client.get("/search/"))


def test_results_are_no_page_for_search_engines(client: Client, kubernetes: None) -> None:
    for address, listed_there in {
        "/search/": True,
        "/search/?q=kubernetes": False,
        "/search/ask/": False,
    }.items():
        assert ('<meta name="robots" content="noindex">' in text(client.get(address))) is not listed_there


@pytest.mark.parametrize(
    "query",
    [
        "kubernetes",
        "k8s",
        "kuberntes",
        "kubanetis",
        "docker vs kubernetes",
        "senior kuberntes developer",
        "what is kubernetes",
        "kubernetes by hand",
        "zzzzzz",
        "zzzzzz yyyyyy xxxxxx wwwwww",
        "everywhere",
        "?!",
        "",
    ],
)
def test_results_and_suggestions_take_few_queries(client: Client, kubernetes: None, query: str) -> None:
    fill(60)
    client.get("/search/", {"q": "kubernetes"})
    for address in ("/search/", "/search/suggest/", "/search/?format=json"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address, {"q": query, **({"format": "json"} if "json" in address else {})})
        assert len(captured) <= MOST_QUERIES, [query["sql"] for query in captured]


# JSON


def test_json_has_kind_name_address_summary_and_reason(client: Client, kubernetes: None) -> None:
    answer = client.get("/search/", {"q": "k8s", "format": "json"}).json()
    assert set(answer) == {"count", "next", "results"}
    assert answer["results"][0] == {
        "kind": "term",
        "name": "Kubernetes",
        "slug": "kubernetes",
        "url": "http://testserver/glossary/kubernetes/",
        "summary": "Kubernetes in one sentence.",
        "reason": "K8s is another name for Kubernetes",
    }
    assert [row["kind"] for row in answer["results"]] == ["term", "skill"]
    for row in answer["results"]:
        assert client.get(row["url"]).status_code == 200


@pytest.mark.slow
def test_json_counts_the_whole_and_holds_what_can_be_ranked(client: Client) -> None:
    fill(MOST + 10)
    answer = client.get("/search/", {"q": "everywhere", "format": "json", "kind": "term"}).json()
    assert answer["count"] == MOST
    rows = answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        rows += answer["results"]
    assert len({row["slug"] for row in rows}) == len(rows) == MOST


def test_json_of_one_kind(client: Client, kubernetes: None) -> None:
    answer = client.get("/search/", {"q": "kubernetes", "format": "json", "kind": "skill"}).json()
    assert (answer["count"], answer["results"][0]["kind"]) == (1, "skill")


# Suggestions


def test_suggestions_are_a_list_of_options_that_is_never_stored(client: Client, kubernetes: None) -> None:
    answer = client.get("/search/suggest/", {"q": "kube"})
    page = text(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "<html" not in page
    assert 'role="listbox"' in page
    assert page.count('role="option"') == 5
    assert len(set(re.findall(r'id="(so-\d+)"', page))) == 5
    assert 'data-said="5 suggestions"' in page
    assert "Kubernetes in one sentence." in page
    assert 'href="/glossary/kubernetes/"' in page


def test_suggestions_offer_near_spellings_only_without_others(client: Client, kubernetes: None) -> None:
    assert "Did you mean" in text(client.get("/search/suggest/", {"q": "kuberntes"}))
    assert "Did you mean" not in text(client.get("/search/suggest/", {"q": "kubern"}))


def test_no_suggestion_is_an_empty_answer(client: Client, kubernetes: None) -> None:
    for query in ("", "zzzzzz", "?"):
        answer = client.get("/search/suggest/", {"q": query})
        assert (answer.status_code, text(answer).strip()) == (200, "")


def test_group_of_the_best_suggestion_comes_first(client: Client) -> None:
    make_skill("Turnip digging")
    make_term("Turnip", aliases=["Neep"])
    page = text(client.get("/search/suggest/", {"q": "turnip"}))
    assert page.index(">Terms<") < page.index(">Skills<")
    page = text(client.get("/search/suggest/", {"q": "turnip d"}))
    assert page.index(">Skills<") < page.index(">Terms<")


# The field on every page, and the browser's own


@pytest.mark.parametrize("address", ["/", "/search/", "/skills/", "/interviews/", "/about/", "/nowhere/"])
def test_search_works_as_a_plain_form_on_every_page(client: Client, address: str) -> None:
    page = text(client.get(address))
    forms = re.findall(r'<form[^>]*role="search"[^>]*>.*?</form>', page, re.S)
    assert len(forms) == 1
    (form,) = forms
    assert 'action="/search/"' in form
    assert 'method="get"' in form
    assert re.search(r'<input[^>]*id="q"[^>]*name="q"', form)
    assert '<label class="vh" for="q">' in form
    assert 'type="submit"' in form


def test_field_keeps_what_was_typed(client: Client) -> None:
    assert 'value="&quot;c++&quot;"' in text(client.get("/search/", {"q": '"c++"'}))


def test_opensearch_description_is_valid_and_leads_to_the_results(client: Client, settings) -> None:
    settings.SITE_NAME = "Q&A <Wiki>"
    answer = client.get("/opensearch.xml")
    assert answer["Content-Type"] == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(text(answer))
    assert root.tag == f"{space}OpenSearchDescription"
    assert root.findtext(f"{space}ShortName") == "Q&A <Wiki>"
    assert len(root.findtext(f"{space}ShortName") or "") <= 16
    url = root.find(f"{space}Url")
    assert url is not None
    address = url.attrib["template"].replace("{searchTerms}", "kubernetes").removeprefix(settings.SITE_URL)
    assert url.attrib["type"] == "text/html"
    assert client.get(address).status_code == 200
    assert "<h1>Results for “kubernetes”</h1>" in text(client.get(address))


def test_pages_lead_to_the_opensearch_description(client: Client) -> None:
    assert 'rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in text(
        client.get("/")
    )


# Asking for a term


def test_asking_starts_with_the_words_and_keeps_them_for_the_editors(
    client: Client, admin_client: Client
) -> None:
    assert 'value="Zod &amp; Yup"' in text(client.get("/search/ask/", {"q": "Zod & Yup"}))
    answer = client.post("/search/ask/", {"words": "Zod & Yup", "note": "In an advert", "website": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/search/ask/?done=1")
    assert "Thank you" in text(client.get(answer["Location"]))
    (request,) = TermRequest.objects.all()
    assert (request.words, request.note, request.done) == ("Zod & Yup", "In an advert", False)
    page = text(admin_client.get("/admin/search/termrequest/"))
    assert "Zod &amp; Yup" in page
    assert "In an advert" in page


def test_editor_takes_a_word_off_the_list(admin_client: Client) -> None:
    asked = TermRequest.objects.create(words="Zod")
    admin_client.post("/admin/search/termrequest/", {"action": "mark_done", "_selected_action": [asked.pk]})
    asked.refresh_from_db()
    assert asked.done


def test_asking_needs_a_token_and_no_javascript() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/search/ask/", {"words": "Zod"}).status_code == 403
    page = text(client.get("/search/ask/", {"q": "Zod"}))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    answer = client.post("/search/ask/", {"words": "Zod", "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == 302
    assert TermRequest.objects.get().words == "Zod"


def test_machine_that_fills_the_trap_is_thanked_and_forgotten(client: Client) -> None:
    answer = client.post("/search/ask/", {"words": "Cheap pills", "website": "https://pills.example"})
    assert answer["Location"] == "/search/ask/?done=1"
    assert not TermRequest.objects.exists()


def test_trap_is_hidden_from_people_and_readers_of_the_screen(client: Client) -> None:
    page = text(client.get("/search/ask/"))
    trap = re.search(r'<div class="vh" aria-hidden="true">.*?name="website".*?</div>', page, re.S)
    assert trap
    assert 'tabindex="-1"' in trap[0]
    assert 'autocomplete="off"' in trap[0]


@pytest.mark.parametrize(
    ("words", "note"),
    [("", "Kept note"), ("x" * 201, "Kept note"), ("Kept words", "n" * 1_001), ("a\x00b", "Kept note")],
)
def test_input_is_kept_when_something_is_wrong(client: Client, words: str, note: str) -> None:
    answer = client.post("/search/ask/", {"words": words, "note": note})
    page = text(answer)
    assert answer.status_code == 400
    assert "There is a problem" in page
    assert f'value="{note}"' in page
    assert f'value="{words}"' in page
    assert not TermRequest.objects.exists()


def test_asking_is_never_stored_by_the_browser(client: Client) -> None:
    assert "no-store" in client.get("/search/ask/")["Cache-Control"]


# Searches without result


def test_search_without_result_is_counted_without_writing(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        for query in ("Zod-Schema", "zod schema", "ZÖD SCHEMA?"):
            client.get("/search/", {"q": query})
    read = ("SELECT", "WITH found AS (\n    SELECT")
    assert not [query for query in captured if not query["sql"].lstrip("\n (").startswith(read)]
    assert not MissedSearch.objects.exists()
    assert missed.flush() == 1
    (row,) = MissedSearch.objects.all()
    assert (row.words, row.times) == ("zodschema", 3)
    assert missed.flush() == 0


def test_counts_of_several_batches_add_up(client: Client) -> None:
    for _ in range(2):
        client.get("/search/", {"q": "zod"})
        missed.flush()
    assert MissedSearch.objects.get().times == 2


def test_searches_that_find_something_or_nothing_at_all_are_not_counted(
    client: Client, kubernetes: None
) -> None:
    for query in ("kubernetes", "kuberntes", "", "?!", "   "):
        client.get("/search/", {"q": query})
    client.get("/search/suggest/", {"q": "zodz"})
    assert missed.flush() == 0


def test_nothing_of_the_person_is_kept() -> None:
    kept = {field.name for model in (MissedSearch, TermRequest) for field in model._meta.get_fields()}
    assert kept == {"id", "words", "times", "last_at", "note", "asked_at", "done"}


def test_long_and_many_different_words_stay_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed.counts, "most", 3)
    for n in range(10):
        client.get("/search/", {"q": f"zod{n}" + "z" * 5_000})
    assert missed.flush() == 3
    assert all(len(row.words) <= 200 for row in MissedSearch.objects.all())


def test_first_count_of_a_batch_starts_one_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(threading.Timer, "start", lambda timer: started.append(timer))
    monkeypatch.setattr(missed.counts, "_writer", None)
    for words in ("zod", "yup", "zod"):
        missed.count(words)
    assert [(timer.interval, timer.daemon) for timer in started] == [(counting.EVERY, True)]


def test_editors_see_the_most_frequent_first_and_cannot_change_them(admin_client: Client) -> None:
    MissedSearch.objects.create(words="seldom", times=1)
    MissedSearch.objects.create(words="often", times=9)
    page = text(admin_client.get("/admin/search/missedsearch/"))
    assert page.index("often") < page.index("seldom")
    assert admin_client.get("/admin/search/missedsearch/add/").status_code == 403


def test_signed_out_people_see_no_list_of_misses(client: Client) -> None:
    assert client.get("/admin/search/missedsearch/").status_code == 302
    client.force_login(User.objects.create_user("reader"))
    assert client.get("/admin/search/missedsearch/").status_code == 302


def test_rows_are_made_for_every_kind(kubernetes: None) -> None:
    assert set(SearchRow.objects.values_list("kind", flat=True)) == {
        "term",
        "skill",
        "guide",
        "question",
        "red-flag",
    }
