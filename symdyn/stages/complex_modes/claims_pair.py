r"""The pair of a conformal mode in real letters, and where its eigenvalues have negative real parts.

With trace t + i y and determinant d + i z the eigenvalues and their conjugates are the roots of the real
polynomial |x^2 - (t + i y) x + d + i z|^2 of degree four.
"""

from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.claims.spectrum import complex_spectrum_lines, pair_for
from symdyn.formula.building import (
    at_least,
    at_most,
    below,
    both,
    defined,
    equal,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
)
from symdyn.notation import lambda_

__all__ = [
    "CRITERION",
    "DAMPED",
    "PAIR",
    "STABLE",
    "UNSTABLE",
    "pair_claims",
]

STABLE = less(letter("Re Lambda_pm"), 0)
UNSTABLE = at_least(letter("max Re Lambda_pm"), 0)
_T, _Y, _D, _Z = letters("t y d z")
CRITERION = _T**2 * _D + _T * _Y * _Z - _Z**2
DAMPED = less(_T, 0)
PAIR = "theory.complex-pair"
_INSIDE = (below(-1, letter("X"), 1),)
# The checker's conditions for the polynomial of degree four, but for positive numbers.
_SIZE = _D**2 + _Z**2
_SECOND = -_T * (_T**2 + _Y**2 + _D) + _Y * _Z
_THIRD = (_T**2 + _Y**2) * CRITERION
_SLOPE = -_T * _D - _Y * _Z


def pair_claims(ledger: Ledger) -> None:
    """The parts of trace and determinant for any kernel, and the criterion."""
    q, r, g, X, L, J = letters("q r g X L J")
    k, m, H, M = letters("k_1 k_2 H_1 H_2")
    ledger.add(
        PAIR,
        "definition",
        complex_spectrum_lines(),
        title="Trace t + J y and determinant d + J z of a conformal mode, for a J whose square is L",
    )
    ledger.add(
        "theory.complex-square",
        "definition",
        (defined(L, J**2),),
        title="L is the square of J",
    )
    pair = pair_for(q + J * r, g, X, k + J * m, H + J * M)
    ledger.add(
        "theory.complex-parts",
        "equation",
        (equal(pair[0], _T + J * _Y), equal(pair[1], _D + J * _Z)),
        (PAIR, "theory.complex-square"),
        _INSIDE,
        title="The parts of trace and determinant; polynomials in J on both sides, so that J may be i",
    )
    ledger.add(
        "theory.complex-unit",
        "definition",
        (defined(L, -1),),
        title="The square of the imaginary unit",
    )
    ledger.add(
        "theory.complex-aligned",
        "definition",
        (defined(r, 0),),
        title="Feedback whose phase is that of the read-out",
    )
    _criterion(ledger)


def _criterion(ledger: Ledger) -> None:
    x = formula(lambda_)
    whole = (
        x**4
        - 2 * _T * x**3
        + (_T**2 + _Y**2 + 2 * _D) * x**2
        - 2 * (_T * _D + _Y * _Z) * x
        + _D**2
        + _Z**2
    )
    ledger.add(
        "theory.complex-polynomial",
        "equation",
        (equal((x**2 - _T * x + _D) ** 2 + (_Y * x - _Z) ** 2, whole),),
        title="The squared modulus of the characteristic polynomial of a complex pair, on the real line",
    )
    ledger.add(
        "theory.complex-hurwitz",
        "stability",
        (
            equivalent(
                STABLE, both(more(-_T, 0), more(_SECOND, 0), more(_THIRD, 0), more(_SIZE, 0))
            ),
        ),
        ("theory.complex-polynomial",),
        title="Both eigenvalues of a complex pair have negative real parts under Hurwitz's four conditions alone",
    )
    given = (DAMPED, more(CRITERION, 0))
    slope = {
        "factors": [
            {"factor": -_T, "power": "-1", "terms": alone(-_T)},
            {
                "factor": CRITERION + _Z**2,
                "power": "1",
                "terms": [["1", [CRITERION, "1"]], ["1", [_Z, "2"]]],
            },
        ],
        "constant": "1",
    }
    ledger.add(
        "theory.complex-slope",
        "sign",
        (more(_SLOPE, 0),),
        (),
        given,
        evidence={"proofs": [slope]},
        title="The coefficient of x",
    )
    second = signed(
        "1",
        (-_T, "-1", alone(-_T)),
        (
            -_T * _SECOND,
            "1",
            [["1", [_T, "4"]], ["1", [CRITERION, "1"]], ["1", [_T * _Y - _Z, "2"]]],
        ),
    )
    third = signed(
        "1",
        (_T**2 + _Y**2, "1", [["1", [_T, "2"]], ["1", [_Y, "2"]]]),
        (CRITERION, "1", alone(CRITERION)),
    )
    size = signed(
        "1",
        (_T**2 + _Y**2, "-1", [["1", [_T, "2"]], ["1", [_Y, "2"]]]),
        (
            (_T * _D + _Y * _Z) ** 2 + (_T * _Z - _Y * _D) ** 2,
            "1",
            [["1", [_SLOPE, "2"]], ["1", [_T * _Z - _Y * _D, "2"]]],
        ),
    )
    ledger.add(
        "theory.complex-enough",
        "sign",
        (more(_SECOND, 0), more(_THIRD, 0), more(_SIZE, 0)),
        ("theory.complex-slope",),
        given,
        evidence={"proofs": [second, third, size]},
        title="A negative trace and the criterion are enough",
    )
    ledger.add(
        "theory.complex-stable",
        "stability",
        (STABLE,),
        ("theory.complex-polynomial", "theory.complex-enough"),
        given,
        title="Where both eigenvalues of a complex pair have negative real parts",
    )
    quotient = signed(
        "1",
        (_T**2 + _Y**2, "-1", [["1", [_T, "2"]], ["1", [_Y, "2"]]]),
        (_THIRD, "1", alone(_THIRD)),
    )
    ledger.add(
        "theory.complex-needed",
        "sign",
        (more(CRITERION, 0),),
        (),
        (DAMPED, more(_THIRD, 0)),
        evidence={"proofs": [quotient]},
        title="The criterion is needed",
    )
    ledger.add(
        "theory.complex-unstable",
        "stability",
        (UNSTABLE,),
        ("theory.complex-polynomial",),
        (at_most(CRITERION, 0),),
        evidence={
            "weights": ["0", "0", "1", "0"],
            "positive": "2",
            "proofs": [
                {"constant": "0", "factors": []},
                {"constant": "0", "factors": []},
                {"constant": "1", "factors": []},
                {"constant": "0", "factors": []},
                signed(
                    "4",
                    (_T**2 + _Y**2, "1", [["1", [_T, "2"]], ["1", [_Y, "2"]]]),
                    (-CRITERION, "1", alone(-CRITERION)),
                ),
            ],
        },
        title="Where the criterion fails, an eigenvalue does not have a negative real part",
    )
