"""What `mean_update` refuses before any work: more steps than memory, and entries that are none."""

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symdyn import find_rule
from symdyn.errors import SimulationError
from symdyn.simulation.networks import memory
from symdyn.simulation.networks.mean_update import mean_update
from symdyn.simulation.networks.network import Network

RULE = find_rule("bptt")
SLOW = Network(A=[[1.0]], W=[[1.0]], B=[[1.0]])
EXACT = Network(A=[[Fraction(1)]], W=[[Fraction(1, 2)]], B=[[Fraction(1)]])


@pytest.mark.parametrize("network", [SLOW, EXACT], ids=["float64", "Fractions"])
@pytest.mark.parametrize("steps", [10**12, 10**18], ids=["1e12", "1e18"])
def test_a_time_too_long_for_the_memory_is_refused(network: Network, steps: int) -> None:
    # A teacher that does not decay: no limit stands for so many steps.
    with pytest.raises(SimulationError, match=r"GB and this machine has .*; shorten T") as held:
        mean_update(RULE, network, network, T=steps)
    assert "\n" not in str(held.value)
    assert len(str(held.value)) < 300


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (10**30, "T has 100 binary digits; expected fewer than 2^63 time steps, or None"),
        (10**5000, "T has 16610 binary digits; expected fewer than 2^63 time steps, or None"),
        (-(10**5000), "T = a negative number of many digits time steps; expected an integer"),
    ],
    ids=["1e30", "1e5000", "-1e5000"],
)
def test_a_time_of_many_digits_is_refused(steps: int, told: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(told)):
        mean_update(RULE, SLOW, SLOW, T=steps)


def test_the_bound_is_the_memory_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "machine_memory", lambda: 8 * 3 * 100)
    memory.require_memory(100, (1, 1, 1), (), False)
    with pytest.raises(SimulationError, match="T = 101 steps"):
        memory.require_memory(101, (1, 1, 1), (), False)
    with pytest.raises(SimulationError, match="T = 51 steps"):
        memory.require_memory(51, (1, 1, 1), (2,), False)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (np.ma.masked_array([[1.0]], mask=[[True]]), "masked entries"),
        ([[np.nan]], "the entry nan"),
        ([[np.inf]], "the entry inf"),
        (np.array([[None]]), "the entry None"),
        (np.array([["1"]]), "entries of type"),
        (np.array([[1j]]), "entries of type complex128"),
        (np.array([[True]]), "entries of type bool"),
        (np.array([[0.5]], dtype=object), "the entry 0.5"),
    ],
    ids=["masked", "nan", "inf", "None", "text", "complex", "bool", "float objects"],
)
def test_entries_that_are_no_numbers_are_refused_in_one_line(given: Any, told: str) -> None:
    for name in ("A", "W", "B"):
        matrices: dict[str, Any] = {"A": [[1.0]], "W": [[0.5]], "B": [[1.0]], name: given}
        with pytest.raises(SimulationError, match=f"^{name} .*{told}") as held:
            Network(**matrices)
        assert "\n" not in str(held.value)


def test_an_array_that_could_have_a_mask_and_has_none_is_taken() -> None:
    assert Network(A=np.ma.masked_array([[1.0]]), W=[[0.5]], B=[[1.0]]).A.tolist() == [[1.0]]
