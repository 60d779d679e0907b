"""How passages are found: cutting, embedding, indexing, searching, and answering from them."""
