"""Wrong passwords: ten in five minutes for an account or an address, then a wait that comes before any hashing."""

import pytest
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from hypothesis import given
from hypothesis import settings as sampling
from hypothesis import strategies as st

from accounts import throttle
from tests.accounts.hashing import CountingHasher
from tests.accounts.people import (
    MOST,
    OTHER,
    PASSWORD,
    fail,
    is_signed_in,
    let_pass,
    make_person,
    sign_in,
    signed_in,
    words,
)
from tests.reading import text

pytestmark = pytest.mark.django_db

MINUTES = 60


def test_eleventh_try_is_refused_before_hashing() -> None:
    make_person()
    assert fail(MOST) == [200] * (MOST - 1) + [429]
    CountingHasher.calls = 0
    for password in ("wrong", PASSWORD):
        answer = sign_in(Client(), password=password)
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 5 * MINUTES
        assert "Too many wrong passwords. Try again in 5 minutes." in text(answer)
        assert 'value="ann"' in text(answer)
    assert CountingHasher.calls == 0


def test_account_is_counted_over_all_addresses() -> None:
    make_person()
    for n in range(MOST):
        fail(1, at=f"198.51.100.{n}")
    assert fail(1, at="203.0.113.1") == [429]


def test_address_is_counted_over_all_accounts() -> None:
    make_person()
    for n in range(MOST):
        fail(1, f"person-{n}")
    CountingHasher.calls = 0
    assert sign_in(Client()).status_code == 429
    assert CountingHasher.calls == 0
    assert sign_in(Client(), at="203.0.113.1").status_code == 302


def test_success_in_between_does_not_clear_the_count_of_an_address() -> None:
    make_person("thief")
    for n in range(MOST - 1):
        fail(1, f"person-{n}")
    assert sign_in(Client(), "thief").status_code == 302
    fail(1, "person-x")
    assert fail(1, "person-y") == [429]


def test_after_the_wait_the_owner_gets_in() -> None:
    make_person()
    fail(MOST)
    let_pass(4 * MINUTES)
    answer = sign_in(Client())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= MINUTES
    assert "in 1 minute." in text(answer)
    let_pass(1 * MINUTES)
    assert sign_in(Client()).status_code == 302


def test_trying_on_does_not_make_the_wait_longer() -> None:
    make_person()
    fail(MOST)
    let_pass(4 * MINUTES)
    assert set(fail(20)) == {429}
    let_pass(1 * MINUTES)
    assert sign_in(Client()).status_code == 302


def test_locked_out_names_that_exist_and_that_do_not_get_the_same_answer() -> None:
    make_person("anna")
    fail(MOST, "anna", at="192.0.2.1")
    fail(MOST, "otto", at="192.0.2.2")
    CountingHasher.calls = 0
    pages = [sign_in(Client(), name, at="203.0.113.1") for name in ("anna", "otto")]
    assert [page.status_code for page in pages] == [429, 429]
    assert words(pages[0]).replace("anna", "") == words(pages[1]).replace("otto", "")
    assert CountingHasher.calls == 0


def test_hashing_is_as_much_work_for_unknown_names() -> None:
    """What takes the time at sign-in is one hashing, whoever it is."""
    make_person("anna")
    make_person("karl", is_active=False)
    for name in ("anna", "karl", "otto"):
        CountingHasher.calls = 0
        fail(1, name)
        assert CountingHasher.calls == 1, name


def test_browser_that_was_signed_in_before_is_let_in_while_strangers_guess() -> None:
    make_person()
    home = signed_in()
    home.post("/accounts/logout/")
    cookie = home.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "ann" not in cookie.value
    fail(2 * MOST)
    assert sign_in(home).status_code == 302
    assert sign_in(Client()).status_code == 429


def test_known_browser_has_a_limit_of_its_own() -> None:
    make_person()
    thief = signed_in()
    thief.post("/accounts/logout/")
    assert [sign_in(thief, password="wrong").status_code for _ in range(MOST)][-1] == 429
    CountingHasher.calls = 0
    assert sign_in(thief).status_code == 429
    assert CountingHasher.calls == 0
    assert sign_in(Client(), at="203.0.113.1").status_code == 302


def test_known_browser_is_known_for_its_own_account_only() -> None:
    make_person("ann")
    make_person("thief")
    thief = signed_in("thief")
    fail(MOST, "ann")
    assert sign_in(thief, "ann").status_code == 429


@pytest.mark.sampled(2)
@pytest.mark.parametrize("value", ["", "x", "ann", "a:b:c", "\x00", "x" * 5000])
def test_forged_device_is_a_stranger(value: str) -> None:
    make_person()
    fail(MOST)
    client = Client()
    client.cookies["device"] = value
    assert sign_in(client).status_code == 429


def test_old_device_is_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    make_person()
    home = signed_in()
    fail(MOST)
    monkeypatch.setattr(throttle, "DEVICE_AGE", -1)
    assert sign_in(home).status_code == 429


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("password/", {"old_password": "wrong", "new_password1": OTHER, "new_password2": OTHER}),
        ("delete/", {"password": "wrong"}),
    ],
)
def test_passwords_asked_for_again_are_counted_too(page: str, form: dict[str, str]) -> None:
    person = make_person()
    client = signed_in()
    statuses = [client.post(f"/accounts/{page}", form).status_code for _ in range(MOST)]
    assert statuses == [200] * (MOST - 1) + [429]
    CountingHasher.calls = 0
    right = {name: PASSWORD if value == "wrong" else value for name, value in form.items()}
    answer = client.post(f"/accounts/{page}", right)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "Try again in 5 minutes" in text(answer)
    assert CountingHasher.calls == 0
    before = person.password
    person.refresh_from_db()
    assert person.password == before
    assert is_signed_in(client)


def test_nothing_typed_is_kept() -> None:
    client = Client(headers={"user-agent": "my browser", "accept": "my language"})
    for _ in range(2):
        sign_in(client, "my secret as a name", "my secret", extra="my secret")
    kept = list(AccessAttempt.objects.values())
    assert len(kept) == 1
    assert kept[0]["failures_since_start"] == 2
    assert "my " not in str(kept)
    assert AccessLog.objects.count() == 0


def test_old_failures_are_forgotten() -> None:
    fail(3)
    let_pass(6 * MINUTES)
    fail(1, "bob", at="203.0.113.9")
    assert AccessAttempt.objects.count() == 1


def test_written_address_does_not_help_without_a_proxy() -> None:
    make_person()
    for n in range(MOST):
        fail(1, f"person-{n}")
    client = Client(headers={"x-forwarded-for": "203.0.113.5"})
    assert sign_in(client).status_code == 429


@sampling(max_examples=40)
@given(name=st.text(max_size=200), password=st.text(max_size=50), cookie=st.text(max_size=50))
def test_any_input_is_answered(name: str, password: str, cookie: str) -> None:
    client = Client()
    client.cookies["device"] = cookie.encode("ascii", "backslashreplace").decode()
    form = {"username": name.encode(errors="replace"), "password": password.encode(errors="replace")}
    answer = client.post("/accounts/login/", form)
    assert answer.status_code in {200, 429}
    assert not is_signed_in(client)
