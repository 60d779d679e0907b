"""Sources on the web: what they are, and reading them into the store."""
