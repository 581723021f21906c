"""Which articles are copies of which: the index that near-duplicate search asks, and the verdicts as rows."""
