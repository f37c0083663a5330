"""The Admin as editors use it: forms are read from the page that a browser would show, filled in, and posted back."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.contrib.auth.models import Group, User
from django.test import Client

from entries.models import ContentVersion, Entry, FormerSlug, Version
from tests.page_tree import tree

Values = dict[str, list[str]]


def editor_client(group: str = "Editors") -> Client:
    """Return a browser in which somebody of a group is signed in."""
    user = User.objects.create_user(group.lower().rstrip("s"), password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def address(model: str, page: str = "") -> str:
    """Return the Admin's address of a model, for example `glossary/term`, or of one of its pages."""
    return f"/admin/{model}/{page}"


def change_address(entry: Any) -> str:
    """Return the Admin's address of one object."""
    meta = entry._meta
    return f"/admin/{meta.app_label}/{meta.model_name}/{entry.pk}/change/"


@dataclass
class Form:
    """A form of the Admin as it is shown: its values, and what is said about them."""

    client: Client
    url: str
    html: str
    values: Values = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    """Errors by the class of the row they stand in, for example `field-name`."""

    def __post_init__(self) -> None:
        page = tree(self.html)
        form = next(e for e in page.iter("form") if (e.get("id") or "").endswith("_form"))
        self.values = values_of(form)
        self.errors = [words(e) for e in page.iter() if {"errorlist", "errornote"} & classes(e)]
        for row in form.iter():
            found = [words(e) for e in row.iter("ul") if "errorlist" in classes(e)]
            for name in classes(row) if found else ():
                if name.startswith("field-"):
                    self.beside[name.removeprefix("field-")] = " ".join(found)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, [""])[0]

    def fill(self, **values: Any) -> "Form":
        """Type values; True ticks a box, None clears it."""
        for name, value in values.items():
            self.values.pop(name, None)
            if value is not None:
                self.values[name] = ["on" if value is True else str(value)]
        return self

    def add_row(self, prefix: str, **values: Any) -> "Form":
        """Use “Add another” of an inline and fill the new row."""
        number = int(self[f"{prefix}-TOTAL_FORMS"])
        empty = {n: v for n, v in self.values.items() if n.startswith(f"{prefix}-__prefix__-")}
        for name, value in empty.items():
            self.values[name.replace("__prefix__", str(number))] = value
        self.fill(**{f"{prefix}-TOTAL_FORMS": number + 1})
        return self.fill(**{f"{prefix}-{number}-{name}": value for name, value in values.items()})

    def rows(self, prefix: str, name: str) -> list[str]:
        """Return one column of an inline."""
        return [self[f"{prefix}-{n}-{name}"] for n in range(int(self[f"{prefix}-TOTAL_FORMS"]))]

    def post(self, button: str = "_continue") -> "Form | None":
        """Press a button, as a browser does: lines end with \\r\\n; return the form that is shown next, if any."""
        data = {n: [v.replace("\n", "\r\n") for v in vs] for n, vs in self.values.items()}
        answer = self.client.post(self.url, {**data, button: ["1"]})
        assert answer.status_code in (200, 302), answer.status_code
        if answer.status_code == 200:
            return Form(self.client, self.url, answer.content.decode())
        return open_form(self.client, answer["Location"]) if button == "_continue" else None

    def save(self) -> None:
        """Press Save; fail when the form comes back with errors."""
        after = self.post("_save")
        assert after is None, after.errors

    def save_and_continue(self) -> "Form":
        """Press Save and continue; fail when the form comes back with errors, else return it."""
        after = self.post()
        assert after
        assert after.errors == [], after.errors
        return after

    def refused(self) -> "Form":
        """Press Save and continue; fail unless the form comes back with errors and with all that was typed."""
        before = everything()
        after = self.post("_save")
        assert after, "this was saved"
        assert after.errors
        assert after.url == self.url
        assert _typed(after.values) == _typed(self.values)
        assert everything() == before
        return after

    @property
    def said(self) -> str:
        """All errors as one text."""
        return " ".join(self.errors)


def open_form(client: Client, url: str) -> Form:
    """Return the form that an address of the Admin shows."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return Form(client, url, answer.content.decode())


def add_form(client: Client, model: str) -> Form:
    """Return the empty form for a new object."""
    return open_form(client, address(model, "add/"))


def change_form(client: Client, entry: Any) -> Form:
    """Return the form of an object."""
    return open_form(client, change_address(entry))


def run_action(client: Client, model: str, action: str, *entries: Any, **more: str) -> list[str]:
    """Run a bulk action on the change list and return the messages it leaves."""
    data = {"action": action, "_selected_action": [str(entry.pk) for entry in entries], **more}
    answer = client.post(address(model), data, follow=True)
    assert answer.status_code == 200
    page = tree(answer.content.decode())
    return [words(li) for ul in page.iter("ul") if "messagelist" in classes(ul) for li in ul.iter("li")]


def found_by(client: Client, field: str, term: str) -> list[str]:
    """Return what an autocomplete field, `skills.skillterm.term`, offers for what was typed."""
    app, model, name = field.split(".")
    query = {"app_label": app, "model_name": model, "field_name": name, "term": term}
    answer = client.get("/admin/autocomplete/", query)
    assert answer.status_code == 200, answer.status_code
    return [row["text"] for row in answer.json()["results"]]


def versions(entry: Entry) -> list[Version]:
    """Return an entry's versions, the oldest first."""
    return list(Version.objects.filter(kind=entry.kind, entry_id=entry.pk).order_by("number"))


def stored(entry: Entry) -> Any:
    """Return an entry's Document as the database has it."""
    kind = entry.its_kind()
    return kind.read(type(entry)._default_manager.prefetch_related(*kind.related).get(pk=entry.pk))


def everything() -> dict[str, list[dict]]:
    """Return every row of the wiki's tables."""
    models = {Version, ContentVersion, FormerSlug}
    for kind_model in Entry.__subclasses__():
        models.add(kind_model)
        models |= {relation.related_model for relation in kind_model._meta.related_objects}
    by_name = sorted(models, key=lambda model: model.__name__)
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in by_name}


def classes(element: Element) -> set[str]:
    """Return an element's classes."""
    return set((element.get("class") or "").split())


def words(element: Element) -> str:
    """Return an element's text on one line."""
    return " ".join("".join(element.itertext()).split())


def _typed(values: Values) -> Values:
    return {n: v for n, v in values.items() if v not in ([""], []) and "__prefix__" not in n}


def values_of(form: Element) -> Values:
    """Return what a browser would send of a form, but for the token and the button."""
    data: Values = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type") or ""
        if not name or name == "csrfmiddlewaretoken" or element.get("disabled") is not None:
            continue
        if element.tag == "textarea":
            data.setdefault(name, []).append("".join(element.itertext()).removeprefix("\n"))
        elif element.tag == "select":
            chosen = [o for o in element.iter("option") if o.get("selected") is not None]
            data.setdefault(name, []).extend(o.get("value", words(o)) for o in chosen)
        elif element.tag == "input" and kind in ("checkbox", "radio"):
            if element.get("checked") is not None:
                data.setdefault(name, []).append(element.get("value") or "on")
        elif element.tag == "input" and kind not in ("submit", "button", "image", "file"):
            data.setdefault(name, []).append(element.get("value") or "")
    return data
