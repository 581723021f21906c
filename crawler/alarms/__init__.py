"""Alarms: pure rules over the figures of a site's visits. Nothing here knows of databases or of Scrapy."""
