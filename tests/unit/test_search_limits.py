"""The search for evidence has limits that are counted, and says so where it meets one."""

from collections.abc import Mapping

import pytest

from symdyn.claims import effort, refuting, smt
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import Claim
from symdyn.claims.proving import prove

GIVEN_UP = f"the search was given up after {effort.MOST_STEPS} steps"
T = r"T \ge 1"


def gap(claim: Claim, known: Mapping[str, Claim] | None = None) -> str:
    return str(prove(claim, known or {}, refute=True)[-1].evidence.get("gap", ""))


SUMS = {
    "high powers of an index": r"\sum_{m<T} m^{40} x^{m} y^{m} (x + y)^{m}",
    "many indices": r"\sum_{m<T}\sum_{k<T}\sum_{j<T} m^{9} k^{9} j^{9} x^{m} y^{k} z^{j}",
    "a higher power": r"\sum_{m<T} m^{200} x^{m}",
}


@pytest.mark.parametrize("name", SUMS)
def test_a_sum_that_is_too_long_to_find(name: str) -> None:
    """`m^40 x^m y^m (x + y)^m` of 230 bytes once took minutes."""
    statement = f"{SUMS[name]} = {SUMS[name]} + 1"
    claim = Claim("slow.sum", "equation", (statement,), ("-1 < x < 1", "-1 < y < 1", T))
    assert gap(claim).startswith(GIVEN_UP)
    assert "state the claim in smaller parts" in gap(claim)


def test_a_sign_whose_factors_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim("slow.sign", "sign", ("(x + y)^{60} - x^{60} > 0",), ("x > 0", "y > 0"))
    assert gap(claim) == ""
    monkeypatch.setattr(effort, "MOST_STEPS", 1000)
    assert gap(claim).startswith("the search was given up after 1000 steps")


def test_what_chains_need_is_far_from_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The longest search in the chains of the built-in rules takes some 1,300 steps."""
    monkeypatch.setattr(effort, "MOST_STEPS", effort.MOST_STEPS // 50)
    sums = [r"\sum_{m<T} m^{3} x^{m}", r"\sum_{m<T} m x^{m} y^{m} z^{m}"]
    for total in sums:
        claim = Claim("sum", "equation", (f"{total} - {total} = 0",), (T,))
        assert "steps" not in gap(claim)


def test_the_points_that_may_refute_share_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    points: list[object] = []
    true = refuting.Falsity.__call__

    def counted(false: refuting.Falsity, point: refuting.Point) -> bool:
        points.append(point)
        return true(false, point)

    monkeypatch.setattr(refuting.Falsity, "__call__", counted)
    monkeypatch.setattr(refuting, "MOST_WORK", 20)
    monkeypatch.setattr(smt, "find_spec", lambda _: None)
    claim = Claim("a.sign", "sign", ("x^{2} + y^{2} > 0",))
    assert refuting.find_witness(Scopes({claim.id: claim}), claim.id) is None
    assert 5 < len(points) < 20  # each costs two terms


def test_an_index_takes_whole_numbers_where_a_counterexample_is_sought() -> None:
    claim = Claim(
        "a.sum", "equation", (r"w^{\tau} z^{T} x + y = w^{\tau} z^{T} x",), (r"\tau \le T", T)
    )
    (made,) = prove(claim, {}, refute=True)
    assert {"T", r"\tau"} <= made.evidence["witness"].keys()
    assert all(made.evidence["witness"][name].isdigit() for name in ("T", r"\tau"))


def test_names_that_lead_back_to_themselves_end_in_a_sentence() -> None:
    circular = Claim("a.circle", "equation", ("x = x + y - y",))
    claim = Claim("a.use", "equation", ("x = 1",), (), ("a.circle",))
    (made,) = prove(claim, {"a.circle": circular})
    assert "what should be 0 is" in made.evidence["gap"]
    defined = Claim("a.circle", "definition", ("x := y + 1", "y := x - 1"))
    assert "a circle of definitions" in gap(claim, {"a.circle": defined})
