"""The words of articles, by which they are found."""
