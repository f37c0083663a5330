"""The spellings of all published terms, ready to be found in running text."""

from entries.content_version import per_content_version
from entries.models import State
from entries.names import Name, NameIndex
from entries.paths import address
from glossary.models import Alias, Term


@per_content_version
def term_index() -> NameIndex:
    """Return the index of published terms by their slugs; one query, once per content version."""
    terms = (
        Term.objects.published().values_list("name", "slug", "case_matters", "only_beside_others").order_by()
    )
    aliases = Alias.objects.filter(term__state=State.PUBLISHED).values_list(
        "name", "term__slug", "case_matters", "only_beside_others"
    )
    return NameIndex(Name(*row) for row in terms.union(aliases.order_by(), all=True).order_by())


def term_url(slug: str) -> str:
    """Return the address of a term."""
    return address("term", slug)
