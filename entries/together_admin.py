"""The page on which a person brings two texts of an entry together, part by part; nothing is stored before that."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from entries import drafts, rights
from entries.document import Document
from entries.draft_admin import DraftPages, page_address
from entries.drafts import Opened
from entries.log import log
from entries.models import Draft, Entry, State
from entries.refusals import DocumentRefused, refusing
from entries.saving import save_entry
from entries.together import Choice, choices, merged

STEPS = {"draft": Draft.Step.WRITING, "review": Draft.Step.IN_REVIEW}


@dataclass(frozen=True)
class Two:
    """A text that somebody wrote, what is there by now, and what both were written on."""

    entry: Entry
    mine: Draft
    theirs: Opened
    base: dict[str, Any]

    def choices(self) -> list[Choice]:
        """Return the parts to choose."""
        return choices(*self._texts())

    def merged(self, chosen: dict[str, str]) -> dict[str, Any]:
        """Return the text that the choices make."""
        base, mine, theirs = self._texts()
        return merged(base, mine, theirs, chosen)

    def _texts(self) -> list[dict[str, Any]]:
        texts = (self.base, self.mine.document, self.theirs.document)
        return [drafts.in_order(self.entry, text) for text in texts]


class TogetherPages(DraftPages):
    """Adds the page to an entry's Admin."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address."""
        view = self.admin_site.admin_view(self.together_view)
        name = f"{self.model._meta.app_label}_{self.model._meta.model_name}_together"
        return [path("<path:object_id>/together/<int:number>/", view, name=name), *super().get_urls()]

    def together_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show a text that was put aside beside what is there by now; store what the choices make."""
        entry = self.entry_named(request, object_id)
        two = two_of(entry, number) if entry else None
        if entry is None or two is None:
            raise Http404("There is no such text.")
        if not rights.may_change(request.user, entry):
            raise PermissionDenied
        wrong: dict[str, str] = {}
        if request.method == "POST":
            if request.POST.get("theirs") != two.theirs.token:
                messages.warning(
                    request, "Somebody saved this again meanwhile. Look at it and choose once more."
                )
                return redirect(request.path)
            answer, wrong = self._choose(request, entry, two)
            if answer:
                return answer
        return self._page(request, entry, two, wrong)

    def _choose(
        self, request: HttpRequest, entry: Entry, two: Two
    ) -> tuple[HttpResponse | None, dict[str, str]]:
        chosen, wrong = {}, {}
        for choice in two.choices():
            side = request.POST.get(f"for:{choice.name}", "")
            chosen[choice.name] = side
            if side not in choice.options:
                wrong[choice.name] = "Choose one of the texts."
        if wrong:
            return None, wrong
        do = request.POST.get("do", "")
        if do not in STEPS and not may_save(request.user, entry, two):
            raise PermissionDenied
        try:
            with refusing():
                document = entry.its_kind().document.model_validate(two.merged(chosen))
            return self._store_chosen(request, entry, two, document), {}
        except DocumentRefused as refused:
            return None, {"": f"The texts do not fit together like this: {refused}"}

    def _store_chosen(self, request: HttpRequest, entry: Entry, two: Two, document: Document) -> HttpResponse:
        person: Any = request.user
        do, note, on = request.POST.get("do", ""), two.mine.note, two.theirs
        based_on_newest = on.version == drafts.stored(entry).version
        if do in STEPS or not based_on_newest:
            step = STEPS.get(do, Draft.Step.WRITING)
            draft = drafts.keep(entry, document, actor=person, step=step, note=note, on=on)
            log(person, entry, "Two texts were brought together as a draft")
            if do in STEPS:
                messages.success(request, "The draft holds what you chose. Readers do not see it yet.")
                return redirect(page_address(entry, "change"))
            messages.warning(request, "What readers see was changed, too. Choose what stays of it.")
            return redirect(page_address(entry, "together", draft.pk))
        with refusing(), transaction.atomic():
            save_entry(entry, document, actor=person, reason=note or "Two texts brought together")
            if ended := drafts.draft_of(entry):
                drafts.end(ended)
            log(person, entry, "Two texts were brought together")
        messages.success(request, "What you chose is stored.")
        return redirect(page_address(entry, "change"))

    def _page(self, request: HttpRequest, entry: Entry, two: Two, wrong: dict[str, str]) -> HttpResponse:
        rows = [
            (choice, request.POST.get(f"for:{choice.name}", choice.preset), wrong.get(choice.name, ""))
            for choice in two.choices()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Two texts of {entry}",
            "opts": entry._meta,
            "entry": entry,
            "two": two,
            "theirs": two.theirs.draft or drafts.newest_version(entry),
            "own": two.mine.actor == request.user,
            "rows": rows,
            "wrong": wrong,
            "refused": wrong.get("", ""),
            "saves": may_save(request.user, entry, two),
            "published": entry.state == State.PUBLISHED,
        }
        status = 400 if wrong else 200
        return TemplateResponse(request, "admin/entries/together.html", context, status=status)


def two_of(entry: Entry, number: int) -> Two | None:
    """Return a text that was kept of an entry with what it is to be compared with; None when there is none."""
    mine = (
        Draft.ever.select_related("actor", "earlier")
        .filter(kind=entry.kind, entry_id=entry.pk, pk=number)
        .first()
    )
    if mine is None:
        return None
    now = drafts.current(entry)
    version = drafts.opened(entry, f"v{mine.base}") or drafts.stored(entry)
    if now.draft and now.draft.pk == mine.pk:
        return Two(entry, mine, drafts.stored(entry), version.document)
    return Two(entry, mine, now, mine.earlier.document if mine.earlier else version.document)


def may_save(person: Any, entry: Entry, two: Two) -> bool:
    """Whether a person may store at once what is chosen from two texts, both of which may be somebody else's."""
    texts = [two.mine, two.theirs.draft]
    return all(rights.may_save(person, entry, draft) for draft in texts if draft)
