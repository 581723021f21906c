"""What a data sheet tells of an archive."""
