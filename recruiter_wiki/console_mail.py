"""Mails on one's own machine: printed where the site runs."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Prints mails as people read them; the form in which mails travel breaks long addresses in two."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Print them."""
        for message in email_messages:
            to = ", ".join(message.to)
            self.stream.write(f"\nMail to {to}\nSubject: {message.subject}\n\n{message.body}\n")
            self.stream.flush()
        return len(email_messages)
