"""Evidence for a sign: a constant times factors, each a sum of products of what has a sign."""

from typing import Any

from symdyn.formula.building import Formula

__all__ = ["alone", "signed"]


def signed(constant: str, *factors: tuple[Formula, str, list[Any]], **by: Any) -> dict[str, Any]:
    """A constant times factors to powers, each with the terms that it is the sum of.

    Parameters
    ----------
    constant : a rational number
    factors : the factor, its power, and its terms: a coefficient and pairs of what has a sign and a power
    by : multiples of known equations that are added, under the name by

    >>> from symdyn.formula.building import letter
    >>> signed("2", (letter("x"), "1", alone(letter("x"))))["constant"]
    '2'
    """
    found = [{"factor": x, "power": power, "terms": terms} for x, power, terms in factors]
    return {"constant": constant, "factors": found, **by}


def alone(fact: Formula) -> list[Any]:
    """What is itself known to have a sign, as the only term of a sum."""
    return [["1", [fact, "1"]]]
