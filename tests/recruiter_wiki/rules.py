"""Who gets where: a row for every address of the site. The build fails for an address without one."""

from dataclasses import dataclass

ALL, IN, STAFF, REVIEW, BOSS, OWN, NONE = "AMSERX", "MSERX", "ERX", "RX", "X", "M", ""
"""Letters of the roles (see addresses.py) that get through; everybody else is led to the sign-in or refused."""


@dataclass(frozen=True)
class Rule:
    """Who may look at an address, and who may post to it; nobody where the method is not allowed."""

    get: str
    post: str = NONE


READ, FORM, MINE, STAFF_FORM = Rule(ALL), Rule(ALL, ALL), Rule(OWN), Rule(STAFF, STAFF)

PAGES = {
    **dict.fromkeys(
        (
            "",
            "guides/",
            "guides/<slug:slug>/",
            "guides/<slug:slug>/print/",
            "skills/",
            "skills/<slug:slug>/",
            "compare/",
            "search/",
            "search/suggest/",
            "opensearch.xml",
            "glossary/",
            "glossary/<slug:slug>/",
            "glossary/<slug:slug>/card/",
            "interviews/",
            "interviews/red-flags/",
            "interviews/topics/<slug:slug>/",
            "interviews/<slug:slug>/",
            "sets/templates/",
            "sets/templates/<slug:slug>/",
            "sets/templates/<slug:slug>/call/",
            "sets/templates/<slug:slug>/print/",
            "sets/templates/<slug:slug>/download/",
            "sets/shared/<str:token>/",
            "sets/shared/<str:token>/call/",
            "sets/shared/<str:token>/print/",
            "changes/",
            "changes/feed/",
            "about/",
            "about/<slug:slug>/",
            "preview/<str:token>/",
            "sitemap.xml",
            "robots.txt",
            ".well-known/security.txt",
            "healthz",
            "readyz",
            "accounts/reset/sent/",
            "accounts/reset/done/",
        ),
        READ,
    ),
    **dict.fromkeys(
        (
            "search/ask/",
            "decoder/",
            "practice/",
            "report/",
            "preferences/",
            "accounts/login/",
            "accounts/signup/",
            "accounts/code/",
            "accounts/reset/",
            "accounts/reset/<uidb64>/<token>/",
            "admin/login/",
            "admin/password_change/",
        ),
        FORM,
    ),
    **dict.fromkeys(("accounts/logout/", "admin/logout/"), Rule(NONE, ALL)),
}
"""For everybody: pages and forms. The two doors of the Admin lead on to those of the site."""

PERSONAL = {
    **dict.fromkeys(("sets/", "bookmarks/", "accounts/", "accounts/download/"), Rule(IN)),
    **dict.fromkeys(
        (
            "sets/new/",
            "sets/add/",
            "sets/shared/<str:token>/bookmark/",
            "teams/",
            "accounts/delete/",
            "accounts/password/",
            "accounts/second-factor/set-up/",
            "accounts/second-factor/codes/",
            "accounts/second-factor/remove/",
        ),
        Rule(IN, IN),
    ),
    "accounts/password/done/": Rule(IN),
    **dict.fromkeys(
        ("sets/templates/<slug:slug>/copy/", "bookmarks/toggle/", "accounts/bookmark/"), Rule(NONE, IN)
    ),
    **dict.fromkeys(("sets/<int:pk>/", "sets/<int:pk>/call/", "sets/<int:pk>/print/"), MINE),
    "sets/<int:pk>/download/": MINE,
    **dict.fromkeys(
        (
            "sets/<int:pk>/own/",
            "sets/<int:pk>/items/<int:item>/own/",
            "sets/<int:pk>/freeze/",
            "sets/<int:pk>/share/",
            "teams/<int:pk>/",
        ),
        Rule(OWN, OWN),
    ),
    **dict.fromkeys(
        (
            "sets/<int:pk>/details/",
            "sets/<int:pk>/items/<int:item>/",
            "sets/<int:pk>/copy/",
            "sets/<int:pk>/delete/",
            "sets/<int:pk>/restore/",
            "bookmarks/<int:pk>/",
        ),
        Rule(NONE, OWN),
    ),
}
"""For who is signed in, and for the member to whom it belongs: superusers have no way in here either."""

ENTRY = {
    "": STAFF_FORM,
    "add/": STAFF_FORM,
    "<path:object_id>/": STAFF_FORM,
    "<path:object_id>/change/": STAFF_FORM,
    "<path:object_id>/history/": STAFF_FORM,
    "<path:object_id>/delete/": Rule(REVIEW, REVIEW),
    "<path:object_id>/draft/": Rule(NONE, STAFF),
    "<path:object_id>/restore/": Rule(NONE, STAFF),
    "<path:object_id>/reviewed/": Rule(NONE, STAFF),
    "<path:object_id>/here/": Rule(NONE, STAFF),
    "<path:object_id>/together/<int:number>/": STAFF_FORM,
}
"""What the Admin has for each kind of entry."""

LISTS = {"export.csv": Rule(STAFF), "export.json": Rule(STAFF), "import/": STAFF_FORM}
ACCOUNTS = {page: Rule(STAFF if page == "<path:object_id>/" else BOSS, BOSS) for page in list(ENTRY)[:6]}
ACCOUNTS["<path:object_id>/"] = STAFF_FORM  # only leads on to the page that refuses
ASKED = {page: ENTRY[page] for page in list(ENTRY)[:6]}
MODELS = {
    "entries/page": ENTRY,
    "glossary/term": {**ENTRY, **LISTS, "spellings/": Rule(NONE, STAFF)},
    "skills/skill": {**ENTRY, "diagram/": Rule(NONE, STAFF)},
    "skills/guide": ENTRY,
    "skills/layer": ENTRY,
    "interviews/topic": ENTRY,
    "interviews/question": {**ENTRY, **LISTS},
    "interviews/redflag": ENTRY,
    "sets/settemplate": ENTRY,
    "sets/offeredquestion": {**ASKED, "add/": Rule(NONE)},
    "search/missedsearch": {**ASKED, "add/": Rule(NONE), "<path:object_id>/change/": Rule(STAFF)},
    "search/termrequest": {**ASKED, "add/": Rule(BOSS, BOSS)},
    "auth/group": ACCOUNTS,
    "auth/user": {**ACCOUNTS, "<id>/password/": Rule(BOSS, BOSS)},
}
"""Every model of the Admin with its pages."""

ADMIN = {
    "admin/": STAFF_FORM,
    "admin/inbox/": STAFF_FORM,
    "admin/writing/": Rule(NONE, STAFF),
    "admin/whole-wiki/": Rule(BOSS, BOSS),
    "admin/deleted/": STAFF_FORM,
    "admin/password_change/done/": Rule(STAFF),
    "admin/autocomplete/": Rule(STAFF),
    "admin/jsi18n/": Rule(STAFF),
    "admin/r/<path:content_type_id>/<path:object_id>/": STAFF_FORM,
    "admin/^(?P<app_label>auth|entries|glossary|skills|interviews|sets|search)/$": STAFF_FORM,
    "admin/(?P<url>.*)$": Rule(NONE),
    **{f"admin/{model}/{page}": rule for model, pages in MODELS.items() for page, rule in pages.items()},
}

RULES: dict[str, Rule] = PAGES | PERSONAL | ADMIN
