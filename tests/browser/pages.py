"""One address of every page type, with the shipped content."""

import pytest

PAGES = {
    "dashboard": "/",
    "guides": "/guides/",
    "guide": "/guides/python-full-stack/",
    "guide-layer": "/guides/python-explainer/?layer=data",
    "guide-print": "/guides/python-full-stack/print/",
    "skills": "/skills/",
    "skill": "/skills/django/",
    "glossary": "/glossary/",
    "glossary-words": "/glossary/?q=orm",
    "glossary-nothing": "/glossary/?q=zzzzzz",
    "term": "/glossary/orm/",
    "decoder": "/decoder/",
    "questions": "/interviews/",
    "question": "/interviews/django-orm-tradeoffs/",
    "topic": "/interviews/topics/python-data/",
    "topic-answers": "/interviews/topics/python-data/?answers=all",
    "red-flags": "/interviews/red-flags/",
    "compare-empty": "/compare/",
    "compare": "/compare/?skills=django,flask,fastapi",
    "search": "/search/?q=database",
    "search-exact": "/search/?q=k8s",
    "search-near": "/search/?q=kuberntes",
    "search-versus": "/search/?q=django+vs+flask",
    "search-nothing": "/search/?q=zzzzzqqqqq",
    "ask-for-term": "/search/ask/?q=zzzzzqqqqq",
    "changes": "/changes/",
    "about": "/about/",
    "preferences": "/preferences/",
    "sign-in": "/accounts/login/?next=/glossary/",
    "forgotten-password": "/accounts/reset/",
    "not-found": "/skills/no-such-skill/",
}

MAIN_PAGES = ["dashboard", "guide", "skill", "term", "glossary-words", "questions", "question", "red-flags"]

ALIKE = {
    "guide-layer",
    "glossary",
    "glossary-nothing",
    "guides",
    "skills",
    "topic",
    "search-exact",
    "search-near",
}
ALIKE |= {"forgotten-password", "search-versus", "compare-empty", "changes", "guide-print", "topic-answers"}
"""Pages that are made of the same parts as others."""

DIFFERENT_PAGES = [name for name in PAGES if name not in ALIKE]

QUICK_AND_WHOLE = pytest.mark.parametrize(
    "names", [DIFFERENT_PAGES, pytest.param(list(PAGES), marks=pytest.mark.slow)], ids=["different", "all"]
)
"""For tests that go through pages: those that differ in `make test`, all in `make test-slow`."""
