"""The settings of training runs: plain values, checked when they are made."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from symdyn.errors import SimulationError
from symdyn.simulation.refusing import refuse
from symdyn.simulation.training.columns import PARAMETER

__all__ = ["STARTS", "TEACHERS", "Settings", "settings_of_row"]

TEACHERS = ("aligned", "mixed", "random")
STARTS = ("gaussian", "aligned")
BASES = ("random", "identity")

# Beyond these no run ends, and the columns of a table are integers of 64 bits.
_MOST = {"steps": 10**9, "seeds": 10**6, "first_seed": 2**62}
_MODES = {"teacher_modes": ("a", "b", "w"), "start_modes": ("a", "b", "w", "a_hat")}
# Tables of earlier versions lack these, which had the default.
_LATER = frozenset({"correlation"})
_COLUMN = {"teacher_modes": "teacher_", "start_modes": "start_"}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What determines the training runs of one rule, to the bit on one machine.

    Parameters
    ----------
    rule : name or file of the rule
    variation : a label, for settings that are compared
    parameters : (name, value) of each parameter of the kernel, and tau
    units, outputs, inputs : n, o, i
    T : number of time steps of a sequence; None for T -> infinity
    correlation : v of input with E[x_t x_s^T] = v^|t - s| I; 0 for white noise
    eta, steps : learning rate and number of updates
    batch : sequences a sampled update is averaged over; None for the mean update
    compiled : whether code that Numba compiles makes the mean updates of a finite T; the same runs
        without it agree to rounding
    every : a measurement is made every so many updates; it divides `steps`
    teacher : "aligned" (U a P^T, P w P^T, P b V^T), "mixed" (W diagonal, every output and input
        meets every mode: A_jk = a_k, B_kj = b_k) or "random" (Gaussian)
    teacher_modes : (a, b, w) of each mode, for "aligned" and "mixed"
    teacher_units, teacher_radius : size and spectral radius of a "random" teacher
    basis : whether U, V, P are drawn for each seed ("random") or are the identity
    start : "gaussian" (A, B ~ scale N(0, 1)/sqrt n, W ~ gain N(0, 1)/sqrt n) or "aligned"
    scale, gain : of a Gaussian start
    start_modes : (a, b, w) or (a, b, w, a_hat) of each mode of an aligned start; without a_hat the
        feedback is Gaussian
    noise : an aligned start is perturbed by noise N(0, 1)/sqrt n in A, W and B
    feedback_scale : R ~ feedback_scale N(0, 1)
    predict_from : the update from whose state the flow predicts
    stop_below : a run has converged and stops where loss/(first loss) is at most this
    go_on : whether it goes on all the same
    seeds, first_seed : seeds first_seed, ..., first_seed + seeds - 1
    together : so many seeds are computed and kept at once

    Raises
    ------
    SimulationError for anything outside the domain.

    >>> Settings(rule="bptt", steps=100, every=10).time
    'infinity'
    """

    rule: str
    variation: str = ""
    parameters: tuple[tuple[str, float], ...] = ()
    units: int = 16
    outputs: int = 4
    inputs: int = 4
    T: int | None = None
    correlation: float = 0.0
    eta: float = 0.01
    steps: int = 2000
    batch: int | None = None
    compiled: bool = False
    every: int = 40
    teacher: str = "aligned"
    teacher_modes: tuple[tuple[float, ...], ...] = ((1.0, 1.0, 0.8), (1.0, 1.0, 0.4))
    teacher_units: int = 4
    teacher_radius: float = 0.8
    basis: str = "random"
    start: str = "gaussian"
    scale: float = 0.1
    gain: float = 0.1
    start_modes: tuple[tuple[float, ...], ...] = ()
    noise: float = 0.0
    feedback_scale: float = 0.5
    predict_from: int = 0
    stop_below: float = 1e-3
    go_on: bool = False
    seeds: int = 20
    first_seed: int = 0
    together: int = 5

    def __post_init__(self) -> None:
        self._check_ranges()
        self._check_steps()
        self._check_modes()
        pairs = tuple(sorted((name, float(value)) for name, value in self.parameters))
        object.__setattr__(self, "parameters", pairs)
        for name in _MODES:
            modes = tuple(tuple(map(float, mode)) for mode in getattr(self, name))
            object.__setattr__(self, name, modes)

    def _check_ranges(self) -> None:
        for name in ("units", "outputs", "inputs", "steps", "every", "seeds", "together"):
            self._require_integer(name, 1)
        for name in ("first_seed", "predict_from", "teacher_units"):
            self._require_integer(name, 0)
        for name, most in _MOST.items():
            if getattr(self, name) > most:
                refuse(name, getattr(self, name), f"an integer of at most {most}")
        for name in ("T", "batch"):
            if getattr(self, name) is not None:
                self._require_integer(name, 1)
        for name in ("eta", "feedback_scale"):
            self._require_number(name, above=0)
        for name in ("scale", "gain", "noise", "stop_below"):
            self._require_number(name, least=0)
        self._require_number("teacher_radius", least=0, below=1)
        self._require_number("correlation", above=-1, below=1)
        for name, known in (("teacher", TEACHERS), ("start", STARTS), ("basis", BASES)):
            value = getattr(self, name)
            if value not in known:
                refuse(name, value, f"one of {', '.join(known)}")
        for name, value in self.parameters:
            if not _real(value):
                refuse(name, value, "a finite number")

    def _check_steps(self) -> None:
        if self.predict_from % self.every or self.predict_from > self.steps:
            refuse(
                "predict_from",
                self.predict_from,
                f"a multiple of every = {self.every} up to steps = {self.steps}",
            )
        if self.batch is not None and self.T is None:
            refuse("T", "infinity", f"finite with sampled batches, batch = {self.batch}")
        if self.correlation and self.T is not None:
            refuse("T", self.T, "infinity, for which correlated input is simulated")
        if self.compiled and (self.T is None or self.batch is not None):
            refuse("compiled", True, "False for T = infinity and for sampled batches")

    @property
    def time(self) -> str:
        """T as a word."""
        return "infinity" if self.T is None else str(self.T)

    @property
    def title(self) -> str:
        """The rule and the variation."""
        return f"{self.rule}, {self.variation}" if self.variation else self.rule

    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """The seeds, as they are computed together."""
        last = self.first_seed + self.seeds
        return tuple(
            tuple(range(first, min(first + self.together, last)))
            for first in range(self.first_seed, last, self.together)
        )

    def row(self) -> dict[str, Any]:
        """The settings as the columns of a table; `settings_of_row` is the inverse."""
        found: dict[str, Any] = {}
        for name, value in asdict(self).items():
            if name == "parameters":
                found.update({PARAMETER + key: float(number) for key, number in value})
            elif name in _MODES:
                for place, letter in enumerate(_MODES[name]):
                    found[_COLUMN[name] + letter] = [
                        float(mode[place]) for mode in value if place < len(mode)
                    ]
            else:
                found[name] = float(value) if _IS_FLOAT[name] else value
        return found

    def _check_modes(self) -> None:
        for name, lengths in (("teacher_modes", (3,)), ("start_modes", (3, 4))):
            modes = getattr(self, name)
            wanted = "a list of (a, b, w)" + (" or (a, b, w, a_hat)" if len(lengths) > 1 else "")
            if len({len(mode) for mode in modes}) > 1 or any(
                len(mode) not in lengths or not all(map(_real, mode)) for mode in modes
            ):
                refuse(name, modes, wanted)
            for mode in modes:
                if not abs(mode[2]) < 1:
                    refuse(f"w in {name}", mode[2], "inside -1 < w < 1")
        if self.teacher == "random":
            self._require_integer("teacher_units", 1)
        elif not self.teacher_modes:
            refuse("teacher_modes", (), f"at least one mode of the {self.teacher} teacher")
        for mode in self.teacher_modes if self.teacher != "random" else ():
            if mode[0] * mode[1] == 0:
                refuse("a*b of a teacher's mode", 0, "other than 0")
        if self.teacher == "aligned" and len(self.teacher_modes) > min(
            self.outputs, self.inputs, self.units
        ):
            refuse(
                "the number of aligned modes",
                len(self.teacher_modes),
                f"at most min(o, i, n) = {min(self.outputs, self.inputs, self.units)}",
            )
        if self.start == "aligned" and (
            self.teacher != "aligned" or len(self.start_modes) != len(self.teacher_modes)
        ):
            refuse(
                "an aligned start", len(self.start_modes), "one mode for each of an aligned teacher"
            )

    def _require_integer(self, name: str, least: int) -> None:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            refuse(name, value, f"an integer of at least {least}")

    def _require_number(
        self,
        name: str,
        *,
        above: float = -math.inf,
        least: float = -math.inf,
        below: float = math.inf,
    ) -> None:
        value = getattr(self, name)
        if not _real(value) or not (above < value < below and value >= least):
            limits = [
                text
                for text, said in (
                    (f"above {above}", above > -math.inf),
                    (f"at least {least}", least > -math.inf),
                    (f"below {below}", below < math.inf),
                )
                if said
            ]
            refuse(name, value, f"a number {' and '.join(limits)}")


_IS_FLOAT = {field.name: field.type is float for field in fields(Settings)}


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def settings_of_row(row: Mapping[str, Any]) -> Settings:
    """The settings from the columns of a table; columns that hold results are not read.

    Raises
    ------
    SimulationError where a column is missing or holds what no setting can be.

    >>> one = Settings(rule="rflo", parameters=(("w_hat", 0.5),))
    >>> settings_of_row({**one.row(), "loss": 0.1}) == one
    True
    """
    values: dict[str, Any] = {}
    try:
        for field in fields(Settings):
            if field.name == "parameters":
                found = [
                    (name.removeprefix(PARAMETER), value)
                    for name, value in row.items()
                    if name.startswith(PARAMETER) and value is not None
                ]
                values[field.name] = tuple(sorted(found))
            elif field.name in _MODES:
                columns = [row[_COLUMN[field.name] + letter] for letter in _MODES[field.name]]
                values[field.name] = tuple(zip(*[one for one in columns if len(one)], strict=True))
            elif field.name in row or field.name not in _LATER:
                values[field.name] = row[field.name]
        return Settings(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise SimulationError(
            f"the table's settings cannot be read ({type(error).__name__}: {error}); expected a "
            "table that symdyn simulate wrote: give the original"
        ) from None
