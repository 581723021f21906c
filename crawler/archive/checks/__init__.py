"""Whether rows, files, indexes and WARC files still say the same."""
