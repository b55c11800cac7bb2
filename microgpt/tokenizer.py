"""Tokenizer: characters to token ids and back, with the special tokens around a document."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from typing import Literal

BOS_TEXT, EOS_TEXT = "<BOS>", "<EOS>"


class Tokenizer:
    """One token per character of the data, sorted, plus one or two special tokens.

    `special_tokens="bos"`: characters take ids from 0 and BOS, which also ends a document, comes last.
    `special_tokens="bos_eos"`: BOS is 0, EOS is 1 and characters follow.
    """

    def __init__(self, characters: Iterable[str], special_tokens: Literal["bos", "bos_eos"] = "bos") -> None:
        self.characters = sorted(set(characters))
        if special_tokens == "bos":
            self.tokens = [*self.characters, BOS_TEXT]
            self.bos = self.eos = len(self.characters)
        else:
            self.tokens = [BOS_TEXT, EOS_TEXT, *self.characters]
            self.bos, self.eos = 0, 1
        self._ids = {text: token_id for token_id, text in enumerate(self.tokens)}

    @property
    def vocab_size(self) -> int:
        """How many tokens there are, special ones included."""
        return len(self.tokens)

    def encode(self, doc: str) -> list[int]:
        """The document's token ids with BOS before it, and BOS or EOS after it.

        Tokenizer("ab").encode("ab") == [2, 0, 1, 2]. Raises ValueError for a character that is not in the vocabulary.
        """
        for ch in doc:
            if ch not in self._ids:
                where, among = reprlib.repr(doc), f"the {len(self.characters)} characters of the data"
                raise ValueError(f"{ch!r} in {where} is not among {among}")
        return [self.bos, *(self._ids[ch] for ch in doc), self.eos]

    def decode(self, token_ids: Iterable[int]) -> str:
        """The text of token ids; a special token prints as its name."""
        return "".join(self.tokens[token_id] for token_id in token_ids)
