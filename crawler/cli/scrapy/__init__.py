"""Commands that the project adds to `scrapy`, or puts in the place of its own."""
