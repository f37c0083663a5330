"""Fill an empty wiki with what the fault tests ask for, and print the cookies of six editors as JSON.

Run by `world.py` in a process of its own, since the tests' own Django has another database.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruiter_wiki.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import make_term  # noqa: E402
from tests.faults.world import EDITORS, TERMS  # noqa: E402


def main() -> None:
    """Store the terms and let the editors sign in."""
    for number in range(TERMS):
        make_term(f"Word {number}")
    cookies = []
    for number in range(EDITORS):
        person = User.objects.create_user(f"editor-{number}", is_staff=True)
        person.groups.add(Group.objects.get(name="Editors"))
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append("; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookies.values()))
    print(json.dumps(cookies))


if __name__ == "__main__":
    main()
