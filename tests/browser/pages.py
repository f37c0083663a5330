"""One address of every page type, with the shipped content."""

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
    "not-found": "/skills/no-such-skill/",
}

MAIN_PAGES = ["dashboard", "guide", "skill", "term", "glossary-words", "questions", "question", "red-flags"]
