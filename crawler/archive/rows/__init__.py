"""Articles, their revisions and fetches as rows, and what is done with them."""
