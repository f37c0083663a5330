"""The forms of the second factor: a code at sign-in, setting one up, and what asks for password and code."""

from base64 import b32encode
from typing import Any, cast

import segno
from django import forms
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor, throttle
from accounts.forms import DeleteForm, OwnPassword, Plain
from accounts.second_factor import WRONG_CODE

SALT = "second-factor"
SET_UP_AGE = 3600
"""Seconds in which a page with a QR code can be answered."""

ONE_TIME = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
LONGEST_CODE = 40
EITHER = "The six digits that your app shows now, or a recovery code."


def code_field(label: str, help_text: str = "", *, digits: bool) -> forms.CharField:
    """Return a field for a code; with `digits` a phone shows its keys for numbers."""
    keys = {"inputmode": "numeric"} if digits else {}
    widget = forms.TextInput(attrs=ONE_TIME | keys)
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST_CODE, widget=widget)


class ChecksCode:
    """Compares a code with those of a person, with the limits on wrong ones."""

    wait = 0
    """Seconds until codes are looked at again, when this one was not."""

    def checked_code(self, request: HttpRequest, user: User, code: str) -> str:
        """Return the code if it is right, and use it up; else refuse it."""
        self.wait = second_factor.seconds_to_wait(user, code)
        if self.wait:
            raise forms.ValidationError(f"Too many wrong codes. Try again {throttle.in_minutes(self.wait)}.")
        if not second_factor.is_right_code(request, user, code):
            locked = throttle.is_locked_out(request)
            raise forms.ValidationError(
                throttle.sentence(request, user.get_username(), "codes") if locked else WRONG_CODE
            )
        return code


class CodeForm(Plain, ChecksCode, forms.Form):
    """The code after the password."""

    code = code_field("Code", "The six digits that your app shows now.", digits=True)

    def __init__(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> None:
        self.request, self.user = request, user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Refuse a wrong code."""
        return self.checked_code(self.request, self.user, self.cleaned_data["code"])


class RecoveryForm(CodeForm):
    """The same without the app."""

    code = code_field(
        "Recovery code", "One of the ten you kept when you set up your app. Each works once.", digits=False
    )


class PasswordAndCodeForm(ChecksCode, DeleteForm):
    """The password and a code of who is signed in, as a sign that it is them."""

    code = code_field("Code", EITHER, digits=False)

    def clean(self) -> dict[str, Any]:
        """Look at the code once the password is right, so that no code is used up in vain."""
        given = super().clean() or self.cleaned_data
        if {"password", "code"} <= given.keys():
            try:
                self.checked_code(self.request, cast(User, self.request.user), given["code"])
            except forms.ValidationError as refused:
                self.add_error("code", refused)
        return given


class SetUpForm(Plain, OwnPassword, forms.Form):
    """The first code of an app; of who is signed in the password, too.

    The key travels in the page, signed for this person, so that showing the page writes nothing.
    """

    key = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    code = code_field("Code", "The six digits that your app shows now.", digits=True)
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, user: User, data: Any = None, *, ask_password: bool) -> None:
        self.request = request
        known = _read_key(user, data.get("key", "")) if data is not None else ""
        self.is_fresh = data is None or bool(known)
        self.device = second_factor.new_device(user, known)
        signed = signing.dumps([user.pk, self.device.key], salt=SALT)
        super().__init__(data if data is None else {**data.dict(), "key": signed}, initial={"key": signed})
        if not ask_password:
            del self.fields["password"]

    def clean_password(self) -> str:
        """Refuse a wrong password."""
        return self.checked(self.cleaned_data["password"])

    def clean(self) -> None:
        """Refuse the code of a page that was open too long."""
        if not self.is_fresh:
            raise forms.ValidationError(
                "This page was open too long. Scan the new picture, then type its code."
            )

    def secret(self) -> str:
        """Return the key as people type it into an app: capital letters and digits in groups of four."""
        letters = b32encode(self.device.bin_key).decode().rstrip("=")
        return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))

    def picture(self) -> dict[str, Any]:
        """Return the QR code: its width in squares, margin included, and the dark ones as the path of an SVG."""
        return qr_picture(self.device)


def qr_picture(device: TOTPDevice) -> dict[str, Any]:
    """Return the address of an app's key as `size` and `path` of a QR code with the margin that readers need."""
    rows = list(segno.make(device.config_url, error="m", micro=False).matrix_iter(border=4))
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, square in enumerate(row) if square)
    return {"size": len(rows), "path": "".join(dark)}


def _read_key(user: User, signed: str) -> str:
    """Return the key that a page showed to this person; nothing when it is forged, another's or too old."""
    try:
        number, key = signing.loads(signed, salt=SALT, max_age=SET_UP_AGE)
    except (signing.BadSignature, ValueError):
        return ""
    return key if number == user.pk else ""
