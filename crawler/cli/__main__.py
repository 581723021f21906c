"""`python -m crawler.cli` is `khobao`."""

from crawler.cli import main

main()
