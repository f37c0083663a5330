"""The whole database out into a file and in again, checked (docs/decisions/backups-by-pg-dump.md)."""
