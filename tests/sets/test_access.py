"""Every address of the app, every method, every kind of person: exactly what product.md says, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sets import editing
from sets.models import Bookmark, QuestionSet
from sets.urls import urlpatterns
from tests.reading import HTMX, text
from tests.sets.addresses import (
    EDIT,
    LINK,
    NOBODY,
    OWN,
    PUBLIC,
    READ,
    ROLES,
    RULES,
    Rule,
    World,
    build_world,
)
from tests.sets.worlds import browser_of, item_named, make_link, make_team, rows

pytestmark = pytest.mark.django_db

EVERY_NAME = pytest.mark.parametrize("name", list(RULES))
OF_A_SET = [name for name, rule in RULES.items() if {rule.get, rule.post} & {READ, EDIT}]
HEADERS: list[dict[str, str]] = [{}, HTMX]
FINE = {200, 302}
MISSING = 9_999_999


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for the module; what a test changes there is undone with the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def test_every_address_has_a_rule() -> None:
    assert [pattern.name for pattern in urlpatterns] == list(RULES)


def is_right(
    world: World, answer: HttpResponse, role: str, need: int, target: str, *, personal: bool
) -> bool:
    """Return whether an answer is what this person should get; signed-out people are led to the sign-in."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("login"))
    if need == NOBODY:
        return answer.status_code == 405
    if role == "nobody" and personal:
        return to_sign_in
    return answer.status_code in (FINE if world.may(role, need, target) else {404}) and not to_sign_in


def is_personal(name: str, rule: Rule) -> bool:
    """Return whether an address is for signed-in people only."""
    return name == "set-shared-bookmark" or not {rule.get, rule.post} & {PUBLIC, LINK}


@pytest.mark.sampled(3)
@EVERY_NAME
def test_who_may_look(world: World, name: str) -> None:
    """Page and part, GET and HEAD; and looking changes nothing."""
    rule, before, wrong = RULES[name], rows(), []
    for target, path in world.paths(name).items():
        for role in ROLES if rule.get != LINK else ("owner", "stranger", "root", "nobody"):
            client = world.browsers[role]
            answers = [client.get(path)]
            if role in ("owner", "stranger"):
                answers += [client.get(path, headers=HTMX), client.head(path)]
            for answer in answers:
                if not is_right(world, answer, role, rule.get, target, personal=is_personal(name, rule)):
                    wrong.append((role, target, answer.status_code))
    assert wrong == []
    assert rows() == before


@pytest.mark.sampled(6)
@EVERY_NAME
def test_who_may_change(world: World, name: str) -> None:
    """Whoever may not gets what there would be without the set, and nothing is changed."""
    rule, wrong = RULES[name], []
    for target, path in world.paths(name).items():
        with transaction.atomic():
            if name == "set-restore":
                QuestionSet.objects.filter(pk=world.sets[target].pk).update(deleted_at=timezone.now())
            before = rows("sets", "auth")
            for number, role in enumerate(ROLES if rule.post else ("owner", "nobody")):
                may = rule.post and role != "nobody" and world.may(role, rule.post, target)
                everything = may or role in ("member", "stranger")
                for data in rule.posts[: None if everything else 1] or [{}]:
                    with transaction.atomic():
                        answer = world.browsers[role].post(path, data, headers=HEADERS[number % 2])
                        transaction.set_rollback(bool(may))
                    if not is_right(world, answer, role, rule.post, target, personal=is_personal(name, rule)):
                        wrong.append((role, target, data, answer.status_code))
            assert rows("sets", "auth") == before  # what was allowed is undone by now
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.sampled(4)
@EVERY_NAME
def test_other_methods_change_nothing(world: World, name: str) -> None:
    before = rows("sets", "auth")
    for path in world.paths(name).values():
        for method in ("PUT", "PATCH", "DELETE"):
            answer = world.browsers["owner"].generic(method, path, "do=remove")
            assert answer.status_code == 405, method
    assert rows("sets", "auth") == before


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.post])
def test_nothing_changes_without_a_token(world: World, name: str) -> None:
    """Signed in with every right, by form and by HTMX, without a token, with a wrong one, and from elsewhere."""
    strict = browser_of(world.people["owner"], enforce_csrf_checks=True)
    strict.get(reverse("sets"))
    token = strict.cookies["csrftoken"].value
    before = rows("sets", "auth")
    tried: list[tuple[dict[str, str], str]] = [({}, ""), (HTMX, ""), ({}, "x" * 64)]
    tried += [({"Origin": "https://evil.example"}, token)]
    for path in world.paths(name).values():
        for data in RULES[name].posts:
            for headers, sent in tried:
                answer = strict.post(path, {**data, "csrfmiddlewaretoken": sent}, headers=headers)
                assert answer.status_code == 403
    assert rows("sets", "auth") == before


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", OF_A_SET)
def test_foreign_deleted_and_missing_sets_are_alike(world: World, name: str) -> None:
    """Same status and, but for the number, same page, by every method; also for the owner of a deleted one."""
    with transaction.atomic():
        gone = editing.copy_set(world.sets["private"], owner=world.people["owner"])
        editing.delete_set(gone, actor=world.people["owner"])
        if name == "set-restore":  # its owner brings it back; nobody else learns of it
            QuestionSet.objects.filter(pk=gone.pk).update(owner=world.people["late"])
        private = world.sets["private"]
        tries = [("stranger", private.pk), ("root", private.pk), ("lead", private.pk), ("owner", gone.pk)]
        tries += [("stranger", gone.pk), ("nobody", private.pk), ("nobody", gone.pk)]
        missing: dict[tuple[str, str], Any] = {}
        for role, pk in tries:
            for method in ("get", "post"):
                for number in (MISSING, pk):
                    if number == pk or (role, method) not in missing:
                        path = world.path_in(name, private, pk=number)
                        found = _bare(world.browsers[role], method, path, number)
                        assert found == missing.setdefault((role, method), found), (role, pk, method)
        transaction.set_rollback(True)


def _bare(client: Client, method: str, path: str, pk: int) -> tuple[int, str, dict[str, str]]:
    answer = getattr(client, method)(path)
    plain = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', "", text(answer))
    if path == f"/sets/{pk}/":  # the page offers to search for the last part of its address
        plain = plain.replace(f'value="{pk}"', "")
    headers = {name: value.replace(f"/sets/{pk}/", "") for name, value in answer.items()}
    for differing in ("Content-Length", "X-Request-ID"):
        headers.pop(differing, None)
    return answer.status_code, plain.replace(f"/sets/{pk}/", ""), headers


def test_a_foreign_number_beside_an_own_one_does_not_exist(world: World) -> None:
    """Two numbers in one request, one of them foreign: nothing is seen or changed."""
    own = editing.copy_set(world.sets["private"], owner=world.people["stranger"])
    theirs, client = world.sets["private"], world.browsers["stranger"]
    foreign = item_named(theirs, "Slow page").pk
    link = make_link(theirs)[0]
    other_team = make_team(world.people["stranger"], name="Other")
    before = rows("sets", "auth")
    tried: list[tuple[str, dict[str, Any]]] = [
        (reverse("set-add"), {"question": "slow-page", "set": theirs.pk}),
        (reverse("set-share", args=[own.pk]), {"do": "revoke", "link": link.pk}),
        (reverse("set-share", args=[own.pk]), {"do": "team", "team": world.team.pk}),
        (reverse("bookmark"), {"entry": f"set:{theirs.pk}"}),
        (
            reverse("team", args=[other_team.pk]),
            {"do": "remove", "member": world.team.memberships.first().pk},
        ),
        *(
            (reverse("set-item", args=[own.pk, foreign]), {"do": do})
            for do in ("up", "down", "before", "remove", "restore", "theirs", "")
        ),
        (reverse("set-item-own", args=[own.pk, foreign]), {"prompt": "?", "level": "mid", "minutes": "5"}),
    ]
    for path, data in tried:
        assert client.post(path, data).status_code == 404, path
    assert client.post(reverse("set-new"), {"title": "x", "team": world.team.pk}).status_code == 400
    client.post(
        reverse("set-item", args=[own.pk, item_named(own, "Old code").pk]),
        {"do": "before", "before": foreign},
    )
    client.post(reverse("set-freeze", args=[own.pk]), {"do": "again", "item": foreign})
    assert rows("sets", "auth") == before


def test_no_field_changes_what_the_form_does_not_show(world: World) -> None:
    """Everything a model has is posted along; only what the form shows is taken."""
    with transaction.atomic():
        stored, stranger = world.sets["private"], world.people["stranger"]
        more = {
            "owner": stranger.pk,
            "team": world.team.pk,
            "frozen_at": "2020-01-01",
            "deleted_at": "2020-01-01",
        }
        more |= {"id": 1, "pk": 1, "is_own": "on", "question_set": world.sets["team"].pk, "text": "{}"}
        more |= {
            "position": 99,
            "removed_at": "2020-01-01",
            "created_at": "2020-01-01",
            "question": "old-code",
        }
        item = item_named(stored, "Slow page")
        client = world.browsers["owner"]
        client.post(reverse("set-details", args=[stored.pk]), {"title": "New", **more})
        client.post(reverse("set-item", args=[stored.pk, item.pk]), {"minutes": "9", **more})
        after, kept = QuestionSet.objects.get(pk=stored.pk), item_named(stored, "Slow page")
        assert (after.title, kept.minutes) == ("New", 9)
        for row, was, shown in (
            (after, stored, {"title", "revision", "changed_at"}),
            (kept, item, {"minutes"}),
        ):
            for field in row._meta.concrete_fields:
                if field.name not in shown:
                    assert getattr(row, field.attname) == getattr(was, field.attname), field.name
        transaction.set_rollback(True)


def test_nobody_changes_the_bookmark_of_another(world: World) -> None:
    """A superuser neither."""
    path = reverse("bookmark-note", args=[world.mark.pk])
    for role in set(ROLES) - {"owner", "nobody"}:
        for data in ({"note": "x"}, {"do": "remove"}):
            assert world.browsers[role].post(path, data).status_code == 404
    assert Bookmark.objects.get(pk=world.mark.pk).note == ""
    assert RULES["bookmark-note"].post == OWN


def test_lists_name_only_what_one_may_read(world: World) -> None:
    titles = {"Private", "Of the team"}
    seen = {
        role: {title for title in titles if title in text(world.browsers[role].get(reverse("sets")))}
        for role in ROLES
    }
    assert seen == {role: set() for role in ROLES} | {
        "owner": titles,
        "lead": {"Of the team"},
        "member": {"Of the team"},
    }
