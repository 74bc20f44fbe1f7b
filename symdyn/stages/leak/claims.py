"""The own weights of a mode whose units leak: its forward pass, its domain, and the gradient with respect to them.

Stated of a rule with a leak alone.  In these statements omega and psi are the own weights of a mode.
"""

from sympy import Symbol

from symdyn import notation
from symdyn.claims.hypotheses import assumption, of_a_mode
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    at,
    below,
    bracket,
    defined,
    equal,
    formula,
    less,
    letter,
    letters,
    more,
    partial,
)
from symdyn.formula.nodes import Node
from symdyn.stages.leak.derive import own_weights
from symdyn.stages.setting.leaky import (
    OMEGA,
    PSI,
    input_of,
    kept,
    leak_of,
    pole_of,
    strength_of,
    weight_of,
)

__all__ = ["claims"]

_H, _X = letters("h x")
_W, _B, _LOSS = letters("w b L")


def claims(ledger: Ledger) -> None:
    """What holds of every rule in the network that leaks, and of this rule's update."""
    if ledger.rule.leak is None:
        return
    _network(ledger)
    _weights(ledger)
    _gradient(ledger)


def _leak(ledger: Ledger) -> tuple[Node, ...]:
    """The domain of the leak, if it is a parameter."""
    leak = ledger.rule.leak
    if not isinstance(leak, Symbol):
        return ()
    return assumption(notation.plain(leak), ledger.rule.domain.interval(leak.name))


def _network(ledger: Ledger) -> None:
    rule = ledger.rule
    leak, pole = leak_of(rule), bracket(pole_of(rule, OMEGA))
    ledger.add(
        "leak-forward",
        "equation",
        (
            equal(
                bracket(kept(rule)) * _H + leak * bracket(OMEGA * _H + PSI * _X),
                pole * _H + input_of(rule, PSI) * _X,
            ),
        ),
        title="A step of a mode that leaks is one of a mode without a leak",
    )


def _weights(ledger: Ledger) -> None:
    rule = ledger.rule
    leak = leak_of(rule)
    weight, lowest = weight_of(rule, notation.w), own_weights(ledger.analysis).lowest
    ledger.add(
        "leak-weights",
        "equation",
        (
            equal(_W, pole_of(rule, weight)),
            equal(_B, input_of(rule, strength_of(rule, _B))),
        ),
        (),
        _leak(ledger),
        title="The own weights of a mode that leaks",
    )
    ledger.add(
        "leak-domain",
        "sign",
        (more(weight, lowest), less(weight, 1)),
        (),
        (*of_a_mode(), *_leak(ledger)),
        title="Between which ends the own weights lie where the pole lies between -1 and 1",
    )
    pole = bracket(pole_of(rule, OMEGA))
    ledger.add(
        "leak-domain-back",
        "sign",
        (more(1 - pole, 0), more(1 + pole, 0)),
        (),
        (below(leak - 2, leak * OMEGA, leak), *_leak(ledger)),
        evidence={"proofs": [signed("1", (one, "1", alone(one))) for one in (1 - pole, 1 + pole)]},
        title="The pole lies between -1 and 1 where the own weights, times the leak, lie between these ends",
    )


def _gradient(ledger: Ledger) -> None:
    rule = ledger.rule
    leak = leak_of(rule)
    place = {_B: input_of(rule, PSI), _W: pole_of(rule, OMEGA)}
    own = letter("X")
    pole = bracket(pole_of(rule, OMEGA))
    inside = (below(-1, pole_of(rule, OMEGA), 1), *ledger.everywhere())
    star = formula(notation.w_star)
    above, under = 1 - pole, 1 + pole
    across = [["1", [above, "1"], [1 + star, "1"]], ["1", [under, "1"], [1 - star, "1"]]]
    ledger.add(
        "leak-regular",
        "sign",
        (more(1 - pole**2, 0), more(1 - pole * star, 0)),
        (),
        inside,
        evidence={
            "proofs": [
                signed("1", (above, "1", alone(above)), (under, "1", alone(under))),
                signed("1/2", (2 * (1 - pole * star), "1", across)),
            ]
        },
        title="What the loss is divided by is positive where the pole is between -1 and 1",
    )
    ledger.add(
        "leak-loss",
        "definition",
        (defined(own, at(_LOSS, place)),),
        title="The loss as a function of the own weights",
    )
    ledger.add(
        "leak-gradient",
        "equation",
        (
            equal(partial(one, own), at(leak * partial(x, _LOSS), place))
            for one, x in ((PSI, _B), (OMEGA, _W))
        ),
        ("loss.limit", "leak-loss", "leak-regular"),
        inside,
        title="The gradient with respect to the own weights",
    )
    if ledger.analysis.update.is_gradient:
        ledger.add(
            "leak-update",
            "equation",
            (
                equal(partial(one, own), at(leak * letter(f"Delta_{x}"), place))
                for one, x in ((PSI, "b"), (OMEGA, "w"))
            ),
            ("update", "loss.limit", "leak-loss", "leak-regular"),
            inside,
            title="The mean update of the own weights is the gradient of the loss",
        )
