"""The command line: its arguments, its commands, what they print, save and say when they end."""
