"""Comparing runs: each of a plan is trained by itself, wherever an executor puts it, and all are told side by side."""
