"""The one exception of this package."""


class RejectedError(Exception):
    """A certificate breaks a rule or its evidence fails; the message says how."""
