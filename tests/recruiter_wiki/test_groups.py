"""Editors and Reviewers exist after every migration, with the rights that groups.py promises and no others."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from entries.kinds import all_kinds
from recruiter_wiki.groups import GROUPS, OWN, PRIVATE, RIGHTS, make_groups
from search.models import MissedSearch, TermRequest
from tests.admin_forms import editor_client, run_action

pytestmark = pytest.mark.django_db

OURS = {kind.model._meta.app_label for kind in all_kinds()}


def rights(name: str) -> set[str]:
    """Return what a group may do, as `app.verb_model`."""
    found = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


def promised(name: str) -> set[str]:
    """Return the rights that a group should have by its verbs."""
    models = [model._meta for app in OURS for model in apps.get_app_config(app).get_models()]
    models = [meta for meta in models if meta.model_name not in PRIVATE and meta.default_permissions]
    entries = {f"{meta.app_label}.{verb}_{meta.model_name}" for meta in models for verb in GROUPS[name]}
    return entries | set(RIGHTS[name]) | {OWN}


@pytest.mark.parametrize("name", GROUPS)
def test_groups_exist_after_migration(name: str) -> None:
    assert rights(name) == promised(name)


def test_only_reviewers_delete_and_nobody_touches_accounts() -> None:
    assert not any(".delete_" in right for right in rights("Editors"))
    assert "glossary.delete_term" in rights("Reviewers")
    assert rights("Editors") < rights("Reviewers")
    assert {right.split(".")[0] for right in rights("Reviewers")} == {*OURS, "search"}


def test_editors_see_what_was_searched_in_vain_and_tick_off_what_was_asked_for() -> None:
    client = editor_client()
    request = TermRequest.objects.create(words="Zig")
    MissedSearch.objects.create(words="zig", times=3)
    assert "Zig" in client.get("/admin/search/termrequest/").content.decode()
    assert "zig" in client.get("/admin/search/missedsearch/").content.decode()
    said = run_action(client, "search/termrequest", "mark_done", request)
    assert said == ["Done: 1."]


def test_the_setting_gives_and_takes_the_right_of_editors_to_publish(settings) -> None:
    settings.EDITORS_PUBLISH = False
    make_groups()
    assert rights("Editors") == promised("Editors") - {OWN}
    assert rights("Reviewers") == promised("Reviewers")
    settings.EDITORS_PUBLISH = True
    make_groups()
    assert rights("Editors") == promised("Editors")


def test_groups_cover_every_kind() -> None:
    for kind in all_kinds():
        meta = kind.model._meta
        assert f"{meta.app_label}.change_{meta.model_name}" in rights("Editors")


def test_running_twice_changes_nothing() -> None:
    before = {name: (Group.objects.get(name=name).pk, rights(name)) for name in GROUPS}
    make_groups()
    call_command("migrate", verbosity=0)
    assert {name: (Group.objects.get(name=name).pk, rights(name)) for name in GROUPS} == before
    assert Group.objects.count() == len(GROUPS)


def test_missing_rights_come_back_and_added_ones_stay() -> None:
    editors = Group.objects.get(name="Editors")
    extra = Permission.objects.get(codename="view_user")
    editors.permissions.remove(Permission.objects.get(codename="change_term"))
    editors.permissions.add(extra)
    make_groups()
    assert rights("Editors") == promised("Editors") | {"auth.view_user"}


def test_a_group_that_was_deleted_comes_back() -> None:
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert {name: rights(name) for name in GROUPS} == {name: promised(name) for name in GROUPS}


def test_groups_have_no_rights_over_what_belongs_to_readers() -> None:
    assert not any(right.partition("_")[2] in PRIVATE for right in rights("Reviewers"))
