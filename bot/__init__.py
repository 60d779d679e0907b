"""Who asks, and how it is shown: the desk, the command line, settings."""
