"""Two editors at one entry, in every order, with drafts, restoring and the loader: no words go without a choice."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from entries import content_version
from entries.history import versions_of
from entries.loading import load
from entries.models import Draft, Version
from glossary.models import Term
from skills.models import Layer
from tests.admin_forms import Form, change_address, editor_client, run_action, stored
from tests.entries.two_editors import Together, act, press, restore, typed
from tests.factories import layer, make_guide, make_skill, make_term, term_document, write_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Client:
    """A browser in which an editor is signed in."""
    return editor_client()


@pytest.fixture
def ben() -> Client:
    """A browser in which a reviewer is signed in."""
    return editor_client("Reviewers")


def gist(term: Term) -> str:
    """Return what readers see."""
    return Term.objects.get(pk=term.pk).gist


def test_the_second_to_save_chooses_part_by_part(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First words.", aliases=["mapper"])
    mine = typed(ann, term, gist="First better words.", why="Mine.")
    press(typed(ben, term, gist="First other words.", meaning="Theirs.", reason="Shorter"))
    page = press(mine.add_row("aliases", name="ORMs"))
    assert page
    assert gist(term) == "First other words."
    assert "reviewer saved this term" in page.html
    assert "(“Shorter”)" in page.html
    assert page.parts == {"gist": "", "meaning": "theirs", "why": "mine", "aliases": "mine"}
    assert "<del>other</del>" in page.html
    assert "<ins>better</ins>" in page.html
    assert "Choose one of the texts." in page.press()
    assert gist(term) == "First other words."
    assert "What you chose is stored." in page.press(gist="mine")
    document = stored(Term.objects.get())
    assert (document.gist, document.meaning, document.why) == ("First better words.", "Theirs.", "Mine.")
    assert [alias.name for alias in document.aliases] == ["mapper", "ORMs"]


def test_choices_on_a_text_that_was_changed_again_are_asked_once_more(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    mine = typed(ann, term, gist="Mine.")
    press(typed(ben, term, gist="Theirs."))
    page = press(mine)
    assert page
    press(typed(ben, term, gist="Theirs again."))
    assert "Somebody saved this again meanwhile." in page.press(gist="mine")
    assert gist(term) == "Theirs again."
    assert Draft.ever.get().document["gist"] == "Mine."


def test_a_draft_of_somebody_else_is_not_written_over(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    mine, theirs = typed(ann, term, gist="Mine."), typed(ben, term, gist="Theirs.")
    assert press(theirs, "_draft") is None
    page = press(mine, "_draft")
    assert page
    assert Draft.objects.get().document["gist"] == "Theirs."
    page.press("draft", gist="mine")
    draft = Draft.objects.get()
    assert (draft.document["gist"], draft.shared, gist(term)) == ("Mine.", True, "First.")
    assert {row.document["gist"] for row in Draft.ever.all()} == {"Mine.", "Theirs."}


def test_a_draft_that_was_published_under_a_form_is_compared_with(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    press(typed(ann, term, gist="Draft."), "_draft")
    mine = typed(ann, term, why="Mine.")
    act(ben, term, "publish")
    press(typed(ben, term, gist="Theirs."))
    page = press(mine)
    assert page
    assert page.parts == {"gist": "theirs", "why": "mine"}
    page.press()
    assert (gist(term), Term.objects.get().why) == ("Theirs.", "Mine.")


@pytest.mark.sampled(1)
@pytest.mark.parametrize("button", ["publish", "_save"])
def test_a_draft_is_not_published_over_what_the_files_brought_in(
    ann: Client, ben: Client, tmp_path: Path, button: str
) -> None:
    load(write_content(tmp_path, term_document("ORM", gist="First.")))
    term = Term.objects.get()
    press(typed(ann, term, gist="Draft."), "_draft")
    load(write_content(tmp_path, term_document("ORM", gist="From the files.", why="Because.")))
    if button == "publish":
        url = act(ben, term, "publish").redirect_chain[-1][0]
        page = Together(ben, url, ben.get(url).content.decode())
    else:
        page = press(typed(ben, term), "_save")
    assert page
    assert "Content files saved this term" in page.html
    assert page.parts == {"gist": "", "why": "theirs"}
    assert gist(term) == "From the files."
    page.press(gist="mine")
    assert (gist(term), Term.objects.get().why, Draft.objects.exists()) == ("Draft.", "Because.", False)


def test_a_review_meanwhile_does_not_hold_up_a_draft(ann: Client, ben: Client) -> None:
    term = make_term("ORM")
    press(typed(ann, term, gist="Draft."), "_draft")
    run_action(ben, "glossary/term", "mark_reviewed", term)
    assert "Readers see it now." in act(ben, term, "publish").content.decode()
    assert Term.objects.get().reviewed_on


def test_a_version_is_not_restored_over_one_that_nobody_looked_at(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    press(typed(ann, term, gist="Second."))
    data = {"version": 1, "newest": f"v{versions_of(term)[0].number}"}
    press(typed(ben, term, gist="Theirs."))
    answer = ann.post(change_address(term).replace("change", "restore"), data, follow=True)
    assert "Somebody saved this meanwhile." in answer.content.decode()
    assert gist(term) == "Theirs."
    restore(ann, term, 1)
    assert gist(term) == "First."


def test_a_layers_page_is_compared_with_the_whole_guide(ann: Client, ben: Client) -> None:
    flask, django = make_skill("Flask"), make_skill("Django")
    guide = make_guide(layers=[layer("front", placements=[flask]), layer("back")])
    front, back = Layer.objects.order_by("order")
    mine = typed(ann, front, gist="Mine.").add_row("boxes", label="Mine", gloss="two words", skill=flask.pk)
    press(typed(ben, back, gist="Theirs."))
    press(typed(ben, guide, **{"layers-0-name": "Screens"}))
    press(typed(ben, front).add_row("placements", skill=django.pk))
    page = press(mine)
    assert page
    assert page.parts == {
        "layers/front/name": "theirs",
        "layers/front/gist": "mine",
        "layers/front/boxes": "mine",
        "layers/front/placements": "theirs",
        "layers/back/gist": "theirs",
    }
    page.press()
    first, second = stored(guide).layers
    assert (first.name, first.gist, second.gist) == ("Screens", "Mine.", "Theirs.")
    assert ([b.label for b in first.boxes], len(first.placements)) == (["Mine"], 2)


def test_a_text_that_was_put_aside_can_be_taken_up_later(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    press(typed(ann, term, gist="Draft."), "_draft")
    kept = Draft.objects.get()
    act(ann, term, "discard")
    history = ben.get(change_address(term).replace("change", "history")).content.decode()
    url = change_address(term).replace("change/", f"together/{kept.pk}/")
    assert f'href="{url}"' in history
    page = Together(ben, url, ben.get(url).content.decode())
    assert page.parts == {"gist": "mine"}
    page.press("draft")
    assert Draft.objects.get().document["gist"] == "Draft."


def test_texts_that_do_not_fit_together_are_refused_with_a_sentence(ann: Client, ben: Client) -> None:
    term = make_term("ORM", gist="First.")
    mine = typed(ann, term, gist="Mine.")
    press(typed(ben, term, gist="Theirs.", slug="mapper"))
    page = press(mine)
    assert page
    make_term("Other", slug="orm")
    assert page.parts == {"slug": "theirs", "gist": ""}
    said = page.press(gist="mine", slug="mine")
    assert "The texts do not fit together like this" in said
    assert page.client.get(page.url.replace("/together/", "/together/9")).status_code == 404
    assert Term.objects.get(pk=term.pk).slug == "mapper"


WORD = re.compile(r"\bw\d+\b")
PEOPLE = ("ann", "ben")
STEPS = [(who, verb) for who in PEOPLE for verb in ("open", "open", "save", "draft", "publish", "restore")]
STEPS.append(("files", "load"))


class Story:
    """What two people and the files do to one term; each text that somebody types has a word of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.words = directory, 0
        self.clients = {"ann": editor_client(), "ben": editor_client("Reviewers")}
        self.forms: dict[str, Form] = {}
        self.seen: dict[str, set[str]] = {"ann": set(), "ben": set(), "files": {"w0"}}
        self.sent: set[str] = set()
        load(write_content(directory, term_document("ORM", gist="w0")))
        self.term = Term.objects.get()

    def word(self) -> str:
        """Return a word that nobody used."""
        self.words += 1
        return f"w{self.words}"

    def look(self, who: str, html: str) -> None:
        """Remember what somebody saw."""
        self.seen[who] |= set(WORD.findall(html))

    def do(self, who: str, verb: str) -> None:
        """Take one step, then check that nothing went that this person did not see."""
        before = gist(self.term)
        getattr(self, verb)(who)
        kept = {*Version.objects.values_list("document__gist", flat=True)}
        kept |= {*Draft.ever.values_list("document__gist", flat=True)}
        assert self.sent <= kept
        after = gist(self.term)
        assert after == before or before in self.seen[who], (who, verb, before, after)

    def open(self, who: str) -> None:
        """Open the form and type."""
        self.forms[who] = typed(self.clients[who], self.term, gist=self.word())
        html = self.clients[who].get(change_address(self.term)).content.decode()
        self.look(who, html)

    def save(self, who: str, button: str = "_save") -> None:
        """Send the form that is open; where two texts are shown, choose one's own."""
        if form := self.forms.pop(who, None):
            button = button if f'name="{button}"' in form.html else "_draft"
            page = press(form, button)
            self.sent.add(form["gist"])
            if page:
                assert gist(self.term) != form["gist"]
                self.look(who, page.html)
                page.press(
                    "save" if 'value="save"' in page.html and button == "_save" else "draft", gist="mine"
                )

    def draft(self, who: str) -> None:
        """Send the form that is open as a draft."""
        self.save(who, "_draft")

    def publish(self, who: str) -> None:
        """Look at the draft and publish it; an editor may not do so with that of somebody else."""
        self.look(who, self.clients[who].get(change_address(self.term)).content.decode())
        answer = act(self.clients[who], self.term, "publish")
        assert answer.status_code in (200, 403)

    def restore(self, who: str) -> None:
        """Look at the history and restore the first version."""
        page = self.clients[who].get(change_address(self.term).replace("change", "history"))
        self.look(who, page.content.decode())
        restore(self.clients[who], self.term, 1)

    def load(self, who: str) -> None:
        """Load a changed file; what was edited in the Admin stays."""
        word = self.word()
        load(write_content(self.directory, term_document("ORM", gist=word)))
        self.seen["files"].add(word)


@pytest.mark.slow
def test_in_whatever_order_nothing_goes_that_was_not_looked_at(tmp_path_factory: Any) -> None:
    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=12))
    @example([("ann", "open"), ("ben", "open"), ("ann", "save"), ("ben", "save")])
    @example([("ann", "open"), ("ben", "open"), ("ann", "draft"), ("ben", "save"), ("ann", "publish")])
    @example([("ann", "open"), ("ann", "draft"), ("files", "load"), ("ben", "publish"), ("ben", "restore")])
    def tell(steps: list[tuple[str, str]]) -> None:
        with transaction.atomic():
            story = Story(tmp_path_factory.mktemp("files"))
            for who, verb in steps:
                story.do(who, verb)
            transaction.set_rollback(True)
        content_version.forget()

    tell()
