"""Equations of matrices: what is accepted holds for matrices of numbers, and both checkers agree."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from symdyn.checker import check_files
from symdyn.checker.context import Context
from symdyn.checker.instances import Instance
from symdyn.checker.terms import METER, ONE, ZERO, Refused, Term, abstract, instantiate
from symdyn.checker.words import check_word
from tests.second_checker.files import check_files as second_check

W, OMEGA, T = ("mat", "W"), ("mat", r"\Omega"), ("sym", "T")
LAGS = r"\sum_{m<T} \sum_{j<T - m} K_{m} F E_{m + j} B^{\top} \left(W^{\top}\right)^{j}"
IDENTITY = r"\Delta W \cdot W^{\top} - \Omega \Delta W = F \Delta A - \Delta B \cdot B^{\top}"
LINES = [
    r"E_{k} := A W^{k} B - A_\star W_\star^{k} B_\star",
    r"F := R^{\top}",
    r"K_{m} := \Omega^{m}",
    r"\Delta A := \sum_{k<T} E_{k} B^{\top} \left(W^{\top}\right)^{k}",
    r"\Delta B := \sum_{m<T} K_{m} F E_{m}",
    r"\Delta W := \sum_{m<T} \sum_{j<T - m - 1} K_{m} F E_{j + m + 1} B^{\top} \left(W^{\top}\right)^{j}",
]


def verdicts(folder: Path, equation: str, lines: list[str], **end: Any) -> list[str]:
    """What both checkers say of one claim."""
    data = {
        "format": "symdyn-claim-2",
        "id": "words",
        "where": [],
        "also": [],
        "matrices": lines,
        "hypotheses": [],
        "goal": {"words": [equation]},
        "uses": [],
        "unfold": [],
        "sums": [],
        **end,
    }
    path = folder / "words.json"
    path.write_text(json.dumps(data), "utf-8")
    return [check([path])[0].status for check in (check_files, second_check)]


def test_the_identity_holds_for_any_propagator_and_any_feedback(tmp_path):
    proof = {"added": [[LAGS]]}
    assert verdicts(tmp_path, IDENTITY, LINES, proof=proof) == ["proved"] * 2


@pytest.mark.parametrize(
    "added",
    [
        [],
        [LAGS.replace("T - m}", "T - m - 1}")],
        [LAGS, LAGS],
        [LAGS.replace("E_{m + j}", "E_{m + j + 1}")],
        [LAGS.replace(r"\sum_{m<T} ", "", 1).replace("K_{m}", "K_{j}").replace("m", "j")],
    ],
)
def test_it_does_not_follow_from_other_evidence(tmp_path, added):
    assert verdicts(tmp_path, IDENTITY, LINES, proof={"added": [added]}) == ["rejected"] * 2


def test_matrices_refute_where_an_entry_differs(tmp_path):
    values = {"W": [["0", "1"], ["0", "0"]], r"\Omega": [["1", "0"], ["0", "2"]]}
    equation = r"W \Omega = \Omega W"
    for entry, status in (([0, 1], "refuted"), ([0, 0], "rejected"), ([2, 0], "rejected")):
        end = {"refutation": {"matrices": values, "entry": entry}}
        assert verdicts(tmp_path, equation, [], **end) == [status] * 2


def test_true_matrices_do_not_refute(tmp_path):
    values = {"W": [["1", "2"], ["3", "4"]]}
    end = {"refutation": {"matrices": values, "entry": [0, 1]}}
    assert verdicts(tmp_path, "W W = W^{2}", [], **end) == ["rejected"] * 2


def word(rng: Random, indices: tuple[Term, ...], depth: int) -> Term:
    """A word at random over W and Omega, with powers, sums and transposes."""
    kind = rng.choice("llpp" if depth == 0 else "lp*+s-t*s")
    if kind == "l":
        return rng.choice([W, OMEGA, ("mat", "I"), ("diag", W)])
    if kind == "p":
        return ("^", rng.choice([W, ("top", OMEGA), W]), exponent(rng, indices))
    parts = [word(rng, indices, depth - 1) for _ in range(2 if kind in "*+" else 1)]
    if kind == "s":
        letter = ("sym", rng.choice("mjk"))
        if letter in indices:
            return parts[0]
        body = word(rng, (*indices, letter), depth - 1)
        count = rng.choice([T, ("num", 2), ("+", T, ONE), *indices])
        return ("sum", letter[1], count, abstract(body, (letter[1],)))
    return ({"*": "*", "+": "+", "-": "neg", "t": "top"}[kind], *parts)


def exponent(rng: Random, indices: tuple[Term, ...]) -> Term:
    """A natural number that may hold indices."""
    form: Term = ("num", rng.choice([0, 1, 1, 2]))
    return ("+", form, *rng.sample(indices, rng.randint(0, min(2, len(indices)))))


def variants(rng: Random, t: Term) -> Iterator[Term]:
    """Words of which some are the same matrix and some are not."""
    yield ("top", ("top", t))
    yield ("+", t, word(rng, (T,), 1), ("neg", word(rng, (T,), 1)))
    if t[0] == "sum":
        _, name, count, body = t
        first = ("sum", name, ("+", count, ONE), body)
        letter = ("sym", name)
        shifted = _put(body, ("+", letter, ONE))
        yield ("+", first, ("neg", t))  # the last term alone
        yield ("+", ("neg", _put(body, ZERO)), first)
        yield ("sum", name, count, abstract(shifted, (name,)))
    if t[0] == "*":
        yield ("*", *reversed(t[1:]))


def _put(body: Term, value: Term) -> Term:
    return instantiate(body, (value,))


def matrix(rng: Random) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(rng.randint(-3, 3)) for _ in range(2)) for _ in range(2))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_accepted_holds_for_matrices_of_numbers(seed):
    rng = Random(seed)  # noqa: S311 - a sample
    accepted = refused = 0
    for _ in range(40):
        left = word(rng, (T,), 3)
        for right in (left, *variants(rng, left)):
            added = [("sum", "m", T, word(rng, (T,), 1))]
            METER.start()
            try:
                check_word(
                    Context({}, (), frozenset()), ("=", left, right), rng.choice([[], added])
                )
            except Refused:
                refused += 1
                continue
            accepted += 1
            for length in range(4):
                given = {"W": matrix(rng), r"\Omega": matrix(rng), "T": length}
                here = Instance({}, given)
                twice = [
                    here.at(("*", one, W)) for one in (left, right)
                ]  # a multiple of I has a size
                assert twice[0] == twice[1], (left, right)
    assert accepted > 40
    assert refused > 40
