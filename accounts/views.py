"""One's own account: what there is, to take away, to delete; making a new one; the bookmark one came for."""

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import intent, second_factor, throttle
from accounts.forms import DeleteForm, SignUpForm
from accounts.models import Attempt
from accounts.signing_in import CLEAR_SITE_DATA
from entries.htmx import render_page
from entries.posted import own_address
from entries.rate_limits import address_of
from sets.personal import forget_person, personal_data

BACKEND = "django.contrib.auth.backends.ModelBackend"
TRIES_TO_SIGN_UP = 20
"""How often the form of a new account may be sent from one network address in an hour."""


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who one is, and what one can do about it."""
    context = {
        "title": "Your account",
        "crumbs": [{"name": "Your account"}],
        "second_factor_is_on": settings.SECOND_FACTOR,
        "second_factor": second_factor.status(request.user) if settings.SECOND_FACTOR else None,
        "second_factor_is_needed": second_factor.is_needed(request.user),
    }
    return render_page(request, "accounts/account.html", context)


@require_safe
@never_cache
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Everything the wiki keeps about who is signed in, as a JSON file."""
    user = request.user
    names = ("username", "first_name", "last_name", "email", "date_joined", "last_login")
    data = {
        "account": {name: getattr(user, name) for name in names}
        | {"groups": list(user.groups.order_by("name").values_list("name", flat=True))},
        "second_factor": second_factor.status(user),
        **personal_data(user),
    }
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False}, headers=headers)


@never_cache
@login_required
@sensitive_post_parameters("password")
def delete(request: HttpRequest) -> HttpResponse:
    """Delete who is signed in and all that is theirs, once they typed their password."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=request.user.pk)
    needed = request.user.is_superuser and not others.exists()
    form = DeleteForm(request, request.POST if request.method == "POST" and not needed else None)
    if form.is_valid():
        with transaction.atomic():
            user = request.user
            logout(request)
            forget_person(user)
            user.delete()
        gone = {"title": "Your account is deleted", "crumbs": [{"name": "Deleted account"}]}
        response = render_page(request, "accounts/deleted.html", gone)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response
    context = {
        "title": "Delete your account",
        "form": form,
        "needed": needed,
        "crumbs": [{"name": "Your account", "url": reverse("account")}, {"name": "Delete your account"}],
    }
    return render_page(request, "accounts/delete.html", context)


@never_cache
@sensitive_post_parameters("password1", "password2")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account, where that is allowed; whether an e-mail address is known here is not looked at."""
    if not settings.ALLOW_SIGNUP:
        raise Http404
    form = SignUpForm(request.POST or None, initial={"bookmark": intent.wanted(request)})
    wait = 0
    if request.method == "POST":
        wait = Attempt.objects.spend("sign-up", address_of(request) or "", most=TRIES_TO_SIGN_UP)
        if not wait and form.is_valid():
            return _welcome(request, form)
    if wait:  # unchecked, as a check tells which user names are taken
        form = SignUpForm(
            initial={name: request.POST.get(name, "") for name in ("username", "email", "bookmark")}
        )
    context = {
        "title": "Make an account",
        "form": form,
        "wait": f"Too many tries from your network. Try again {throttle.in_minutes(wait)}." if wait else "",
        "next": _safe_next(request),
        "crumbs": [{"name": "Make an account"}],
    }
    response = render_page(request, "accounts/signup.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _welcome(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    """Keep the new account and sign in; a machine, which filled in the trap, gets the same answer for nothing."""
    response = HttpResponseRedirect(_safe_next(request) or reverse("home"))
    if not form.by_machine():
        user = form.save()
        login(request, user, backend=BACKEND)
        throttle.remember_device(response, user)
        intent.fulfil(user, form.cleaned_data["bookmark"])
    return response


@require_POST
@never_cache
@login_required
def set_bookmark(request: HttpRequest) -> HttpResponse:
    """Set the bookmark of a signed field, for who was signed in already."""
    intent.fulfil(request.user, request.POST.get("bookmark", ""))
    return HttpResponseRedirect(_safe_next(request) or reverse("home"))


@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Send people of the Admin to the one page for signing in."""
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))


def _safe_next(request: HttpRequest) -> str:
    """Return where the form or address wants to go on to, if that is a page of this site."""
    target = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    return own_address(request, target)
