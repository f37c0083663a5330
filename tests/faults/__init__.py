"""What breaks in earnest: a PostgreSQL and web servers of their own that are stopped, paused and killed."""
