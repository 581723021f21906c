"""The only place that prints: one module a command. Scrapy loads `crawler.cli.scrapy`, so nothing is imported here."""
