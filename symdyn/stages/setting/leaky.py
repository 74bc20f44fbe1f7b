"""What the weights of a network that leaks are in those of the same network written without a leak, and back.

    w = (1 - alpha) + alpha omega,    b = alpha psi,

with the leak alpha, the eigenvalue omega of the network's own recurrent weights and its own input strength psi.
"""

from sympy import Symbol

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.formula.building import Formula, Part, formula, letter
from symdyn.rules.rule import LearningRule

__all__ = ["OMEGA", "PSI", "input_of", "kept", "leak_of", "pole_of", "strength_of", "weight_of"]

OMEGA, PSI = letter("omega"), letter("psi")


def leak_of(rule: LearningRule) -> Formula:
    """The leak alpha of a rule that has one.

    Raises
    ------
    RuleError for a rule without a leak.
    """
    if rule.leak is None:
        raise RuleError(f"rule {rule.name} has no leak; give it leak=alpha")
    return formula(notation.plain(rule.leak))


def kept(rule: LearningRule) -> Formula:
    """1 - alpha, the part of its state that a unit keeps in a step."""
    leak = leak_of(rule)
    return 1 - leak if isinstance(rule.leak, Symbol) else formula(1 - notation.plain(rule.leak))


def pole_of(rule: LearningRule, weight: Part) -> Formula:
    r"""The pole that belongs to an eigenvalue of the network's own recurrent weights.

    >>> from symdyn.formula.latex import latex
    >>> from symdyn.notation import m, parameter, w
    >>> rule = LearningRule("leaks", "Leaks", "symmetric", w**m, leak=parameter("alpha", 0, 1))
    >>> print(latex(pole_of(rule, OMEGA).node), latex(weight_of(rule, w).node))
    1 - \alpha + \alpha \omega \frac{w - (1 - \alpha)}{\alpha}
    """
    return kept(rule) + leak_of(rule) * weight


def weight_of(rule: LearningRule, pole: Part) -> Formula:
    """The eigenvalue of the network's own recurrent weights that belongs to a pole."""
    if rule.leak is not None and rule.leak.is_Rational:
        inverse = formula(1 / rule.leak)
        return inverse * pole - formula(1 / rule.leak - 1)
    return (formula(pole) - kept(rule)) / leak_of(rule)


def strength_of(rule: LearningRule, strength: Part) -> Formula:
    """The network's own input strength that belongs to an input strength b."""
    if rule.leak is not None and rule.leak.is_Rational:
        return formula(1 / rule.leak) * strength
    return formula(strength) / leak_of(rule)


def input_of(rule: LearningRule, strength: Part) -> Formula:
    """The input strength b that belongs to one of the network's own."""
    return leak_of(rule) * strength
