"""Nobody is signed in who still owes the second factor."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts import second_factor


class SecondFactorMiddleware:
    """Takes a session for nobody's when its person needs a second factor and gave none in it.

    Such sessions are from before `SECOND_FACTOR` was switched on, or before the person was let into the Admin.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR:
            found = request.user

            def person() -> User | AnonymousUser:
                owes = second_factor.is_needed(found) and not second_factor.is_given(request.session)
                return AnonymousUser() if owes else found

            request.user = cast(User, SimpleLazyObject(person))
        return self.get_response(request)
