"""The least that any program must do to embed a text, as a process: `python -m tests.benchmarks.least FOLDER`."""

import sys


def embed_one_text(folder: str) -> None:
    """Import sentence-transformers, load the model in a folder, and embed one text."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    model.encode(["What is GPT-5.2 expected to bring?"])


if __name__ == "__main__":
    embed_one_text(sys.argv[1])
