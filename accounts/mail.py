"""Mails of the site. They leave in the background, so that an answer takes as long with a mail as without."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

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


def can_mail() -> bool:
    """Whether this installation sends mails."""
    return "default" in settings.MAILERS


def send(subject: str, template: str, context: dict[str, Any], to: str) -> None:
    """Send a mail in the background; when that fails, the log says so."""
    subject = " ".join(f"{settings.SITE_NAME}: {subject}".split())
    message = EmailMessage(subject, render_to_string(template, context), to=[to])
    _sender.submit(_send, message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        log.exception("A mail could not be sent.")


def settle() -> None:
    """Wait until all mails are on their way."""
    _sender.submit(bool).result()


def password_link(request: HttpRequest, user: User) -> str:
    """The address where this person sets a password, once."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    return request.build_absolute_uri(path)


def send_invitation(request: HttpRequest, user: User) -> None:
    """Mail a link that sets the first password."""
    context = {"user": user, "link": password_link(request, user)}
    send("your account", "accounts/invitation.txt", context, user.email)
