"""The errors of Newsdesk; each message says what happened, to which item, and what to do.

NewsdeskError
├── UsageError            the caller asked for something that cannot be done (exit code 2)
├── StoreError            the data folder cannot be read or written
│   └── WriterBusyError   another process is writing
├── ArticleRefusedError   one file, line or article cannot be stored; the others can
├── FetchError            an address could not be read; the message is the reason alone
└── (retrieval.errors)    a missing model, a damaged index, another model than the folder's
"""

from datetime import datetime


class NewsdeskError(Exception):
    """The root of all errors that Newsdesk raises on purpose."""


class UsageError(NewsdeskError):
    """The request itself is wrong: an address where a file is expected, a question without words."""


class StoreError(NewsdeskError):
    """The data folder or its database cannot be read or written."""


class WriterBusyError(StoreError):
    """Another process holds the write lock of the data folder."""


class ArticleRefusedError(NewsdeskError):
    """One article cannot be stored; the message is the reason alone, its reader names the item."""


class FetchError(NewsdeskError):
    """An address could not be read; the message is the reason alone, its reader names the address.

    ``is_lasting`` says that asking again soon will not help; ``retry_at``, aware, is when the server wants to be asked
    again, None where it did not say.
    """

    def __init__(self, reason: str, *, is_lasting: bool = False, retry_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.is_lasting = is_lasting
        self.retry_at = retry_at
