"""The operations gpt() is written in, three times over: a node per number, a node per vector, or no node at all."""
