"""Settings come from the environment; a missing or dangerous value stops the start with one sentence."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from recruiter_wiki.embedded import server_for_tests

GOOD = {
    "MODE": "production",
    "SECRET_KEY": "Zq3" * 20,
    "ALLOWED_HOSTS": "wiki.example.org,www.wiki.example.org",
    "DATABASE_URL": "postgresql://wiki:hush-hush@localhost/wiki",
}


def start(
    code: str = "import django; django.setup()", *, at: Path | None = None, **changes: str
) -> subprocess.CompletedProcess:
    """Start Django in a process of its own, in production unless `changes` say otherwise."""
    environment = {name: value for name, value in (GOOD | changes).items() if value}
    environment |= {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "recruiter_wiki.settings"}
    command = [sys.executable, "-c", code]
    where = at or settings.BASE_DIR
    return subprocess.run(
        command, cwd=where, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def values(*names: str, **changes: str) -> list[str]:
    """Return settings as a process in production has them."""
    code = f"from django.conf import settings as s; [print(getattr(s, name)) for name in {names!r}]"
    done = start(code, **changes)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or shorter than 50 characters: set a long random one."),
        (
            {"SECRET_KEY": "short"},
            "SECRET_KEY is missing or shorter than 50 characters: set a long random one.",
        ),
        ({"DEBUG": "yes"}, "DEBUG is on in production mode: leave it out."),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps': write yes or no."),
        (
            {"ALLOWED_HOSTS": ""},
            "ALLOWED_HOSTS must name the site's hosts, separated by commas, without wildcards.",
        ),
        (
            {"ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS must name the site's hosts, separated by commas, without wildcards.",
        ),
        (
            {"ALLOWED_HOSTS": "a.org, *"},
            "ALLOWED_HOSTS must name the site's hosts, separated by commas, without wildcards.",
        ),
        (
            {"ALLOWED_HOSTS": ".a.org"},
            "ALLOWED_HOSTS must name the site's hosts, separated by commas, without wildcards.",
        ),
        (
            {"DATABASE_URL": "sqlite:///wiki.db"},
            "DATABASE_URL must lead to PostgreSQL: begin it with postgresql://.",
        ),
        (
            {"DATABASE_URL": "mysql://u:hush-hush@h/d"},
            "DATABASE_URL must lead to PostgreSQL: begin it with postgresql://.",
        ),
        (
            {"DATABASE_URL": "no address"},
            "DATABASE_URL must lead to PostgreSQL: begin it with postgresql://.",
        ),
        ({"DATABASE_ROLE": "boss"}, "DATABASE_ROLE is 'boss': write site or owner."),
        (
            {"EMAIL_URL": "smtp//u:hush-hush@h"},
            "EMAIL_URL must read like smtp+tls://name:password@mail.example.org:587 (or smtp://, smtp+ssl://),"
            " or be console: to print mails, or be left out.",
        ),
        (
            {"DEFAULT_FROM_EMAIL": "the wiki"},
            "DEFAULT_FROM_EMAIL must be an e-mail address, such as wiki@example.org.",
        ),
        (
            {"SECURITY_CONTACT": "safety@example.org"},
            "SECURITY_CONTACT must begin with mailto: or https://, such as mailto:safety@example.org.",
        ),
        ({"ALLOW_SIGNUP": "perhaps"}, "ALLOW_SIGNUP is 'perhaps': write yes or no."),
        ({"MODE": "staging"}, "MODE is 'staging': write local or production."),
    ],
)
def test_dangerous_value_stops_the_start_with_one_sentence(changes: dict[str, str], sentence: str) -> None:
    done = start(**changes)
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {sentence}"
    assert "hush-hush" not in done.stderr


def test_production_with_good_values_starts_without_a_database() -> None:
    assert start().returncode == 0


def test_database_address_without_a_mode_means_production() -> None:
    assert values("LOCAL", MODE="") == ["False"]


def test_production_is_safe() -> None:
    names = {
        "DEBUG": "False",
        "SECURE_SSL_REDIRECT": "True",
        "SESSION_COOKIE_SECURE": "True",
        "CSRF_COOKIE_SECURE": "True",
        "SESSION_COOKIE_HTTPONLY": "True",
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_DOMAIN": "None",
        "CSRF_COOKIE_DOMAIN": "None",
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_PATH": "/",
        "USE_X_FORWARDED_HOST": "False",
        "SECURE_HSTS_SECONDS": str(2 * 365 * 24 * 3600),
        "SECOND_FACTOR": "True",
        "ALLOWED_HOSTS": "['wiki.example.org', 'www.wiki.example.org']",
    }
    assert dict(zip(names, values(*names), strict=True)) == names


def test_second_factor_is_off_on_ones_own_machine_and_where_it_is_said() -> None:
    assert values("SECOND_FACTOR", MODE="local") == values("SECOND_FACTOR", SECOND_FACTOR="no") == ["False"]
    assert values("SECOND_FACTOR", SECOND_FACTOR=" ") == ["True"]


def test_django_has_nothing_to_say_about_production() -> None:
    """Its own check of what is deployed finds nothing, warnings included."""
    run = "from django.core.management import execute_from_command_line as run; run"
    code = f"{run}(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    database = os.environ.get("DATABASE_URL") or server_for_tests().owner
    done = start(code, DATABASE_URL=database, SECRET_KEY=secrets.token_urlsafe(50))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_spaces_around_hosts_do_not_matter() -> None:
    assert values("ALLOWED_HOSTS", ALLOWED_HOSTS=" a.org , b.org ") == ["['a.org', 'b.org']"]


def test_proxy_is_trusted_only_when_told() -> None:
    assert values("SECURE_PROXY_SSL_HEADER") == ["None"]
    assert values("SECURE_PROXY_SSL_HEADER", TRUSTED_PROXY="yes") == ["('HTTP_X_FORWARDED_PROTO', 'https')"]


def test_nobody_signs_up_and_nothing_is_mailed_unless_told() -> None:
    assert values("ALLOW_SIGNUP", "CAN_MAIL", "DEFAULT_FROM_EMAIL") == [
        "False",
        "False",
        "wiki@wiki.example.org",
    ]


def test_no_secret_is_built_in(tmp_path: Path) -> None:
    """Two starts on one's own machine without a kept key have two keys."""
    package = shutil.copytree(settings.BASE_DIR / "recruiter_wiki", tmp_path / "recruiter_wiki")
    code = "from recruiter_wiki.settings import SECRET_KEY; print(SECRET_KEY)"
    keys = {start(code, at=tmp_path, MODE="local", SECRET_KEY="").stdout.strip() for _ in range(2)}
    assert len(keys) == 2
    assert min(map(len, keys)) >= 50
    assert not re.search(r"SECRET_KEY\s*=\s*[\"']", (package / "settings.py").read_text())


def test_every_setting_is_explained() -> None:
    asked = re.findall(
        r"env(?:_bool|_int)?\(\"([A-Z_]+)\"",
        (settings.BASE_DIR / "recruiter_wiki" / "settings.py").read_text(),
    )
    explained = (settings.BASE_DIR / ".env.example").read_text()
    assert [name for name in set(asked) if not re.search(rf"^#?{name}=", explained, re.MULTILINE)] == []
