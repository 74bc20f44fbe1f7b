"""The networks of several seeds on their way: a stack from which seeds are taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from symdyn.errors import SimulationError
from symdyn.rules.momentum import momentum_value
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.mean_update import update_of
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.task import Task
from symdyn.simulation.training.sampled import sampled_update
from symdyn.simulation.training.start import Start

__all__ = ["Stack", "Trainer"]


@dataclass(frozen=True, eq=False)
class Stack:
    """Seeds under training: where they started, what they learn, where they are, and their last step.

    `last` is None before the first step, and where the rule has no momentum.
    """

    seeds: tuple[int, ...]
    start: Start
    task: Task
    student: Network
    last: tuple[Array, Array, Array] | None = None

    def take(self, places: Sequence[int]) -> "Stack | None":
        """The seeds at these places; None for no places, and the stack itself for all."""
        chosen = list(places)
        if not chosen:
            return None
        if len(chosen) == len(self.seeds):
            return self
        start = self.start

        def of(network: Network) -> Network:
            return Network(A=network.A[chosen], W=network.W[chosen], B=network.B[chosen])

        return Stack(
            tuple(self.seeds[place] for place in chosen),
            Start(
                of(start.student),
                of(start.teacher),
                start.R[chosen],
                None if start.output_basis is None else start.output_basis[chosen],
                None if start.input_basis is None else start.input_basis[chosen],
            ),
            self.task.take(chosen),
            of(self.student),
            None if self.last is None else _chosen_of(self.last, chosen),
        )

    @property
    def R(self) -> Array:
        """The feedback where it is, which moves where it is learned."""
        return self.start.R if self.task.R is None else self.task.R

    def singles(self) -> "list[Stack]":
        """Each seed alone."""
        taken = (self.take([place]) for place in range(len(self.seeds)))
        return [one for one in taken if one is not None]


@dataclass(frozen=True)
class Trainer:
    """One update of a stack of networks.

    Parameters
    ----------
    rule : the learning rule
    parameters : a value for each of the kernel's parameters, and tau
    T : number of time steps, or None
    eta : learning rate
    compiled : whether code that Numba compiles makes the mean updates
    correlation : of the inputs at successive times
    """

    rule: LearningRule
    parameters: Mapping[str, float]
    T: int | None
    eta: float
    compiled: bool = False
    correlation: float = 0.0

    def begin(self, seeds: Sequence[int], start: Start) -> Stack:
        """The networks before the first update."""
        task = Task.of(
            self.rule,
            start.teacher,
            T=self.T,
            R=start.R,
            parameters=self.parameters,
            compiled=self.compiled,
            correlation=self.correlation,
        )
        return Stack(tuple(seeds), start, task, start.student)

    def mean(self, stack: Stack) -> tuple[Array, Array, Array]:
        """The mean update of each network."""
        return update_of(stack.task, stack.student)

    def advance(self, stack: Stack, inputs: Array | None) -> tuple[Stack | None, dict[int, str]]:
        """Make one update.

        Parameters
        ----------
        stack : the networks
        inputs : sampled sequences (T, seeds, i, N), or None for the mean update

        Returns
        -------
        The networks that could be updated (None for none), and by seed why others could not: their sums do not
        converge, or overflow.
        """
        try:
            return self._moved(stack, inputs), {}
        except SimulationError:
            faults = {}
            kept = []
            for place, (seed, one) in enumerate(zip(stack.seeds, stack.singles(), strict=True)):
                try:
                    self._moved(one, _chosen(inputs, [place]))
                    kept.append(place)
                except SimulationError as error:
                    faults[seed] = str(error)
            left = stack.take(kept)
            return left and self._moved(left, _chosen(inputs, kept)), faults

    def _moved(self, stack: Stack, inputs: Array | None) -> Stack:
        student, eta = stack.student, self.eta
        with np.errstate(over="ignore", invalid="ignore"):
            if inputs is None:
                dA, dW, dB = self.mean(stack)
            else:
                dA, dW, dB = sampled_update(
                    self.rule,
                    student,
                    stack.start.teacher,
                    inputs,
                    R=stack.R,
                    parameters=self.parameters,
                )
            task = stack.task
            if self.rule.learned is not None:
                both = self.rule.learned.of_both((student.A, dA), stack.R, self.parameters, float)
                dA, task = both[0], task.with_feedback(stack.R - eta * both[1])
            last = (-eta * dA, -eta * dW, -eta * dB)
            if self.momentum and stack.last is not None:
                a, w, b = (x + self.momentum * y for x, y in zip(last, stack.last, strict=True))
                last = (a, w, b)
            a, w, b = last
            moved = Network(A=student.A + a, W=student.W + w, B=student.B + b)
        return replace(stack, student=moved, task=task, last=last if self.momentum else None)

    @property
    def momentum(self) -> float:
        """The part of the last step that each step repeats."""
        return float(momentum_value(self.rule.beta, self.parameters))

    @property
    def pace(self) -> float:
        """The time of the flow that a small step takes, in parts of eta: momentum makes more of it."""
        return 1 / (1 - self.momentum)


def _chosen_of(
    arrays: tuple[Array, Array, Array], chosen: Sequence[int]
) -> tuple[Array, Array, Array]:
    a, w, b = (one[list(chosen)] for one in arrays)
    return a, w, b


def _chosen(inputs: Array | None, places: Sequence[int]) -> Array | None:
    return None if inputs is None else inputs[:, list(places)]
