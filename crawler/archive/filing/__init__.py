"""Articles as files in the seed format, kept in step with the rows."""
