"""Release and end-of-support dates of languages, frameworks and databases: content/versions.yaml, read once."""

from datetime import date
from functools import cache

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from entries.document import Source

FILE = settings.BASE_DIR / "content" / "versions.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Release(_Strict):
    """One version of a product; dates that its makers do not publish are missing."""

    version: str = Field(min_length=1, max_length=20)
    released: date | None = None
    supported_until: date | None = None
    """The last day of support."""

    note: str = Field(default="", max_length=200)

    def is_supported(self, today: date) -> bool | None:
        """Whether its makers still mend it; None when they publish no end."""
        return None if self.supported_until is None else today <= self.supported_until


class Product(_Strict):
    """The versions of what a term explains, the newest first."""

    term: str
    versions: list[Release] = Field(min_length=1)
    checked_on: date
    sources: list[Source] = Field(min_length=1)


@cache
def products() -> dict[str, Product]:
    """Return all products by the slug of their term; raises ValidationError when the file is wrong."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {product.term: product for product in map(Product.model_validate, rows)}


def product_of(slug: str) -> Product | None:
    """Return the versions of the product that a term explains, if the file has them."""
    return products().get(slug)
