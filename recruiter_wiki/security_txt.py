"""Where finders of a hole in the site's safety are told whom to write to (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

VALID_DAYS = 180
"""For how long readers may trust what they read; the standard asks for less than a year."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Name the contact of SECURITY_CONTACT; raises Http404 where none is set."""
    if not settings.SECURITY_CONTACT:
        raise Http404("This site names no contact for its safety.")
    until = datetime.combine(timezone.now() + timedelta(days=VALID_DAYS), time(), UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
