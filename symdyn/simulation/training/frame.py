"""The part of a full network that is aligned with its teacher, and how much else there is.

With the teacher's U and V, an aligned student is A = U a P^T, W = P w P^T, B = P b V^T and
R = U a_hat P^T for some orthonormal P.  Learning singles out P: under random feedback the columns
of P are those of R^T U, because all that W and B learn starts with R^T; under symmetric feedback
A^T u_k + sgn(c_k) B v_k is what grows from small weights while A^T u_k - sgn(c_k) B v_k decays; a
rule that does not change B has the columns of B V.  P is the nearest orthonormal matrix to these
columns (their polar factor), of unit length each, and the mode is what A, W, B, R are there:

    a_k = u_k^T A p_k,  b_k = p_k^T B v_k,  w_k = p_k^T W p_k,  a_hat_k = u_k^T R p_k.

The sign of p_k is free: (a, b, a_hat) and (-a, -b, -a_hat) are the same mode.  Under random feedback
it is chosen by the sign that a_hat shall have.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.training.settings import Settings
from symdyn.simulation.training.start import draw

__all__ = ["Frame", "frame_of", "frame_signs", "start_frames"]

# Below this part of its size a sum of two vectors is a cancellation.
_CANCELLED = 1e-6


@dataclass(frozen=True, eq=False)
class Frame:
    """The aligned part, all arrays (..., K): the modes, and cosines that are 1 when aligned.

    `recurrent` is |p^T W p| / sqrt(|W p| |W^T p|), `input_output` the cosine between A^T u and
    B v, `feedback` that between R^T u and A^T u (None under symmetric feedback).  A cosine with a
    vanishing vector is NaN.
    """

    a: Array
    b: Array
    w: Array
    a_hat: Array | None
    recurrent: Array
    input_output: Array
    feedback: Array | None


def frame_of(
    rule: LearningRule, student: Network, R: Array, bases: tuple[Array, Array], signs: Array
) -> Frame:
    """The aligned part of a stack of students.

    Parameters
    ----------
    rule : the learning rule
    student : the networks
    R : the feedback, (..., o, n)
    bases : the teacher's U (..., o, K) and V (..., i, K)
    signs : of the teacher's gains c under symmetric feedback, or that a_hat shall have, (K,)

    >>> from symdyn import find_rule
    >>> net = Network(A=[[3.0, 0.0]], W=[[0.5, 0.0], [0.0, 0.0]], B=[[2.0], [0.0]])
    >>> one = np.eye(1)
    >>> frame = frame_of(find_rule("bptt"), net, net.A, (one, one), np.ones(1))
    >>> frame.a, frame.b, frame.w, frame.recurrent
    (array([3.]), array([2.]), array([0.5]), array([1.]))
    """
    U, V = bases
    outputs, inputs, fed = student.A.mT @ U, student.B @ V, R.mT @ U
    P = _orthonormal(_directions(rule, outputs, inputs, fed, signs))
    moved, back = student.W @ P, student.W.mT @ P
    w = _dots(P, moved)
    return Frame(
        _dots(outputs, P),
        _dots(P, inputs),
        w,
        None if rule.symmetric else _dots(fed, P),
        _ratio(np.abs(w), np.sqrt(_lengths(moved) * _lengths(back))),
        _cosines(outputs, inputs),
        None if rule.symmetric else _cosines(fed, outputs),
    )


def frame_signs(settings: Settings, rule: LearningRule) -> Array:
    """The signs that fix the frame: those of c, or those of a_hat as the start has it, else 1.

    >>> from symdyn import find_rule
    >>> frame_signs(Settings(rule="rflo"), find_rule("rflo"))
    array([1.])
    """
    if rule.symmetric:
        return np.sign([a * b for a, b, _ in settings.teacher_modes])
    return np.sign([mode[3] if len(mode) > 3 else 1.0 for mode in settings.start_modes] or [1.0])


def start_frames(settings: Settings, rule: LearningRule) -> Iterator[tuple[tuple[int, ...], Frame]]:
    """The aligned part of the networks before the first update, for some seeds after others.

    Nothing where the teacher is not aligned.
    """
    signs = frame_signs(settings, rule)
    for seeds in settings.blocks() if settings.teacher == "aligned" else ():
        start = draw(settings, seeds)
        if start.output_basis is not None and start.input_basis is not None:
            bases = start.output_basis, start.input_basis
            yield seeds, frame_of(rule, start.student, start.R, bases, signs)


def _directions(
    rule: LearningRule, outputs: Array, inputs: Array, fed: Array, signs: Array
) -> Array:
    if not rule.credit.sequence.terms:
        return inputs
    if not rule.symmetric:
        return signs * fed
    total = outputs + signs * inputs
    size = _lengths(outputs) + _lengths(inputs)
    cancelled = _lengths(total) <= _CANCELLED * size
    return np.where(cancelled[..., np.newaxis, :], inputs, total)


def _orthonormal(columns: Array) -> Array:
    lengths = _lengths(columns)
    scaled = columns / np.where(lengths > 0, lengths, 1.0)[..., np.newaxis, :]
    left, _, right = np.linalg.svd(scaled, full_matrices=False)
    return np.asarray(left @ right)


def _dots(left: Array, right: Array) -> Array:
    return np.asarray(np.einsum("...nk,...nk->...k", left, right))


def _lengths(columns: Array) -> Array:
    return np.sqrt(_dots(columns, columns))


def _cosines(left: Array, right: Array) -> Array:
    return _ratio(_dots(left, right), _lengths(left) * _lengths(right))


def _ratio(above: Array, below: Array) -> Array:
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), np.nan)
