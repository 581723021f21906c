"""Articles as the records of a format: bytes of their own, or rows of a table."""
