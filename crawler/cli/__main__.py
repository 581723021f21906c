"""`python -m crawler.cli` is `khobao`."""

from crawler.cli.app import main

main()
