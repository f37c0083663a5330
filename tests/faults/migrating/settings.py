"""The site's settings with the app that has odd migrations."""

from recruiter_wiki import settings as site
from recruiter_wiki.settings import *  # noqa: F403

INSTALLED_APPS = [*site.INSTALLED_APPS, "tests.faults.migrating"]
