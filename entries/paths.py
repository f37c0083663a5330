"""Addresses of pages by name; a list asks for a hundred of them."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4_000)
def address(page: str, *arguments: object) -> str:
    """Return the address of a page, as `reverse` does; it stays the same while a process lives."""
    return reverse(page, args=arguments)
