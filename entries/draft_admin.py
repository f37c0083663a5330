"""The form of an entry that has a draft, or whose text was changed meanwhile: shown, read, and kept."""

import re
from contextlib import ExitStack
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from entries import drafts, rights
from entries.drafts import CannotBeShown, ChangedSince, Opened
from entries.log import log
from entries.models import Draft, Entry, State
from entries.posted import number_in
from entries.presence import others_at, said_of
from entries.refusals import refusing
from entries.saving import save_entry
from entries.together import differing
from entries.typed import Typed

PREVIEW_SALT = "preview"
MOST_ROWS = 1_000
"""Rows of one kind that a form is read with, as in Django's own formsets."""

STEPS = {"_draft": Draft.Step.WRITING, "_review": Draft.Step.IN_REVIEW}
"""Buttons of the form that keep a draft, and the step it is in then."""


class DraftPages(admin.ModelAdmin):
    """Lets editors work on a draft that readers do not see, and keeps what two people typed at the same time."""

    change_form_template = "admin/entries/change_form.html"
    part_of_entry = False
    """Whether its objects are parts of entries, as layers are of guides."""

    def entry_named(self, request: HttpRequest, object_id: str | None) -> Entry | None:
        """Return the entry that an address of the Admin is about; None for a new one."""
        number = number_in(object_id or "")
        return self.model._default_manager.filter(pk=number).first() if number else None

    def entry_of(self, obj: Any) -> Entry:
        """Return the entry that a saved object belongs to: itself, or for a layer its guide."""
        return obj

    def anew(self, obj: Any) -> Any:
        """Return an object as it is stored, after its entry was written."""
        return self.model._default_manager.get(pk=obj.pk)

    def form_address(self, entry: Entry, obj: Any) -> str:
        """Return where the form of an object is shown, however its draft changes the rows."""
        return page_address(entry, "change")

    def posts_to(self, object_id: str) -> str:
        """Return where a form is sent; empty for the address it is shown at."""
        return ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what an address fills into an empty form, without references that cannot be any row's number."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)
        refers = {field.name for field in self.model._meta.get_fields() if field.is_relation}
        return {
            name: value
            for name, value in given.items()
            if name not in refers
            or all(number_in(part) for part in (value if isinstance(value, list) else [value]))
        }

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the draft where there is one; read what was typed on top of what the form was opened with."""
        entry = self.entry_named(request, object_id)
        now = drafts.current(entry) if entry else None
        if request.method == "POST":
            self._refuse_without_right(request, entry, now)
        context = {**(extra_context or {}), **self._context(request, entry, now)}
        if entry is None or now is None:
            return super().changeform_view(request, object_id, form_url, context)
        form_url = form_url or (self.posts_to(object_id) if object_id else "")
        if request.method == "POST":
            return self._read(request, entry, now, (object_id, form_url, context))
        if now.draft is None:
            _note(request, shown=now.token)
            return super().changeform_view(request, object_id, form_url, context)
        try:
            with drafts.as_if(entry, now.document) as gone:
                _note(request, shown=now.token)
                context["gone"] = gone
                return _rendered(super().changeform_view(request, object_id, form_url, context))
        except CannotBeShown as refused:
            said = f"The draft cannot be shown in the form: {refused} You see what readers see."
            messages.error(request, said)
            _note(request, shown=drafts.stored(entry).token)
            return super().changeform_view(request, object_id, form_url, context)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Find the rows of a draft by their places: their numbers in the database end with each request."""
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if getattr(request, "by_place", False) and obj.pk:
            field = inline.get_formset(request, obj).fk.name
            rows = inline.get_queryset(request).filter(**{field: obj}).values_list("pk", flat=True)
            _number_by_place(options["data"], prefix, list(rows), {field: obj.pk})
        return options

    def _read(
        self, request: HttpRequest, entry: Entry, now: Opened, form: tuple[str | None, str, dict[str, Any]]
    ) -> HttpResponse:
        opened = _opened(request, entry, now)
        stored = drafts.stored(entry)
        keeps = _keeps(request, entry, now)
        _note(request, only_read=keeps or opened.token != stored.token or now.draft is not None)
        try:
            with ExitStack() as stack:
                if opened.token != stored.token:
                    try:
                        stack.enter_context(drafts.as_if(entry, opened.document))
                        _note(request, by_place=True)
                    except CannotBeShown as refused:
                        _note(request, refused=refused.problems)
                return _rendered(super().changeform_view(request, *form))
        except Typed as typed:
            fresh = type(entry)._default_manager.get(pk=entry.pk)
            return self._decide(request, fresh, typed, (opened, now), keeps=keeps)

    def _decide(
        self, request: HttpRequest, entry: Entry, typed: Typed, since: tuple[Opened, Opened], *, keeps: bool
    ) -> HttpResponse:
        """Keep what was typed as a draft, store it, or let the person choose between it and what is there by now."""
        opened, now = since
        person: Any = request.user
        if opened.token != now.token and differing(opened.document, now.document):
            aside = drafts.put_aside(entry, typed.document, actor=person, note=typed.reason, on=opened)
            log(person, entry, "Typed a text that is to be brought together with another one")
            messages.warning(
                request, "Somebody saved this before you. Nothing is lost: choose below what stays."
            )
            return redirect(page_address(entry, "together", aside.pk))
        if keeps:
            step = next(step for button, step in STEPS.items() if button in request.POST)
            drafts.keep(entry, typed.document, actor=person, step=step, note=typed.reason, on=now)
            sent = "sent to review" if step == Draft.Step.IN_REVIEW else "saved"
            log(person, entry, f"The draft was {sent}")
            said = f"The draft is {sent}. Readers see the published text until it is published."
            messages.success(request, said)
            return redirect(self.form_address(entry, typed.obj))
        try:
            data = drafts.up_to_date(entry, now.version, typed.document.model_dump(mode="json"))
        except ChangedSince:
            note = typed.reason or (now.draft.note if now.draft else "")
            draft = drafts.keep(
                entry, typed.document, actor=person, step=Draft.Step.WRITING, note=note, on=now
            )
            log(person, entry, "The draft was saved")
            messages.warning(
                request, "What readers see was changed after this draft was begun. Choose what stays."
            )
            return redirect(page_address(entry, "together", draft.pk))
        typed.document = type(typed.document).model_validate(data)
        return self._store_typed(request, entry, typed, since)

    def _store_typed(
        self, request: HttpRequest, entry: Entry, typed: Typed, since: tuple[Opened, Opened]
    ) -> HttpResponse:
        person: Any = request.user
        opened, now = since
        kept = opened.draft is None and drafts.state_at(entry, opened.version) == typed.entry.state
        state = entry.state if kept else typed.entry.state
        with refusing(), transaction.atomic():
            if entry.owner != typed.entry.owner:
                entry.owner = typed.entry.owner
                entry.save(update_fields=["owner"])
            reason = typed.reason or "Edited"
            save_entry(entry, typed.document, actor=person, reason=reason, state=state)
            if now.draft:
                drafts.end(now.draft)
            obj = self.anew(typed.obj)
            self.log_change(request, obj, typed.said)
        return self.response_change(request, obj)

    def _refuse_without_right(self, request: HttpRequest, entry: Entry | None, now: Opened | None) -> None:
        """Raise PermissionDenied for a button that the form did not show; a conflict is no reason to lose a text."""
        draft = _opened(request, entry, now).draft if entry and now else None
        if entry and now and _keeps(request, entry, now):
            return
        if not rights.may_save(request.user, entry, draft, state=request.POST.get("state", "")):
            raise PermissionDenied

    def _context(self, request: HttpRequest, entry: Entry | None, now: Opened | None) -> dict[str, Any]:
        """Return what the page says about drafts, and which buttons this person may press."""
        person: Any = request.user
        if entry is None or now is None:
            saves = not self.part_of_entry or rights.may_publish(person)
            return {"draft_steps": self.part_of_entry, **_buttons(saves=saves)}
        draft = now.draft
        context: dict[str, Any] = {
            **_buttons(saves=rights.may_save(person, entry, draft)),
            "entry": entry,
            "draft": draft,
            "draft_steps": draft is not None or entry.state == State.PUBLISHED,
            "may_review": rights.may_save(person, entry, None),
            "here": page_address(entry, "here"),
            "others": said_of(others_at(entry, person)),
        }
        if draft:
            context |= {
                "show_delete": not self.part_of_entry,
                "preview": preview_address(entry),
                "acts": page_address(entry, "draft"),
                "may_publish": rights.may_publish(person, draft),
                "may_return": rights.may_return(person),
                "may_throw_away": rights.may_throw_away(person, draft),
                "differences": differing(
                    *(
                        drafts.in_order(entry, data)
                        for data in (drafts.stored(entry).document, draft.document)
                    )
                ),
            }
        return context


def page_address(entry: Entry, page: str, *more: Any) -> str:
    """Return the address of one of an entry's pages in the Admin."""
    return reverse(f"admin:{entry._meta.app_label}_{entry._meta.model_name}_{page}", args=[entry.pk, *more])


def preview_address(entry: Entry) -> str:
    """Return the address under which anybody sees the entry's draft for a week."""
    return reverse("preview", args=[signing.dumps([entry.kind, entry.pk], salt=PREVIEW_SALT)])


def _note(request: HttpRequest, **said: Any) -> None:
    """Leave word for the methods that Django calls with the request only."""
    vars(request).update(said)


def _opened(request: HttpRequest, entry: Entry, now: Opened) -> Opened:
    """Return what the form that was sent had been opened with."""
    return drafts.opened(entry, request.POST.get("base", "")) or now


def _keeps(request: HttpRequest, entry: Entry, now: Opened) -> bool:
    """Whether what was typed becomes a draft; an entry that nobody sees is stored whichever button was pressed."""
    asked = any(button in request.POST for button in STEPS)
    return asked and (entry.state == State.PUBLISHED or now.draft is not None)


def _buttons(*, saves: bool) -> dict[str, bool]:
    names = ("show_save", "show_save_and_continue", "show_save_and_add_another")
    return {} if saves else dict.fromkeys(names, False)


def _rendered(response: HttpResponse) -> HttpResponse:
    """Return a page that is made already, while the rows it is made of are there."""
    return response.render() if hasattr(response, "render") else response


def _number_by_place(data: QueryDict, prefix: str, rows: list[int], parent: dict[str, int]) -> None:
    """Give the rows that a form was shown with, and their parent, the numbers they have in the database now."""
    shown = min(number_in(data.get(f"{prefix}-INITIAL_FORMS", "")) or 0, MOST_ROWS)
    for place in range(shown):
        data[f"{prefix}-{place}-id"] = str(rows[place]) if place < len(rows) else ""
    data[f"{prefix}-INITIAL_FORMS"] = str(min(shown, len(rows)))
    for field, number in parent.items():
        for name in [name for name in data if re.fullmatch(rf"{re.escape(prefix)}-\d+-{field}", name)]:
            data[name] = str(number)
