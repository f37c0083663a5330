"""What editors do to several entries at once: publish, unpublish, retire, mark as reviewed."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from entries import rights
from entries.log import log
from entries.models import State
from entries.refusals import DocumentRefused
from entries.saving import change_state
from entries.typed import publishable


class StateActions(admin.ModelAdmin):
    """Gives an entry's list its actions, for those who may change what readers see."""

    actions: tuple[str, ...] | None = ("publish", "unpublish", "retire", "mark_reviewed")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether a person may change what readers see."""
        return self.has_change_permission(request) and rights.may_publish(request.user)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Show the chosen entries to readers."""
        self._to_state(request, queryset, State.PUBLISHED, "Published")

    @admin.action(description="Unpublish", permissions=["publish"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Hide the chosen entries from readers."""
        self._to_state(request, queryset, State.UNPUBLISHED, "Unpublished")

    @admin.action(description="Retire", permissions=["publish"])
    def retire(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen entries out of the wiki without deleting them."""
        self._to_state(request, queryset, State.RETIRED, "Retired")

    def _to_state(self, request: HttpRequest, queryset: QuerySet, state: State, word: str) -> None:
        done, person = 0, cast("User", request.user)
        for entry in queryset:
            try:
                if state == State.PUBLISHED:
                    publishable(entry)
                change_state(entry, state, actor=person, reason=word)
                log(person, entry, f"{word}.")
                done += 1
            except DocumentRefused as refused:
                self.message_user(request, f"{entry}: {refused}", messages.ERROR)
        if done:
            self.message_user(request, f"{word}: {done}.")
