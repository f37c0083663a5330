"""A quick hasher that counts how often it works."""

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """MD5, for tests only."""

    algorithm = "counted"
    calls = 0

    def encode(self, password: str, salt: str) -> str:
        """Hash, and count it."""
        CountingHasher.calls += 1
        return super().encode(password, salt)
