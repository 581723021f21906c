"""Dates as Vietnamese papers print them: day first, +07:00 unless they say otherwise."""
