"""The container files agree with each other and with the site, and give no more rights than are needed.

They are only read here. docs/deploy.md says how they were run.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from recruiter_wiki.patient_worker import MOST_BODY
from tests.checkout import tracked

ROOT = Path(settings.BASE_DIR)
SITE = ("web", "prepare", "daily")
NOT_FROM_ENV = {
    "MODE": "production in compose and image",
    "DEBUG": "never on there",
    "ALLOWED_HOSTS": "made from DOMAIN",
    "SITE_URL": "made from DOMAIN",
    "TRUSTED_PROXY": "yes, since the proxy is part of it",
    "SECURE_SSL_REDIRECT": "yes, since the proxy is part of it",
    "DATABASE_ROLE": "each command takes its own",
    "STATIC_ROOT": "set in the image",
    "PORT": "set in the image",
}
"""Settings that compose does not take from .env, each with its reason."""


@cache
def text(name: str) -> str:
    """Return a file of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    """Return docker-compose.yml with its anchors resolved and its variables as they are written."""
    return yaml.safe_load(text("docker-compose.yml"))


SERVICES: dict[str, dict[str, Any]] = compose()["services"]


def number(name: str, pattern: str) -> int:
    """Return the one number that a pattern finds in a file."""
    (found,) = re.findall(pattern, text(name), re.M)
    return int(found)


def in_image(path: str) -> bool:
    """Whether .dockerignore lets a file into the image: the last pattern that fits it or a folder of it decides."""
    parts = path.split("/")
    ways = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    inside = True
    for line in text(".dockerignore").splitlines():
        if line and not line.startswith("#"):
            pattern = re.escape(line.removeprefix("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            if any(re.fullmatch(pattern, way) for way in ways):
                inside = line.startswith("!")
    return inside


def test_every_variable_of_compose_is_explained_and_every_setting_reaches_the_site() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text("docker-compose.yml")))
    explained = set(re.findall(r"^#?([A-Z_]+)=", text(".env.example"), re.M))
    assert used - explained == set()
    assert explained - used == set(NOT_FROM_ENV)


def test_every_variable_given_to_a_container_is_known_there() -> None:
    readers = {
        "proxy": ["docker/proxy/Caddyfile"],
        "web": ["recruiter_wiki/settings.py", "gunicorn.conf.py"],
        "prepare": ["recruiter_wiki/settings.py", "gunicorn.conf.py"],
        "daily": ["recruiter_wiki/settings.py", "gunicorn.conf.py", "docker/daily.sh"],
        "database": ["docker/roles.sh"],
    }
    assert readers.keys() == SERVICES.keys()
    for service, names in readers.items():
        known = set(re.findall(r"\b[A-Z][A-Z_]+\b", "\n".join(map(text, names))))
        if service == "database":
            known |= {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"}
        assert SERVICES[service]["environment"].keys() - known == set(), service


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
    assert "no-new-privileges:true" in service["security_opt"]
    assert service.keys() & {"privileged", "network_mode", "pid", "ipc", "devices", "userns_mode"} == set()
    assert "root" not in (user := service.get("user", "of the image"))
    assert not user.startswith("0")
    assert ("user" in service) is (name not in SITE)  # the site's image names its own
    assert "max-size" in service["logging"]["options"]


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    once = name == "prepare"
    assert service["restart"] == ("no" if once else "unless-stopped")
    if name == "web":
        assert "healthcheck" not in service
        assert re.search(r"^HEALTHCHECK .*CMD \[", text("Dockerfile"), re.M)
    else:
        assert service["healthcheck"].get("disable", False) is once
        assert once or service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_only_the_proxy_is_reached_from_outside() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"proxy": ["80:8080", "443:8443"]}
    assert compose()["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if "inside" in service["networks"]} == {
        *SITE,
        "database",
    }
    assert SERVICES["database"]["networks"] == ["inside"]


def test_web_servers_can_be_many() -> None:
    assert SERVICES["web"].keys() & {"container_name", "ports", "hostname", "volumes"} == set()
    assert re.search(r"dynamic a \{\s+name web\s+port 8000", text("docker/proxy/Caddyfile"))
    assert re.search(r"^ENV .*\bPORT=8000$", text("Dockerfile"), re.M)


def test_no_image_is_taken_by_a_tag_that_moves_without_notice() -> None:
    images = [service["image"] for service in SERVICES.values()]
    images += re.findall(r"^ARG PYTHON=(\S+)$", text("Dockerfile"), re.M)
    assert len(images) == len(SERVICES) + 1
    assert [image for image in images if ":" not in image or image.endswith(":latest")] == []


def test_image_is_made_in_two_stages_and_runs_as_nobody_special() -> None:
    instructions = re.findall(r"^([A-Z]+) (.*)$", text("Dockerfile"), re.M)
    assert [value for name, value in instructions if name == "FROM"] == ["${PYTHON} AS build", "${PYTHON}"]
    last = text("Dockerfile").rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.M) == ["wiki"]
    assert re.findall(r"^COPY (?!--from=build )", last, re.M) == []
    assert re.search(r"^CMD \[\"gunicorn\"", last, re.M)
    assert not re.search(r"SECRET_KEY|PASSWORD|TOKEN", text("Dockerfile"))


@pytest.mark.parametrize(
    "path",
    [
        *("tests/conftest.py", "tests/recruiter_wiki/rules.py", "tools/bench.py", "docs/operations.md"),
        *(
            ".git/config",
            ".env",
            ".env.production",
            "var/secret_key",
            "var/postgres/PG_VERSION",
            ".venv/x.py",
        ),
        *("wiki-2026-11-22.dump", "wiki.dump.json", "staticfiles/x.css", ".ci/run", "requirements-dev.txt"),
        *("docker/roles.sh", "docker/proxy/Caddyfile", "entries/__pycache__/x.pyc", "entries/names.pyc"),
    ],
)
def test_what_the_site_does_not_run_with_stays_out_of_the_image(path: str) -> None:
    assert not in_image(path)


def test_what_the_site_runs_with_is_in_the_image() -> None:
    paths = tracked()
    apps = {path.split("/")[0] for path in paths if path.endswith("/apps.py")}
    wanted = {*apps, "content", "templates", "static"}
    assert [path for path in paths if path.split("/")[0] in wanted and not in_image(path)] == []
    assert {path for path in paths if path.split("/")[0] not in wanted and in_image(path)} == {
        *(
            "manage.py",
            "gunicorn.conf.py",
            "docker/health.py",
            "docker/daily.sh",
            "LICENSE",
            "LICENSE-CONTENT.md",
        ),
        *("requirements.txt", "requirements-embedded.txt", "requirements-sentry.txt"),
    }


def test_files_that_compose_brings_into_containers_exist() -> None:
    volumes = [v for service in SERVICES.values() for v in service.get("volumes", [])]
    assert {v.split(":")[0] for v in volumes if not v.startswith("./")} == compose()["volumes"].keys()
    own = [v.split(":") for v in volumes if v.startswith("./")]
    assert own
    assert [source for source, *_ in own if not (ROOT / source).exists()] == []
    assert {rights for *_, rights in own} == {"ro"}
    assert all(os.access(ROOT / "docker" / name, os.X_OK) for name in ("daily.sh", "roles.sh"))


def test_proxy_says_who_asks_and_believes_no_client() -> None:
    config = text("docker/proxy/Caddyfile")
    assert "trusted_proxies" not in config  # so Caddy writes X-Forwarded-For and -Proto anew
    assert re.findall(r"header_up (\S+) (\S+)", config) == [("X-Request-ID", "{http.request.uuid}")]
    assert "strict_sni_host on" in config
    for service in SITE:
        environment = SERVICES[service]["environment"]
        assert (environment["TRUSTED_PROXY"], environment["SECURE_SSL_REDIRECT"]) == ("yes", "yes")
        assert environment["ALLOWED_HOSTS"].startswith("${DOMAIN:?")


def test_limits_of_the_proxy_fit_those_of_the_site() -> None:
    caddy = "docker/proxy/Caddyfile"
    largest = number(caddy, r"max_size (\d+)MB$") * 1_000_000
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < largest <= MOST_BODY
    (announced,) = re.findall(r"header_regexp Content-Length (\S+)$", text(caddy), re.M)
    lengths = (0, 999_999, 2_621_440, largest - 1, largest, largest * 10 - 1, largest * 10, 10**12)
    assert [length for length in lengths if re.search(announced, str(length))] == [
        length for length in lengths if length >= largest
    ]
    assert number(caddy, r"^\s+keepalive (\d+)s$") < number("gunicorn.conf.py", r"^keepalive = (\d+)$")
    assert number(caddy, r"response_header_timeout (\d+)s$") > number(
        "gunicorn.conf.py", r"^timeout = (\d+)$"
    )
    grace = int(SERVICES["web"]["stop_grace_period"].removesuffix("s"))
    assert grace > number("gunicorn.conf.py", r"^graceful_timeout = (\d+)$")
