"""The person's bookmarks, and the star that adds and removes them."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from entries.htmx import render_page
from entries.listing import clean_words
from entries.names import fold
from entries.posted import PRIVATE, own_address
from sets import bookmarks as marks
from sets.bookmarks import KINDS, Marked
from sets.models import Bookmark, ShareLink
from sets.sharing import link_of
from sets.stars import star_form, star_frame
from sets.views.access import PersonalRequest, personal

LONGEST_NOTE = 1_000
PER_PAGE, PER_KIND = 100, 12
"""Bookmarks on a page; when there are more, that many of each kind, and the rest on the kinds' own pages."""


@require_safe
@personal
def bookmarks(request: PersonalRequest) -> HttpResponse:
    """All that the person bookmarked, by kind, filtered by kind and words."""
    return _page(request)


def _page(request: PersonalRequest, refused: Bookmark | None = None) -> HttpResponse:
    """Answer with the bookmarks; `refused` is one with a note that could not be stored as it was typed."""
    kind = request.GET.get("kind", "")
    words = clean_words(request.GET.get("q", ""))
    everything = marks.marked_by(request.user)
    if refused:
        everything.sort(key=lambda row: row.bookmark != refused)
        everything[0].bookmark.note = refused.note
    counts = {key: sum(row.bookmark.kind == key for row in everything) for key in KINDS}
    shown = [row for row in everything if kind in ("", row.bookmark.kind) and _holds(row, words)]
    groups = [(key, name, [row for row in shown if row.bookmark.kind == key]) for key, name in KINDS.items()]
    most = PER_PAGE if kind or len(shown) <= PER_PAGE else PER_KIND
    context = {
        "title": "Bookmarks",
        "groups": [(key, name, rows[:most], len(rows)) for key, name, rows in groups if rows],
        "tabs": [(key, name, counts[key]) for key, name in KINDS.items() if counts[key]],
        "kind": kind if kind in KINDS else "",
        "words": words,
        "total": len(everything),
        "count": len(shown),
        "questions": counts["question"],
        "refused": refused,
        "crumbs": [{"name": "Bookmarks"}],
    }
    return render_page(request, "sets/bookmarks.html", context, part="list", status=400 if refused else 200)


@require_POST
@personal
def toggle(request: PersonalRequest) -> HttpResponse:
    """Add or remove a bookmark; answers with the star, or goes back to where one was."""
    reference = request.POST.get("entry", "")[:120]
    wanted = request.POST.get("marked") != "no"
    if wanted and not marks.add(request.user, reference):
        raise Http404("There is nothing to bookmark at this address.")
    gone = None if wanted else marks.remove(request.user, reference)
    if request.htmx:
        return HttpResponse(
            star_form(star_frame(get_token(request)), reference, _name(request), marked=wanted)
        )
    if gone:
        messages.info(request, f"Bookmark removed. “{_name(request)}” can be bookmarked again any time.")
    return HttpResponseRedirect(_back(request))


@require_POST
@personal
def note(request: PersonalRequest, pk: int) -> HttpResponse:
    """Change a bookmark's note, remove it, or bring it back."""
    if request.POST.get("do") == "restore":
        return _restore(request)
    found = get_object_or_404(Bookmark, pk=pk, user=request.user)
    if request.POST.get("do") == "remove":
        found.delete()
        undo = {
            "kind": found.kind,
            "target_id": found.target_id,
            "note": found.note,
            "link_id": found.link_id,
        }
        request.session["removed_bookmark"] = undo
        return redirect(f"{reverse('bookmarks')}?removed=1")
    text = request.POST.get("note", "").replace("\x00", "")
    if len(text) > LONGEST_NOTE:
        said = f"A note has at most {LONGEST_NOTE:,} characters; yours has {len(text):,}."
        if request.htmx:
            return HttpResponse(said, status=400, headers={"Cache-Control": "no-store"})
        messages.error(request, said)
        found.note = text
        return _page(request, found)
    Bookmark.objects.filter(pk=found.pk).update(note=text.strip())
    if request.htmx:
        return HttpResponse("Saved", headers={"Cache-Control": "no-store"})
    return HttpResponseRedirect(f"{reverse('bookmarks')}#bookmark-{found.pk}")


@personal
def shared(request: PersonalRequest, token: str) -> HttpResponse:
    """Bookmark a set of somebody else by its link; it stays readable while the link works."""
    link = link_of(token)
    if request.method == "POST":
        marks.add(request.user, "", link=link)
        return redirect(link.question_set)
    context = {"title": "Bookmark this set", "set": link.question_set, "token": token}
    response = render_page(request, "sets/shared_bookmark.html", context)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def _restore(request: PersonalRequest) -> HttpResponse:
    if undo := request.session.pop("removed_bookmark", None):
        link = ShareLink.objects.filter(pk=undo["link_id"]).first()
        kept = {"note": undo["note"], "link": link}
        Bookmark.objects.get_or_create(
            user=request.user, kind=undo["kind"], target_id=undo["target_id"], defaults=kept
        )
    return redirect("bookmarks")


def _holds(row: Marked, words: str) -> bool:
    text = f"{row.target or ''} {getattr(row.target, 'summary', '')} {row.bookmark.note}"
    return fold(words) in fold(text) if words else True


def _name(request: PersonalRequest) -> str:
    return request.POST.get("name", "")[:200]


def _back(request: PersonalRequest) -> str:
    return own_address(request, request.POST.get("next", ""), default=reverse("bookmarks"))
