"""The site's settings with one address more: hello."""

from recruiter_wiki.settings import *  # noqa: F403 -- all of them

ROOT_URLCONF = "tools.bench.urls"
