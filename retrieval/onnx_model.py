"""Int8 models in the ONNX format, run on the CPU: each text by itself, as many texts at once as there are cores."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError
from retrieval.packaged import PackagedModel

if TYPE_CHECKING:
    from tokenizers import Encoding

MAX_PIECES = 512  # BERT has no more positions
_CORES = os.cpu_count() or 1


class OnnxModel:
    """A BERT that gives one output a text: the first row of its first output.

    Texts are never padded into a batch. These models quantise what passes through them by the range it has in the whole
    batch, so that the batch would change a text's output (cosine .994, a logit by .6), and it is slower: passages of
    some 180 words ran at 9 a second in batches of 32, at 28 alone, at 57 alone on two threads.

    Raises:
        ModelError: the model, or what runs it, is not installed, or not the known one.
    """

    def __init__(self, packaged: PackagedModel) -> None:
        folder = packaged.verified_folder()
        try:
            from onnxruntime import InferenceSession, SessionOptions  # type: ignore[import-untyped]
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"{error.name} cannot be imported: pip install '{packaged.requirement}'") from error
        options = SessionOptions()
        options.intra_op_num_threads = 1
        self._session = InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        self._counting, self._cutting = (Tokenizer.from_file(str(folder / "tokenizer.json")) for _ in range(2))
        self._counting.no_truncation()
        self._counting.no_padding()
        self._cutting.enable_truncation(MAX_PIECES)  # of a pair, the longer one is cut first
        self._cutting.no_padding()

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the output of each text, or pair of texts, cut to `MAX_PIECES` together."""
        pieces = self._cutting.encode_batch_fast(list(texts))
        if len(pieces) == 1:
            return np.stack([self._run(pieces[0])])
        with ThreadPoolExecutor(_CORES) as threads:
            return np.array(list(threads.map(self._run, pieces)), np.float32)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the word-pieces of each text, without begin and end marks."""
        return [len(pieces.ids) for pieces in self._counting.encode_batch_fast(list(texts), add_special_tokens=False)]

    def _run(self, pieces: "Encoding") -> NDArray[np.float32]:
        (output, *_) = self._session.run(
            None,
            {
                "input_ids": np.array([pieces.ids], np.int64),
                "attention_mask": np.array([pieces.attention_mask], np.int64),
                "token_type_ids": np.array([pieces.type_ids], np.int64),
            },
        )
        first: NDArray[np.float32] = output[0, 0].copy()  # a view would keep the rows of all other pieces
        return first
