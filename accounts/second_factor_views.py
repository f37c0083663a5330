"""The second factor: the code at sign-in, and setting it up, renewing its recovery codes and removing it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import held, mail, second_factor, throttle
from accounts.second_factor_forms import CodeForm, PasswordAndCodeForm, RecoveryForm, SetUpForm
from entries.htmx import render_page

View = Callable[..., HttpResponse]


def second_factor_page(view: View) -> View:
    """Return a page that is there where `SECOND_FACTOR` is on, that nobody keeps, and whose form is private."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @sensitive_post_parameters("password", "code", "key")
    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            raise Http404
        return view(request)

    return page


@second_factor_page
def code(request: HttpRequest) -> HttpResponse:
    """Ask whose password was right for a code, sign in, and go on to the page they wanted."""
    user = held.held_user(request)
    device = second_factor.device_of(user) if user else None
    if user is None:
        return _from_the_start(request)
    if device is None:
        return HttpResponseRedirect(reverse("second-factor-set-up"))
    recovery = "recovery" in request.GET
    form = (RecoveryForm if recovery else CodeForm)(request, user, request.POST or None)
    if form.is_valid():
        response = HttpResponseRedirect(held.finish(request, user, device))
        throttle.remember_device(response, user)
        return response
    return _form_page(request, "code", "Type your code", form, {"recovery": recovery, "person": user})


@second_factor_page
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a key as a QR code, take its first code, and show the recovery codes."""
    waiting = held.held_user(request)
    user = waiting or request.user
    if not user.is_authenticated:
        return _from_the_start(request)
    if second_factor.device_of(user):
        return HttpResponseRedirect(reverse("second-factor-code" if waiting else "account"))
    form = SetUpForm(request, user, request.POST or None, ask_password=waiting is None)
    if form.is_valid():
        if codes := second_factor.set_up(form.device, form.cleaned_data["code"]):
            return _set_up_done(request, user, form, codes, is_signed_in=waiting is None)
        form.add_error("code", second_factor.WRONG_CODE)
    context = {"person": user, "needed": second_factor.is_needed(user)}
    return _form_page(request, "second_factor_set_up", "Set up your second factor", form, context)


def _set_up_done(
    request: HttpRequest, user: User, form: SetUpForm, codes: list[str], *, is_signed_in: bool
) -> HttpResponse:
    next_page = reverse("account")
    if is_signed_in:
        request.session.cycle_key()
        django_otp.login(request, form.device)
    else:
        next_page = held.finish(request, user, form.device)
    second_factor.end_sessions(user, keep=request.session.session_key)
    mail.send_news(user, "Your account has a second factor now: codes of an app.")
    response = _codes_page(request, codes, next_page)
    throttle.remember_device(response, user)
    return response


@second_factor_page
@login_required
def renew(request: HttpRequest) -> HttpResponse:
    """Make ten new recovery codes for who types password and code, and show them once."""
    if second_factor.device_of(request.user) is None:
        return HttpResponseRedirect(reverse("account"))
    form = PasswordAndCodeForm(request, request.POST or None)
    if form.is_valid():
        codes = second_factor.renew_codes(request.user)
        second_factor.end_sessions(request.user, keep=request.session.session_key)
        mail.send_news(request.user, "Your account has new recovery codes.")
        return _codes_page(request, codes, reverse("account"))
    return _form_page(request, "second_factor_renew", "Make new recovery codes", form)


@second_factor_page
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    """Take the second factor away from who types password and code; who needs one sets up the next at once."""
    user = request.user
    if second_factor.device_of(user) is None:
        return HttpResponseRedirect(reverse("account"))
    form = PasswordAndCodeForm(request, request.POST or None)
    needed = second_factor.is_needed(user)
    if form.is_valid():
        second_factor.remove(user, keep=request.session.session_key)
        mail.send_news(user, "The second factor of your account was removed.")
        if needed:
            backend = request.session[BACKEND_SESSION_KEY]
            logout(request)
            return held.hold(request, user, backend=backend, next_page=reverse("account"))
        request.session.pop(django_otp.DEVICE_ID_SESSION_KEY, None)
        messages.success(request, "Your second factor is removed.")
        return HttpResponseRedirect(reverse("account"))
    title = "Change to another app" if needed else "Remove your second factor"
    return _form_page(request, "second_factor_remove", title, form, {"needed": needed})


def _from_the_start(request: HttpRequest) -> HttpResponse:
    """Lead back to the password: nobody waits here for a code, or not any more."""
    if second_factor.HELD in request.session:
        messages.error(request, "This sign-in has ended. Type your password again.")
    next_page = held.let_go(request)
    query = f"?{urlencode({REDIRECT_FIELD_NAME: next_page})}" if next_page else ""
    return HttpResponseRedirect(reverse("login") + query)


def _codes_page(request: HttpRequest, codes: list[str], next_page: str) -> HttpResponse:
    title = "Your recovery codes"
    context = {"title": title, "codes": codes, "next": next_page, "crumbs": [{"name": title}]}
    return render_page(request, "accounts/second_factor_codes.html", context)


def _form_page(
    request: HttpRequest, name: str, title: str, form: Form, context: dict[str, Any] | None = None
) -> HttpResponse:
    crumbs: list[dict[str, str]] = [{"name": title}]
    if request.user.is_authenticated:
        crumbs.insert(0, {"name": "Your account", "url": reverse("account")})
    known = {"title": title, "form": form, "crumbs": crumbs}
    wait = getattr(form, "wait", 0)
    status = 429 if wait else 200
    response = render_page(request, f"accounts/{name}.html", known | (context or {}), status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
