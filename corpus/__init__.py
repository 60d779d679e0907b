"""What was published: sources, reading them, and the store of articles."""
