"""Parts of pages that are kept: made once, never stale, never another reader's, bounded."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from entries import content_version, shared_parts
from entries.saving import save_entry
from tests.factories import changed, make_term


class Counted:
    """Something whose text is another one each time it is shown."""

    def __init__(self) -> None:
        self.number = 0

    def __str__(self) -> str:
        self.number += 1
        return f"shown {self.number}"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shared_parts.forget_parts()


def shown(template: Template, **values: Any) -> str:
    return template.render(Context(values))


def test_a_part_is_made_once_for_the_same_values() -> None:
    template, what = Template("{% shared key %}{{ what }}{% endshared %}"), Counted()
    assert [shown(template, key=key, what=what) for key in (1, 1, 2, 1)] == [
        "shown 1",
        "shown 1",
        "shown 2",
        "shown 1",
    ]


def test_two_places_never_share() -> None:
    template = Template("{% shared 'a' %}one{% endshared %}{% shared 'a' %}two{% endshared %}")
    assert shown(template) == shown(template) == "onetwo"


def test_what_is_made_of_none_is_not_kept() -> None:
    template, what = Template("{% shared key %}{{ what }}{% endshared %}"), Counted()
    assert shown(template, key=None, what=what) != shown(template, key=None, what=what)


def test_while_a_draft_is_shown_nothing_is_kept_or_taken() -> None:
    template, what = Template("{% shared 'a' %}{{ what }}{% endshared %}"), Counted()
    assert shown(template, what=what) == "shown 1"
    with content_version.apart():
        assert shown(template, what=what) == "shown 2"
    assert shown(template, what=what) == "shown 1"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_parts, "MOST_BYTES", 10 * (shared_parts.OVERHEAD + 5))
    template, what = Template("{% shared key %}{{ what }}{% endshared %}"), Counted()
    for key in range(100):
        shown(template, key=key, what=what)
    assert shown(template, key=99, what=what) == "shown 100"
    assert shown(template, key=0, what=what) == "shown 101"


def test_it_says_what_it_is_made_of() -> None:
    with pytest.raises(TemplateSyntaxError, match="what the part is made of"):
        Template("{% shared %}x{% endshared %}")


def test_a_block_within_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="would never be replaced"):
        Template("{% shared 'a' %}{% if b %}{% block c %}{% endblock %}{% endif %}{% endshared %}")


@pytest.mark.django_db
def test_a_changed_entry_shows_at_once_in_lists_and_on_its_page_when_signed_in(client: Client) -> None:
    term = make_term(name="ORM", gist="A translator.", meaning="It translates rows into objects.")
    client.force_login(User.objects.create_user("ana"))
    for page in ("/glossary/", f"/glossary/{term.slug}/"):
        assert "A translator." in client.get(page).content.decode()
    document = changed(term.its_kind().read(term), gist="An interpreter.")
    save_entry(term, document, actor=None, reason="Better")
    for page in ("/glossary/", f"/glossary/{term.slug}/"):
        answer = client.get(page).content.decode()
        assert "An interpreter." in answer, page
        assert "A translator." not in answer, page


@pytest.mark.django_db
def test_the_navigation_marks_where_one_is_whoever_was_elsewhere_before(client: Client) -> None:
    make_term("ORM")
    marks = {
        "/glossary/": 'href="/glossary/" aria-current="page"',
        "/glossary/orm/": 'href="/glossary/" aria-current="true"',
        "/interviews/red-flags/": 'href="/interviews/red-flags/" aria-current="page"',
        "/interviews/": 'href="/interviews/" aria-current="page"',
        "/skills/nowhere/": 'href="/skills/" aria-current="true"',
        "/glossary/no/where/": 'href="/glossary/" aria-current="true"',
        "/nowhere/": "",
    }
    for _ in range(2):
        for address, mark in marks.items():
            nav = client.get(address).content.decode().partition("<nav")[2].partition("</nav>")[0]
            assert mark in nav, address
            assert nav.count("aria-current") == bool(mark), address
    client.force_login(User.objects.create_user("ann"))
    assert "/bookmarks/" in client.get("/glossary/").content.decode().partition("</nav>")[0]
