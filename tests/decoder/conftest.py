"""A small wiki to decode with."""

from tests.factories import layer, make_guide, make_question, make_skill, make_term, make_topic
from tests.worlds import world

TEXT = """Python (2.7, 3.12), Django, Celery, Zappa, PostgreSQL
Eight years of FastAPI. No Django needed. Call +44 20 7946 0000 or write to canary@example.org.
I cook with celery."""


@world
def wiki() -> None:
    """Store a guide of two layers with its skills, terms and questions."""
    make_term("Python", area="language", first_released=1991)
    make_term("Django", area="backend", first_released=2005)
    make_term("Celery", area="background", first_released=2009, only_beside_others=True)
    make_term(
        "FastAPI", area="backend", first_released=2018, look_alikes=[("term:django", "FastAPI is smaller.")]
    )
    make_term("PostgreSQL", area="data", first_released=1996)
    make_term("Hidden", state="unpublished", first_released=2001)
    for name in ("Python", "Django", "PostgreSQL"):
        make_skill(name, main_term=f"term:{name.lower()}")
    make_guide(
        "Python guide",
        layers=[
            layer(
                "back",
                name="Back-end",
                area="backend",
                placements=["skill:django"],
                boxes=[("Django", "skill:django"), ("Zope, FastAPI", "skill:python")],
            ),
            layer("cache", name="Caching layer", area="quality", placements=[]),
        ],
    )
    make_topic("Data")
    make_question("Slow page", skills=["skill:django"])
    make_question("Secret key", skills=["skill:python"], visibility="members")


__all__ = ["wiki"]
