"""The site's settings with one address more, hello, and without limits on how often one may ask."""

from recruiter_wiki.settings import *  # noqa: F403 -- all of them

ROOT_URLCONF = "tools.bench.urls"
RATE_LIMITS = False
