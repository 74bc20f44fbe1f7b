"""The analysis of a rule and its chain of claims, made once by each process of the tests."""

from functools import cache

from symdyn import Analysis, analyse, find_rule
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim


@cache
def derived(name: str) -> Analysis:
    """What follows for the rule of this name."""
    return analyse(find_rule(name))


@cache
def chain(name: str) -> tuple[Claim, ...]:
    """Its claims, with what the analysis has proved."""
    return claims_of(derived(name).rule, derived(name))
