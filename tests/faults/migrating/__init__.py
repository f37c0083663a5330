"""An app with two migrations: one changes a table that everybody reads, the other breaks half-way."""
