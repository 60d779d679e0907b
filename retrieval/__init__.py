"""How passages are found: cutting, embedding, indexing, searching, and answering from them."""

import os

# Read once, when torch or FAISS loads OpenMP. Threads that spin for work stall each other on busy cores: with one of
# two cores taken, embedding was measured at 26 passages/s, and at 59 with short spins; idle cores show no difference.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
