"""What build.py does: the environment, the site, the server, the checks."""
