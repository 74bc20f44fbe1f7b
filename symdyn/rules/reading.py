"""How a kernel is read: a SymPy expression becomes an exponential polynomial in the lag."""

from fractions import Fraction

from sympy import Add, Expr, Float, Integer, Mul, Pow, Rational, Symbol, exp

from symdyn import notation
from symdyn.errors import ExactArithmeticError, KernelError
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, generator

__all__ = ["MAX_DEGREE", "MAX_EXPONENT", "read_kernel"]

MAX_DEGREE = 8
MAX_EXPONENT = 16


def read_kernel(field: Field, expression: Expr, shown: Expr) -> ExponentialPolynomial:
    """Structural recursion: sums, products, integer powers and exponentials in m."""
    if expression == notation.m:
        return ExponentialPolynomial.index(field, notation.m)
    if isinstance(expression, Symbol):
        return ExponentialPolynomial.constant(generator(field, expression))
    if isinstance(expression, Rational):
        return ExponentialPolynomial.constant(field(Fraction(int(expression.p), int(expression.q))))
    if isinstance(expression, Add):
        total = ExponentialPolynomial(field, ())
        for term in expression.args:
            total = total + read_kernel(field, term, shown)
        return total
    if isinstance(expression, Mul):
        total = ExponentialPolynomial.constant(field.one)
        for factor in expression.args:
            total = total * read_kernel(field, factor, shown)
        return total
    if isinstance(expression, Pow):
        return _read_power(field, expression, shown)
    if isinstance(expression, Float):
        raise KernelError(
            f"kernel {shown} contains the decimal {expression.round(6)}; numbers are exact: "
            "write Rational(1, 2) for 0.5"
        )
    remedy = _as_power(expression, shown) if isinstance(expression, exp) else ""
    raise KernelError(
        f"kernel {shown} contains {expression}; a kernel is a finite sum of p(m)*r**m with p a "
        f"polynomial and r free of m{remedy}"
    )


def _as_power(exponential: Expr, shown: Expr) -> str:
    """What to write for exp(-rate*m): a power of a parameter, whose values are those of exp(-rate)."""
    slope, rest = exponential.args[0].as_independent(notation.m, as_Add=False)
    slope = slope if rest == notation.m else exponential.args[0]
    declared = {one.name: one for one in shown.free_symbols}
    name = next(one for one in ("alpha", "beta", "gamma", "delta", "mu") if one not in declared)
    if slope.has(notation.m):
        return ": write each exponential as a power r**m of a parameter r"
    number, letter = (-slope).as_coeff_Mul()
    known = declared.get(letter.name) if isinstance(letter, Symbol) else None
    interval = None if known is None else notation.interval_of(known)
    lower = interval.lower if interval is not None else None
    decays = number > 0 and (letter == 1 or (lower is not None and lower >= 0))
    ends = "0, 1" if decays else "0, None"
    horizon = "" if decays else ", with a horizon, since it need not be below 1"
    return (
        f': write {name}**m with {name} = parameter("{name}", {ends}), which stands for '
        f"{exp(slope)}{horizon}"
    )


def _read_power(field: Field, expression: Pow, shown: Expr) -> ExponentialPolynomial:
    base = read_kernel(field, expression.base, shown)
    exponent = _linear_exponent(expression.exp, shown)
    if not exponent.coefficients and 0 <= exponent.constant <= MAX_DEGREE and base.indices():
        total = ExponentialPolynomial.constant(field.one)
        for _ in range(exponent.constant):
            total = total * base
        return total
    if base.indices():
        raise KernelError(
            f"kernel {shown} contains {expression}, which is not of the form p(m)*r**m; "
            "m may stand in the exponent or in a polynomial of low degree, not in a base"
        )
    try:
        return power(base.value(), exponent)
    except (ExactArithmeticError, ZeroDivisionError):
        raise KernelError(
            f"kernel {shown} contains {expression}, a power of zero; "
            "for credit at lag 0 only, use w_hat**m with horizon=1"
        ) from None


def _linear_exponent(exponent: Expr, shown: Expr) -> LinearForm:
    form = LinearForm()
    for term in exponent.args if isinstance(exponent, Add) else (exponent,):
        if isinstance(term, Integer):
            form = form + int(term)
        elif term == notation.m:
            form = form + LinearForm.of(notation.m)
        elif (
            isinstance(term, Mul)
            and len(term.args) == 2
            and isinstance(term.args[0], Integer)
            and term.args[1] == notation.m
        ):
            form = form + LinearForm.of(notation.m, int(term.args[0]))
        else:
            raise KernelError(
                f"kernel {shown} has the exponent {exponent}; "
                "an exponent is an integer times m plus an integer"
            )
    if max(abs(form.constant), *(abs(value) for _, value in form.coefficients), 0) > MAX_EXPONENT:
        raise KernelError(
            f"kernel {shown} has the exponent {exponent}; "
            f"integers in exponents are at most {MAX_EXPONENT}"
        )
    return form
