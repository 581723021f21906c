"""SQLite and PostgreSQL, set up so that both keep the same promises."""
