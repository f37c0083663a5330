#!/usr/bin/env python
"""Django's command line for Recruiter Wiki."""

import os
import sys


def main() -> None:
    """Run one management command; what needs the owner role works as it, all else as the site role."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruiter_wiki.settings")
    if len(sys.argv) > 1 and sys.argv[1] in {"migrate", "backup", "restore"}:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    os.environ.setdefault("LOG_FORMAT", "lines")  # people read it, and it must not mix with what is written
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"The site cannot start: {problem}")


if __name__ == "__main__":
    main()
