"""The sitemap: every published entry with a page of its own."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from entries.models import Entry, Page
from glossary.models import Term
from interviews.models import Question, Topic
from skills.models import Guide, Skill


class EntrySitemap(Sitemap):
    """The published entries of one kind."""

    limit = 10_000

    def __init__(self, model: type[Entry]) -> None:
        self.model = model

    def items(self) -> QuerySet[Entry]:
        """Return the published entries."""
        return self.model._default_manager.published().only("slug", "changed_at").order_by("slug")

    def lastmod(self, item: Entry) -> datetime:
        """Return when the entry changed."""
        return item.changed_at


SITEMAPS = {model.kind: EntrySitemap(model) for model in (Guide, Skill, Term, Topic, Question, Page)}
