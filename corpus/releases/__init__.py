"""Releases: who shipped what, when, and how sure we are."""
