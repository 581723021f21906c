"""What crawls note for the crawls after them."""
