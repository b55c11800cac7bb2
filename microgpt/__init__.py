"""microgpt: the training and sampling of a GPT in pure Python, standard library only."""

__version__ = "0.1.0"
