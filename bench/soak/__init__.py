"""A month of the daemon in minutes: `python -m bench.soak` (bench/soak/__main__.py)."""
