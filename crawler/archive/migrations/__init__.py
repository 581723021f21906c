"""Alembic's scripts, inside the package so that every installation has them."""
