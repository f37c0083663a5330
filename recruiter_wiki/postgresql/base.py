"""The backend that settings name; all but one method is Django's."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket instead of the server, which would take a fifth of the time of a suggestion."""

    def is_usable(self) -> bool:
        """Whether the connection can be used: one that the server has closed has an end to be read.

        Only when there is something to read is the server asked, since it may be a mere notice.
        """
        if self.connection is None or self.connection.closed:
            return False
        arrived = select.poll()
        arrived.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if arrived.poll(0) else True
