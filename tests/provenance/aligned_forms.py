r"""What aligned networks make of the matrices, written from the definitions.

The claim `modes` states the diagonal of an update.  The report shows the matrix as well, between its
orthogonal frames: the same lines follow from the definitions of the frames, and are compared.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from symdyn.claims.claim import Claim
from symdyn.formula.reading import Node, read, read_relations
from symdyn.formula.trees import substitute
from tests.provenance.exact_values import one_relation, same

__all__ = ["aligned"]

_FRAMED = re.compile(r"(?:([UPV]) )?([^ ]+|\\hat\{a\})(?: ([UPV])\^\{\\top\})?")
_ONE, _LAG = ("number", 1), {"m": ("number", 0)}
_PROPAGATORS = (("top", ("name", "W")), ("diag", ("name", "W")))
_RECTANGULAR = {("name", "b"), ("name", r"\varphi")}


class Framed(NamedTuple):
    r"""A matrix left * middle * right^{\top}; a frame that is the identity is empty."""

    left: str
    middle: str
    right: str

    def around(self, body: str) -> str:
        """The frames around another diagonal."""
        return f"{self.left} {body}" + (rf" {self.right}^{{\top}}" if self.right else "")


def aligned(label: str, text: str, claims: Mapping[str, Claim]) -> bool:
    """Whether an equation of the section on aligned networks follows from the definitions."""
    frames = {
        line.partition(" := ")[0]: Framed(*(part or "" for part in found.groups()))
        for line in claims["frames"].statement
        if (found := _FRAMED.fullmatch(line.partition(" := ")[2]))
    }
    if label == "kernel-aligned":
        return _kernel(text, frames["W"], claims)
    if label.startswith("update-"):
        expected = _update(label.split("-")[1].upper(), frames, claims["modes"])
    elif label == "feedback-aligned":
        expected = _feedback(frames, claims)
    elif label == "error-aligned":
        expected = _error(frames, claims)
    else:
        name = "W" if label == "powers-student" else r"W_\star"
        power = frames[name].around(f"{frames[name].middle}^{{k}}")
        expected = read_relations(f"{name}^{{k}} = {power}")
    return read_relations(text) == expected


def _update(letter: str, frames: Mapping[str, Framed], modes: Claim) -> object:
    """The mode's update between the frames of the matrix."""
    name = ("name", rf"\Delta_{{T}}{letter.lower()}")
    (mode,) = (
        right for line in modes.statement for _, left, right in read_relations(line) if left == name
    )
    operator, left, framed = one_relation(rf"\Delta {letter} = {frames[letter].around('x')}")
    body = _transposed(mode)
    return ((operator, left, substitute(framed, {"x": body})),)


def _transposed(node: Node) -> Node:
    """A formula of modes with the transposes that rectangular diagonal matrices take."""
    if node in _RECTANGULAR:
        return ("top", node)
    return (node[0], *(_transposed(x) if isinstance(x, tuple) else x for x in node[1:]))


def _feedback(frames: Mapping[str, Framed], claims: Mapping[str, Claim]) -> object:
    matrix = _definitions(claims["definition"])[("name", "F")]
    if matrix[0] != "top" or matrix[1][1] not in frames:
        return None
    left, middle, right = frames[matrix[1][1]]
    if _definitions(claims["letters"])[("name", r"\varphi")] != read(middle):
        return None
    turned = Framed(right, middle, left)
    own, letter = (turned.around(rf"{one}^{{\top}}") for one in (middle, r"\varphi"))
    return read_relations(f"F = {own} = {letter}")


def _error(frames: Mapping[str, Framed], claims: Mapping[str, Claim]) -> object:
    (line,) = claims["error"].statement
    modes = line.partition(" := ")[2].lower()
    (mode,) = _definitions(claims["mode-error"]).values()
    teacher = {"c": read(r"a_\star b_\star")}
    if not same(read(modes), substitute(mode, teacher)):
        return None
    frame = Framed(frames["A"].left, "", frames["B"].right)
    return read_relations(f"E_{{k}} = {frame.around(f'({modes})')} = {frame.around('e_{k}')}")


def _kernel(text: str, frame: Framed, claims: Mapping[str, Claim]) -> bool:
    left, _, rest = text.partition(" = ")
    shown, _, last = rest.rpartition(" = ")
    if left != "K_{m}" or read(last) != read(frame.around(r"\kappa_{m}")):
        return False
    (mode,) = (
        right
        for left_side, right in _definitions(claims["letters"]).items()
        if left_side[0] == "indexed"
    )
    if shown == "0":
        return mode == ("number", 0)
    inside = shown
    if frame.left:
        found = re.fullmatch(rf"{frame.left} (.*) {frame.right}\^\{{\\top\}}", shown)
        if found is None:
            return False
        inside = found[1]
    return _equal(read(inside), mode, _only_lag_zero(claims))


def _definitions(claim: Claim) -> dict[Node, Node]:
    return {left: right for line in claim.statement for _, left, right in read_relations(line)}


def _only_lag_zero(claims: Mapping[str, Claim]) -> bool:
    """Whether the sums over lags have one term, as at horizon 1."""
    update = _definitions(claims["definition"])[("name", r"\DeltaB")]
    return update[:3] == ("sum", "m", _ONE)


def _numbers(node: Node) -> Node:
    """A kernel holds one matrix at most, so that everything in it commutes: it becomes a letter."""
    if node in _PROPAGATORS:
        return ("name", "W")
    if node == ("name", "I"):
        return _ONE
    return (node[0], *(_numbers(x) if isinstance(x, tuple) else x for x in node[1:]))


def _equal(shown: Node, defined: Node, once: bool) -> bool:
    left, right = _numbers(shown), _numbers(defined)
    if once:
        left, right = substitute(left, _LAG), substitute(right, _LAG)
    return same(left, right)
