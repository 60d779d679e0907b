"""What models of sentence-transformers have in common: how they are loaded, and how word-pieces are counted."""

import copy
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@contextmanager
def load_options(place: str, variable: str, instead: str) -> Iterator[dict[str, Any]]:
    """Give the arguments to load a model with, and turn what may go wrong into advice to set ``variable``.

    Raises:
        ModelError: the model cannot be loaded.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from safetensors import SafetensorError
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    try:
        yield {"device": "cpu", "local_files_only": True, "model_kwargs": {"dtype": _fast_dtype()}}
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"cannot load the model {place} ({type(error).__name__}): nothing is downloaded here, so "
            f"set {variable} to a folder that holds it, or to {instead}"
        ) from error


def _fast_dtype() -> Any:  # noqa: ANN401 - torch, whose type it is, is imported here alone
    """Return the numbers that this CPU computes fastest with.

    Measured on a CPU with AMX: bfloat16 is 2.7 to 3 times as fast as float32, vectors equal to .996 and more.
    """
    import torch

    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") else torch.float32


class PieceCounter:
    """Counts with a tokenizer of its own: the model's truncates, and may be at work in another thread."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = copy.deepcopy(tokenizer)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the word-pieces of each text, without begin and end marks."""
        return [len(pieces.ids) for pieces in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
