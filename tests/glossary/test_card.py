"""The small card of a term."""

import pytest
from django.test import Client

from tests.factories import make_term
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_card_says_name_expansion_gist_and_area(client: Client) -> None:
    make_term("ORM", expansion="Object-relational mapping", area="data")
    card = text(client.get("/glossary/orm/card/"))
    for words in ('href="/glossary/orm/"', "Object-relational mapping", "ORM in one sentence.", "Data"):
        assert words in card
    assert "<html" not in card


def test_card_takes_one_query(client: Client, django_assert_num_queries) -> None:
    make_term("ORM")
    with django_assert_num_queries(1):
        client.get("/glossary/orm/card/")


@pytest.mark.parametrize("state", ["unpublished", "retired"])
def test_card_of_a_hidden_term_is_not_found(client: Client, state: str) -> None:
    make_term("ORM", state=state)
    assert client.get("/glossary/orm/card/").status_code == 404


def test_card_of_a_former_address_leads_to_the_new_one(client: Client) -> None:
    make_term("ORM", former_slugs=["mapper"])
    answer = client.get("/glossary/mapper/card/")
    assert (answer.status_code, answer["Location"]) == (301, "/glossary/orm/card/")
