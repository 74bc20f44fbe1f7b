"""One line for an object whose contents would fill screens: what it is, and what it is about."""

__all__ = ["Brief"]

_LONGEST = 120
_ETC = "..."


class Brief:
    """Shown as its class and, after a colon, what it is about: by default its class's first line.

    A dataclass keeps this by `repr=False`.

    >>> class Flow(Brief):
    ...     'The flow of a mode.'
    >>> Flow()
    <Flow: the flow of a mode>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        name = type(self).__name__
        about = " ".join(self._about().split())
        room = _LONGEST - len(f"<{name}: >")
        if len(about) > room:
            about = f"{about[: room - len(_ETC)].rstrip()}{_ETC}"
        return f"<{name}: {about}>" if about else f"<{name}>"

    def _about(self) -> str:
        """What it is about; without docstrings, as under `python -OO`, nothing."""
        first = (type(self).__doc__ or "").partition("\n")[0].rstrip(".")
        return first[:1].lower() + first[1:] if first[1:2].islower() or first[1:2] == " " else first
