"""Two people and the loader at one entry: what each of them does, and the page on which texts are brought together."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.test import Client

from entries.drafts import draft_of
from entries.history import versions_of
from tests.admin_forms import Form, change_address, change_form, values_of
from tests.page_tree import tree


@dataclass
class Together:
    """The page with two texts: what is chosen already, and what is pressed."""

    client: Client
    url: str
    html: str

    @property
    def values(self) -> dict[str, str]:
        """What a browser would send."""
        return {name: values[0] for name, values in values_of(self._form()).items()}

    @property
    def parts(self) -> dict[str, str]:
        """The parts that are to be chosen, each with what is chosen already."""
        names = [e.get("name", "") for e in self._form().iter("input") if e.get("type") == "radio"]
        return {name.removeprefix("for:"): self.values.get(name, "") for name in names}

    def press(self, do: str = "save", **chosen: str) -> str:
        """Choose and press a button; return the page that follows."""
        data = {**self.values, **{f"for:{name}": side for name, side in chosen.items()}, "do": do}
        return self.client.post(self.url, data, follow=True).content.decode()

    def _form(self) -> Element:
        return next(e for e in tree(self.html).iter("form") if e.get("class") == "together")


def press(form: Form, button: str = "_save") -> Together | None:
    """Press a button of a form; return the page with two texts if it is what follows."""
    data = {name: [v.replace("\n", "\r\n") for v in values] for name, values in form.values.items()}
    answer = form.client.post(form.url, {**data, button: ["1"]}, follow=True)
    assert answer.status_code == 200, answer.status_code
    if not answer.redirect_chain:
        raise AssertionError(Form(form.client, form.url, answer.content.decode()).errors)
    url = answer.redirect_chain[-1][0]
    return Together(form.client, url, answer.content.decode()) if "/together/" in url else None


def typed(client: Client, entry: Any, **fields: Any) -> Form:
    """Open an entry's form and type into it."""
    return change_form(client, entry).fill(**fields)


def act(client: Client, entry: Any, do: str, **more: str) -> Any:
    """Press a button of the draft as it is now and return the answer."""
    draft = draft_of(entry)
    data = {"do": do, "draft": draft.pk if draft else "", **more}
    return client.post(change_address(entry).replace("change", "draft"), data, follow=True)


def restore(client: Client, entry: Any, number: int) -> Any:
    """Press “Restore” beside a version and return the answer."""
    data = {"version": number, "newest": f"v{versions_of(entry)[0].number}"}
    return client.post(change_address(entry).replace("change", "restore"), data, follow=True)
