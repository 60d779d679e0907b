"""Fetching from the web: safe, polite, and bounded in size and time."""
