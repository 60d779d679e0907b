"""The errors of Newsdesk; each message says what happened, to which item, and what to do.

NewsdeskError
├── UsageError            the caller asked for something that cannot be done (exit code 2)
├── StoreError            the data folder cannot be read or written
│   └── WriterBusyError   another process is writing
├── ArticleRefusedError   one file, line or article cannot be stored; the others can
└── (retrieval.errors)    a missing model, a damaged index, another model than the folder's
"""


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
