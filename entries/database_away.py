"""Whether an error means that the database does not serve just now: then people are asked to come back in a moment."""

from django.db import InterfaceError, InternalError, OperationalError

READ_ONLY = "25006"
"""A standby, or a primary that was told to take no writes."""

ENDED_WHILE_IDLE = "25P03"
"""The server ended a session that held a transaction open and asked nothing."""


def is_away(error: BaseException | None) -> bool:
    """Whether the database refused, ended or never answered what it would do at another time; else it is our mistake.

    PostgreSQL tells two of these cases as internal errors, among others that are none.
    """
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", None) in {READ_ONLY, ENDED_WHILE_IDLE}
    return isinstance(error, OperationalError | InterfaceError)


def away_in(error: BaseException | None) -> BaseException | None:
    """Return the error of a database that is away, if it is this one or led to it; None if there is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if is_away(error):
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None
