"""Refutations: a statement changed at one place, and a point with the values met on the way."""

from fractions import Fraction

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence import calculus, hidden, signs, sums
from tests.soundness.evidence.decay import NoLimitError, UnjudgedError
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.exact import Place, UndefinedError, holds, number
from tests.soundness.evidence.formulas import INDICES
from tests.soundness.evidence.perturbing import changed
from tests.soundness.evidence.reading import UnreadError, line
from tests.soundness.evidence.truth import VALUES, letters_of, seen_by

SOURCES = (
    sums.finite,
    sums.endless,
    calculus.evaluation,
    signs.product,
    signs.product,
    hidden.required,
    hidden.facts,
)


def refuted(draw: Draw) -> list[Claim]:
    """A claim with a witness instead of its proof."""
    claims = draw.rng.choice(SOURCES)(draw)
    last = claims[-1]
    if draw.often(0.8):
        last["statement"] = [changed(x, draw) for x in last["statement"]]
    evidence = {"sums": last["evidence"]["sums"]} if "sums" in last["evidence"] else {}
    by_id = {one["id"]: one for one in claims}
    for _ in range(12):
        try:
            seen = seen_by(last, by_id)
            point = {
                x: Fraction(draw.rng.randrange(4)) if x in INDICES else draw.rng.choice(VALUES)
                for x in letters_of(last, seen)
                if rf"\sum_{{{x} <" not in last["statement"][0]
                and rf"\lim_{{{x} " not in last["statement"][0]
            }
            relations = [
                one for text in (*last["assumptions"], *last["statement"]) for one in line(text)[0]
            ]
            met = [number(side, Place(seen, point)) for _, *sides in relations for side in sides]
            place, count = Place(seen, point), sum(len(line(x)[0]) for x in last["assumptions"])
            held = [
                holds(o, number(x, place), number(y, place), exact=True) for o, x, y in relations
            ]
            if (not all(held[:count]) or all(held[count:])) and draw.often(0.95):
                continue
        except (UnreadError, UndefinedError, UnjudgedError, NoLimitError):
            continue
        last["evidence"] = {
            **evidence,
            "witness": {x: str(y) for x, y in point.items()},
            "values": [str(x) for x in met],
        }
        break
    return claims
