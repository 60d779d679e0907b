"""The errors of retrieval, branches of `corpus.errors.NewsdeskError`."""

from corpus.errors import NewsdeskError


class ModelError(NewsdeskError):
    """An embedding model cannot be loaded, or is not the one the data folder was indexed with."""


class NothingIndexedError(NewsdeskError):
    """There is nothing to search: no articles, or none indexed yet."""


class IndexDamagedError(NewsdeskError):
    """The live generation is missing, incomplete or altered; the database can rebuild it without embedding."""
