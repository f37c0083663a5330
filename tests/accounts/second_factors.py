"""Second factors for tests: people who have one, the codes of their app at any moment, and the forms."""

import re
import time
from base64 import b32decode
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import second_factor
from tests.accounts.people import make_person, sign_in
from tests.reading import text

CODE = "/accounts/code/"
SET_UP = "/accounts/second-factor/set-up/"
RENEW = "/accounts/second-factor/codes/"
REMOVE = "/accounts/second-factor/remove/"
WRONG = "not right, or not any more"


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """Return what the app shows now, or so many half minutes later."""
    app = TOTP(device.bin_key, device.step, device.t0, device.digits)
    app.time = time.time() + steps * device.step
    return f"{app.token():06d}"


def wrong_code(device: TOTPDevice) -> str:
    """Return six digits that are none of the codes around this moment."""
    right = {code_of(device, steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
                if code not in right)  # fmt: skip


def with_app(name: str = "ann", **fields: Any) -> tuple[User, TOTPDevice, list[str]]:
    """Return a person with an app and recovery codes, whose code of this half minute was never used."""
    person = make_person(name, **fields)
    device = second_factor.new_device(person)
    codes = second_factor.set_up(device, code_of(device))
    TOTPDevice.objects.update(last_t=-1)
    return person, device, codes


def editor(name: str = "ed") -> tuple[User, TOTPDevice, list[str]]:
    """Return somebody who may enter the Admin, with an app."""
    return with_app(name, is_staff=True)


def to_the_code(name: str = "ed", **more: str) -> Client:
    """Return a browser in which the password was right and the code is asked for."""
    client = Client()
    assert sign_in(client, name, **more)["Location"] == CODE
    return client


def type_code(client: Client, code: str, *, at: str = "192.0.2.1", address: str = CODE) -> HttpResponse:
    """Send the form of the code from a network address."""
    return client.post(address, {"code": code}, REMOTE_ADDR=at)


def forget_waits() -> None:
    """Let no device wait after wrong codes."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)


def fully_signed_in(name: str, device: TOTPDevice) -> Client:
    """Return a browser in which somebody signed in with password and code."""
    client = to_the_code(name)
    TOTPDevice.objects.update(last_t=-1)
    assert type_code(client, code_of(device)).status_code == 302
    TOTPDevice.objects.update(last_t=-1)
    return client


def key_on(page: HttpResponse) -> str:
    """Return the signed key of a page that sets up."""
    found = re.search(r'name="key" value="([^"]+)"', text(page))
    assert found
    return found[1]


def device_on(page: HttpResponse) -> TOTPDevice:
    """Return an app into which somebody typed the key of a page."""
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', text(page))
    assert found
    return TOTPDevice(key=b32decode(found[1].replace(" ", "")).hex())


def codes_on(page: HttpResponse) -> list[str]:
    """Return the recovery codes that a page shows."""
    return re.findall(r"<li><code>([a-z2-7-]{14})</code></li>", text(page))
