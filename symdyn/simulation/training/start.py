"""Student, teacher and feedback of each seed, drawn from the seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.training.settings import Settings

__all__ = ["Start", "draw", "input_stream"]

# Streams of one seed; a further one does not disturb the others.
_STUDENT, _TEACHER, _BASES, _INPUTS = range(4)


@dataclass(frozen=True, eq=False)
class Start:
    """The networks at step 0, a stack over seeds.

    `student` and `teacher` are stacks of networks, R is (..., o, n).  `output_basis` (..., o, K)
    and `input_basis` (..., i, K) are the teacher's first K columns of U and V, or None where the
    teacher is not aligned.
    """

    student: Network
    teacher: Network
    R: Array
    output_basis: Array | None
    input_basis: Array | None


def draw(settings: Settings, seeds: Sequence[int]) -> Start:
    """The networks of these seeds.

    The same seed draws the same numbers for every rule, and for every scale up to the scale.

    >>> start = draw(Settings(rule="bptt", units=5), (3, 4))
    >>> start.student.W.shape, start.teacher.A.shape
    ((2, 5, 5), (2, 4, 2))
    """
    drawn = [_draw_one(settings, seed) for seed in seeds]
    A, W, B, R = (np.stack([one[0][place] for one in drawn]) for place in range(4))
    teacher = Network(**{name: np.stack([one[1][name] for one in drawn]) for name in "AWB"})
    bases: list[Array | None] = [None, None]
    if settings.teacher == "aligned":
        count = len(settings.teacher_modes)
        bases = [np.stack([one[2][place][:, :count] for one in drawn]) for place in range(2)]
    return Start(Network(A=A, W=W, B=B), teacher, R, bases[0], bases[1])


def input_stream(seed: int) -> np.random.Generator:
    """Where the white noise of a sampled run comes from."""
    return np.random.default_rng([seed, _INPUTS])


def _draw_one(
    settings: Settings, seed: int
) -> tuple[tuple[Array, ...], dict[str, Array], tuple[Array, Array]]:
    n, o, i = settings.units, settings.outputs, settings.inputs
    stream = np.random.default_rng([seed, _BASES])
    U, V, P = (_basis(settings, stream, size) for size in (o, i, n))
    stream = np.random.default_rng([seed, _STUDENT])
    A, W, B, R = (
        stream.standard_normal(shape) / root
        for shape, root in (
            ((o, n), np.sqrt(n)),
            ((n, n), np.sqrt(n)),
            ((n, i), np.sqrt(n)),
            ((o, n), 1.0),
        )
    )
    R = settings.feedback_scale * R
    if settings.start == "gaussian":
        student = (settings.scale * A, settings.gain * W, settings.scale * B, R)
    else:
        a, b, w, *a_hat = np.array(settings.start_modes, dtype=np.float64).T
        count = len(a)
        Q = P[:, :count]
        student = (
            (U[:, :count] * a) @ Q.T + settings.noise * A,
            (Q * w) @ Q.T + settings.noise * W,
            (Q * b) @ V[:, :count].T + settings.noise * B,
            (U[:, :count] * a_hat[0]) @ Q.T if a_hat else R,
        )
    return student, _teacher(settings, seed, U, V), (U, V)


def _teacher(settings: Settings, seed: int, U: Array, V: Array) -> dict[str, Array]:
    if settings.teacher == "random":
        stream = np.random.default_rng([seed, _TEACHER])
        n, o, i = settings.teacher_units, settings.outputs, settings.inputs
        A, W, B = (stream.standard_normal(shape) for shape in ((o, n), (n, n), (n, i)))
        W *= settings.teacher_radius / np.abs(np.linalg.eigvals(W)).max()
        return {"A": A / np.sqrt(n), "W": W, "B": B / np.sqrt(n)}
    a, b, w = np.array(settings.teacher_modes, dtype=np.float64).T
    if settings.teacher == "mixed":
        return {
            "A": np.tile(a, (settings.outputs, 1)),
            "W": np.diag(w),
            "B": np.tile(b[:, np.newaxis], (1, settings.inputs)),
        }
    return {"A": U[:, : len(a)] * a, "W": np.diag(w), "B": (V[:, : len(b)] * b).T}


def _basis(settings: Settings, stream: np.random.Generator, size: int) -> Array:
    """An orthogonal matrix from the uniform distribution, or the identity."""
    if settings.basis == "identity":
        return np.eye(size)
    Q, triangle = np.linalg.qr(stream.standard_normal((size, size)))
    return np.asarray(Q * np.sign(np.diagonal(triangle)), dtype=np.float64)
