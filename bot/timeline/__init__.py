"""The picture of releases over time: what is drawn, where, in which letters, and how it is told in words."""
