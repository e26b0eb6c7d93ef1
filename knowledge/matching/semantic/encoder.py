"""A sentence encoder in ONNX: a text is cut into word pieces, of which a small neural network makes one vector.

The network gives a vector a piece; their mean at unit length stands for the text (Reimers and Gurevych 2019,
https://arxiv.org/abs/1908.10084). It runs in this process, on one thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from knowledge.matching.runs import Floats
    from knowledge.matching.semantic.memory import Memory

_LONGEST = 32  # word pieces: nearly all questions are shorter, and a longer one would hold the event loop too long
_AT_ONCE = 16  # texts; with more, none is encoded any faster
_TABLE = 2  # dimensions: a row a text
_MANY_PIECES = 60_000  # a vocabulary of several languages has more, BERT's English one has 30,522


class SentenceEncoder:
    """An encoder, with the `name` by which people are told of it. `memory` holds what it encoded before.

    By `by_first`, the vector of the first piece stands for a text, as models say that were trained so.
    """

    def __init__(
        self, name: str, session: InferenceSession, tokenizer: Tokenizer, memory: Memory, *, by_first: bool = False
    ) -> None:
        self.name = name
        self.multilingual: bool = tokenizer.get_vocab_size() > _MANY_PIECES
        self._session = session
        self._tokenizer = tokenizer
        self._by_first = by_first
        self._inputs = frozenset(given.name for given in session.get_inputs())
        self._memory = memory
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of unit length, a row a text: milliseconds each, unless they were asked for of late."""
        keys = [self._memory.key(text) for text in texts]
        found = self._memory.get(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        by_length = sorted(new, key=lambda key: len(new[key]))
        for begin in range(0, len(by_length), _AT_ONCE):
            some = by_length[begin : begin + _AT_ONCE]
            # One by one: many at once are cut on all cores, and what is cut takes microseconds.
            pieces = [self._tokenizer.encode(new[key]).ids for key in some]
            found.update(zip(some, self._placed(pieces), strict=True))
        if new:
            self._memory.put({key: found[key] for key in new})
        return np.stack([found[key] for key in keys]).astype(np.float32)

    def try_out(self) -> None:
        """Run the network once, on few and on many pieces, the last one of the vocabulary among them.

        Raises whatever is wrong with it, that the first questions shall not.
        """
        last = max(self._tokenizer.get_vocab().values())
        vectors = self._placed([[last], [last] * _LONGEST])
        if vectors.ndim != _TABLE or not np.allclose(np.linalg.norm(vectors.astype(np.float32), axis=1), 1, atol=0.01):
            raise ValueError(f"it makes no vectors of a text, but something of the shape {vectors.shape}")

    def _placed(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Run the network. Half precision is what is remembered, so it is what is given the first time too."""
        pieces = np.zeros((len(texts), max(map(len, texts))), np.int64)
        read = np.zeros_like(pieces)
        for row, text in enumerate(texts):
            pieces[row, : len(text)] = text
            read[row, : len(text)] = 1
        given = {"input_ids": pieces, "attention_mask": read, "token_type_ids": np.zeros_like(pieces)}
        vectors: Floats = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        if vectors.ndim > _TABLE:  # one vector a piece; some exports give one a text
            vectors = vectors[:, 0] if self._by_first else (vectors * read[..., None]).sum(axis=1)
        return unit(vectors).astype(np.float16)
