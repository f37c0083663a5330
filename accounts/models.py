"""What is counted besides wrong passwords: mails asked for, and tries to make an account."""

from datetime import timedelta
from math import ceil

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

WINDOW = timedelta(hours=1)


class AttemptQuerySet(models.QuerySet):
    """Counting within the last hour."""

    def spend(self, purpose: str, key: str, *, most: int) -> int:
        """Note one more try of `key`; return 0, or when it is one too many the seconds until the next is free."""
        now = timezone.now()
        self.filter(at__lte=now - WINDOW).delete()
        hidden = salted_hmac(f"accounts.attempt.{purpose}", key.casefold(), algorithm="sha256").hexdigest()
        times = list(self.filter(key=hidden).order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            return max(1, ceil((times[-1] + WINDOW - now).total_seconds()))
        self.create(key=hidden, at=now)
        return 0


class Attempt(models.Model):
    """One try; says when, and by a code that cannot be read back for which e-mail or network address."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="attempt_key_at"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]} at {self.at:%H:%M}"
