"""Records into the files of a release, and out of them again."""
