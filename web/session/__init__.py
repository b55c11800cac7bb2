"""The Python end of the wire: commands in, plain data out; several runs and traces, each by the id the page gave it.

Runs the same under CPython, where it is tested, and under Pyodide, where worker.js calls it.
"""

from session.commands import Session as Session
