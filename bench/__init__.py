"""Measurements, side by side and in one run: never a test, because machines differ."""
