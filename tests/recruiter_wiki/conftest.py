"""Fixtures of the tests that look at the whole wiki."""

from tests.shipped import site

__all__ = ["site"]
