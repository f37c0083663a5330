"""The lexicon of the shipped terms, read from their files: no database is needed."""

from functools import cache

import yaml
from django.conf import settings

from decoder.lexicon import Facts, Lexicon
from entries.names import Name, NameIndex


@cache
def shipped_lexicon() -> Lexicon:
    """Return the names and facts of content/terms."""
    names, facts = [], {}
    for path in sorted((settings.BASE_DIR / "content" / "terms").glob("*.yaml")):
        term = yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        facts[path.stem] = Facts(term["name"], term["area"], term.get("first_released"))
        for row in (term, *term.get("aliases", ())):
            names.append(
                Name(
                    row["name"],
                    path.stem,
                    row.get("case_matters", False),
                    row.get("only_beside_others", False),
                )
            )
    return Lexicon(NameIndex(names), facts)
