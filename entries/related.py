"""Related rows in the same query as their entry, so that a page stays within its query budget."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject


def rows(queryset: QuerySet, *same: str, **fields: Any) -> ArraySubquery:
    """Return an annotation that holds the rows of a correlated, ordered queryset as a list of dictionaries.

    `same` are fields under their own name, `fields` are fields or expressions under another one.
    """
    return ArraySubquery(queryset.values(row=JSONObject(**{name: name for name in same}, **fields)))
