"""Mails of the site. They leave in the background, so that an answer takes as long with a mail as without.

What is logged there carries the number of the request that asked for the mail.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

log = logging.getLogger(__name__)
_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def password_link(request: HttpRequest, user: User) -> str:
    """The address where this person sets a password, once."""
    return _password_link(_site(request), user)


def send_invitation(request: HttpRequest, user: User) -> None:
    """Mail a link that sets the first password."""
    _sender.submit(
        copy_context().run, _send_links, _site(request), [user], "your account", "accounts/invitation.txt"
    )


def send_new_password_links(request: HttpRequest, users: list[User]) -> None:
    """Mail each person a link that sets a new password; as much work here for nobody as for somebody."""
    template = "accounts/password_reset_email.txt"
    _sender.submit(copy_context().run, _send_links, _site(request), users, "a new password", template)


def send_news(user: User, news: str) -> None:
    """Tell a person what happened to their second factor, where mails are sent and theirs is known."""
    if settings.CAN_MAIL and user.email:
        _sender.submit(_send_news, user, news)


def settle() -> None:
    """Wait until all mails are on their way."""
    _sender.submit(bool).result()


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _password_link(site: str, user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return site + reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])


def _send_news(user: User, news: str) -> None:
    links = {
        "account": settings.SITE_URL + reverse("account"),
        "reset": settings.SITE_URL + reverse("password_reset"),
    }
    _send(user, "your second factor", "accounts/second_factor.txt", {"news": news} | links)


def _send_links(site: str, users: list[User], subject: str, template: str) -> None:
    for user in users:
        _send(user, subject, template, {"link": _password_link(site, user)})


def _send(user: User, subject: str, template: str, context: dict[str, str]) -> None:
    """Runs in the background, without the database; when a mail cannot be sent, the log says so."""
    try:
        body = render_to_string(template, {"user": user} | context)
        EmailMessage(f"{settings.SITE_NAME}: {subject}", body, to=[user.email]).send()
    except Exception as problem:
        # Nobody waits for this thread, so what it does not log is lost, and the next person's mail with it. Only
        # the kind of mistake: its words may hold an address.
        log.error("A mail could not be sent: %s.", type(problem).__name__)
