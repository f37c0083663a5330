"""Signing in and out, and new passwords: Django's own views with the site's pages, words and limits."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.views.generic.base import ContextMixin

from accounts import ceiling, held, intent, second_factor, throttle
from accounts.forms import ChangePasswordForm, ResetForm, SetPasswordForm, SignInForm
from accounts.models import Attempt
from entries.rate_limits import address_of, too_many_requests

CLEAR_SITE_DATA = '"cache", "storage"'
MAILS_FOR_ONE = 3
MAILS_FROM_ONE = 10
"""How many mails with a new password one e-mail address gets in an hour, and one network address may ask for."""


class Page(ContextMixin):
    """What the layout wants to know, on a page made by one of Django's views."""

    title = ""
    description = "An account keeps bookmarks and question sets. Reading the wiki needs none."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the title; Django's views take the host for the name of the site."""
        context = super().get_context_data(**kwargs)
        crumbs = [{"name": self.title}]
        said = {"title": self.title, "description": self.description, "crumbs": crumbs}
        return {**context, **said, "site_name": settings.SITE_NAME}


class SignIn(Page, auth.LoginView):
    """User name and password; then the code if there is one, and on to `next` with the bookmark one came for."""

    title = "Sign in"
    template_name = "accounts/login.html"
    authentication_form = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or ask who is signed in already whether to set the bookmark."""
        if request.user.is_authenticated and intent.wanted(request):
            self.template_name = "accounts/bookmark.html"
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try the password, unless it is one of a flood."""
        with ceiling.seconds_to_wait(request, request.POST.get("username", "")) as wait:
            return too_many_requests(request, wait) if wait else super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Carry the bookmark."""
        return {"bookmark": intent.wanted(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where a new account is made, if it is."""
        query = self.request.GET.urlencode()
        return super().get_context_data(**kwargs) | {"may_sign_up": settings.ALLOW_SIGNUP, "query": query}

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, know this browser from now on, set the bookmark; or keep all that until the code is right."""
        user, bookmark = form.get_user(), form.cleaned_data["bookmark"]
        if second_factor.is_asked_for(user):
            next_page = self.get_success_url()
            return held.hold(self.request, user, backend=user.backend, next_page=next_page, bookmark=bookmark)
        response = super().form_valid(form)
        throttle.remember_device(response, user)
        intent.fulfil(user, bookmark)
        return response


class SignOut(Page, auth.LogoutView):
    """Signs out, and lets the browser forget the pages it kept."""

    title = "You are signed out"
    template_name = "accounts/logged_out.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response


class ChangePassword(Page, auth.PasswordChangeView):
    """A new password for who is signed in; ends their sessions elsewhere."""

    title = "Change your password"
    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request, by which wrong passwords are counted."""
        return super().get_form_kwargs() | {"request": self.request}


class PasswordChanged(Page, auth.PasswordChangeDoneView):
    """Says that it is done."""

    title = "Your password is changed"
    template_name = "accounts/password_change_done.html"


class Reset(Page, auth.PasswordResetView):
    """Mails a link for a new password; answers the same whether the address is known or not."""

    title = "Forgot your password?"
    template_name = "accounts/password_reset.html"
    form_class = ResetForm
    success_url = reverse_lazy("password_reset_done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether this installation sends mails."""
        return super().get_context_data(**kwargs) | {"can_mail": settings.CAN_MAIL}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse when no mail can be sent, instead of pretending."""
        return super().post(request, *args, **kwargs) if settings.CAN_MAIL else self.get(request)

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the link, unless too many were asked for."""
        address = address_of(self.request) or ""
        wait = Attempt.objects.spend("reset from", address, most=MAILS_FROM_ONE) or Attempt.objects.spend(
            "reset for", form.cleaned_data["email"], most=MAILS_FOR_ONE
        )
        if wait:
            return self.too_many(form, wait)
        form.send_links(self.request)
        return super(auth.PasswordResetView, self).form_valid(form)

    def too_many(self, form: Form, wait: int) -> HttpResponse:
        """Say how long to wait."""
        form.add_error(None, f"Too many mails were asked for. Ask again {throttle.in_minutes(wait)}.")
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=429, headers={"Retry-After": str(wait)})


class ResetSent(Page, auth.PasswordResetDoneView):
    """Says where to look for the mail."""

    title = "Look at your mail"
    template_name = "accounts/password_reset_done.html"


class ResetConfirm(Page, auth.PasswordResetConfirmView):
    """Behind the link of a mail or an invitation: a new password, once."""

    title = "Set your password"
    template_name = "accounts/password_reset_confirm.html"
    form_class = SetPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password; who got the mail is no stranger at the next sign-in."""
        response = super().form_valid(form)
        throttle.remember_device(response, form.user)
        return response


class ResetComplete(Page, auth.PasswordResetCompleteView):
    """Says that one can sign in now."""

    title = "Your password is set"
    template_name = "accounts/password_reset_complete.html"
