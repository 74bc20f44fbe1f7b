"""The transverse spectrum on the optimal manifold of one rule, in s and the rule's parameters."""

from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.linearisation.general import Linearisation

__all__ = ["Gains", "Spectrum", "in_gains", "on_manifold", "spectrum_of"]


@dataclass(frozen=True, repr=False)
class Spectrum(Brief):
    """The transverse eigenvalues on the optimal manifold of one rule, in s and the parameters.

    trace t, determinant d, and t^2 - 4 d = (gain - drift)^2 + 4 coupling, over the field of
    `credit.adjoined` with a = s, b = c/s.  `real` says whether the pair is proved real wherever
    q = a phi > 0.
    """

    trace: RationalFunction
    determinant: RationalFunction
    gain: RationalFunction
    drift: RationalFunction
    coupling: RationalFunction
    real: bool


@dataclass(frozen=True)
class Gains:
    """The same quantities in q = a phi and b: a and phi occur only through their product."""

    trace: RationalFunction
    determinant: RationalFunction
    gain: RationalFunction
    drift: RationalFunction
    coupling: RationalFunction


def spectrum_of(rule: LearningRule, linear: Linearisation, credit: Credit) -> Spectrum:
    """The rule's trace, determinant and discriminant on the manifold, with a = s and b = c/s."""
    field = credit.adjoined.field
    values = on_manifold(rule, field, credit.value, credit.moment)
    real = (
        credit.value_sign.sign == "positive"
        and credit.moment_sign.sign in ("positive", "nonnegative", "zero")
    ) or credit.zero
    return Spectrum(
        substitute(linear.trace, values, field),
        substitute(linear.determinant, values, field),
        substitute(linear.gain, values, field),
        substitute(linear.drift, values, field),
        substitute(linear.coupling, values, field),
        real,
    )


def on_manifold(
    rule: LearningRule, field: Field, value: RationalFunction, moment: RationalFunction
) -> dict[Symbol, RationalFunction]:
    """What a, b, phi, K and w_star K' are at the position s: a = s, b = c/s."""
    s, c = generator(field, notation.s), generator(field, notation.c)
    return {
        notation.a: s,
        notation.b: c / s,
        notation.phi: s if rule.symmetric else generator(field, notation.a_hat),
        notation.kernel_teacher: value,
        notation.kernel_moment: moment,
    }


def in_gains(
    linear: Linearisation, field: Field, value: RationalFunction, moment: RationalFunction
) -> Gains:
    """The linearisation in q = a phi and b, with K and w_star K' given in `field`."""
    values = {
        notation.a: generator(field, notation.q),
        notation.phi: field.one,
        notation.kernel_teacher: value,
        notation.kernel_moment: moment,
    }
    return Gains(
        *(
            substitute(getattr(linear, name), values, field)
            for name in ("trace", "determinant", "gain", "drift", "coupling")
        ),
    )
