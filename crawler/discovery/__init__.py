"""Discovery: what feeds, sitemaps and section pages list. Pure functions over bytes."""
