"""The seed format: one UTF-8 file an article, ` date YYYY-MM-DD ` and the body (docs/corpus.md)."""
