"""How a kernel is read: a SymPy expression becomes exponential polynomials in the lag."""

from fractions import Fraction

from sympy import Add, Expr, Float, Integer, Mul, Pow, Rational, Sum, Symbol, cos, exp, sin

from symdyn import notation
from symdyn.errors import ExactArithmeticError, KernelError
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.rules.corrections import lag_of
from symdyn.rules.written import Written

__all__ = ["MAX_DEGREE", "MAX_EXPONENT", "read_kernel"]

MAX_DEGREE = 8
MAX_EXPONENT = 16


def read_kernel(field: Field, expression: Expr, shown: Expr) -> Written:
    """Structural recursion: sums, products, integer powers, exponentials in m, and convolutions."""
    late = {_late(one, shown) for one in expression.atoms(Sum)}
    if len(late) > 1:
        raise KernelError(
            f"kernel {shown} has convolutions with different ends; write each as convolve(...)"
        )
    return _Reader(field, shown, late.pop() if late else 0).read(expression)


def _late(found: Sum, shown: Expr) -> int:
    """How far behind the lag m the end of a convolution is, which is that of `convolve` or later."""
    index, *ends = found.limits[0]
    late = ends[1] - notation.m if len(ends) == 2 else None
    if (
        index != notation.k
        or ends[0] != 0
        or not isinstance(late, Integer)
        or len(found.limits) > 1
    ):
        raise KernelError(
            f"kernel {shown} contains {found}; a kernel holds no sums but those of "
            "convolve(first, second), from symdyn"
        )
    return int(late)


class _Reader:
    def __init__(self, field: Field, shown: Expr, late: int) -> None:
        self.field, self.shown, self.late = field, shown, late
        self.inside = False  # of a convolution, where k is an index too

    def constant(self, value: RationalFunction) -> Written:
        return Written.of(ExponentialPolynomial.constant(value), self.late)

    def read(self, expression: Expr) -> Written:
        field, shown = self.field, self.shown
        if expression == notation.m and not self.inside:
            return Written.of(ExponentialPolynomial.index(field, notation.m), self.late)
        if isinstance(expression, Symbol) and expression in field.places:
            return self.constant(generator(field, expression))
        if isinstance(expression, Rational):
            return self.constant(field(Fraction(int(expression.p), int(expression.q))))
        if isinstance(expression, Add):
            total = self.constant(field.zero)
            for term in expression.args:
                total = total + self.read(term)
            return total
        if isinstance(expression, Mul):
            total = self.constant(field.one)
            for factor in expression.args:
                total = self.product(total, self.read(factor), expression)
            return total
        if isinstance(expression, Pow):
            return self.power(expression)
        if isinstance(expression, Sum):
            return self.filtered(expression)
        if isinstance(expression, Float):
            raise KernelError(
                f"kernel {shown} contains the decimal {expression.round(6)}; numbers are exact: "
                "write Rational(1, 2) for 0.5"
            )
        if self.inside and expression in (notation.m, notation.k):
            raise KernelError(
                f"kernel {shown} convolves what is no sum of multiples of r**m; m may stand in "
                "exponents alone there, and a factor such as m in front of convolve(...)"
            )
        written = expression.xreplace({notation.k: notation.m})  # inside of a convolution
        remedy = _as_power(written, shown) if isinstance(expression, exp) else ""
        if isinstance(expression, cos | sin):
            remedy = (
                "; the ratios of an oscillation are complex: for finitely many lags of r**m*cos(omega*m) "
                "write oscillation(r, zeta, 4), from symdyn, with horizon=4 and zeta for cos(omega), as "
                "symdyn new-rule NAME --like oscillating does; (-r)**m alternates"
            )
        raise KernelError(
            f"kernel {shown} contains {written}; a kernel is a finite sum of p(m)*r**m with p a "
            f"polynomial and r free of m{remedy}"
        )

    def product(self, left: Written, right: Written, expression: Expr) -> Written:
        if left.filtered.terms and right.filtered.terms:
            raise KernelError(
                f"kernel {self.shown} contains {expression}, a product of two convolutions; one "
                "factor of a product may be one"
            )
        return left * right

    def filtered(self, found: Sum) -> Written:
        self.inside = True
        body = self.read(found.function)
        self.inside = False
        return Written(ExponentialPolynomial(self.field, ()), body.plain, self.late)

    def power(self, expression: Pow) -> Written:
        if expression.base == 0 and expression.has(notation.m) and not self.inside:
            return self.single(expression)
        found, shown = self.read(expression.base), self.shown
        exponent = _linear_exponent(expression.exp, shown, self.inside)
        base = found.plain
        varies = bool(base.indices() or found.filtered.terms)
        if not exponent.coefficients and 0 <= exponent.constant <= MAX_DEGREE and varies:
            total = self.constant(self.field.one)
            for _ in range(exponent.constant):
                total = self.product(total, found, expression)
            return total
        if varies:
            raise KernelError(
                f"kernel {shown} contains {expression}, which is not of the form p(m)*r**m; "
                "m may stand in the exponent or in a polynomial of low degree, not in a base"
            )
        try:
            return Written.of(power(base.value(), exponent), self.late)
        except (ExactArithmeticError, ZeroDivisionError):
            raise KernelError(
                f"kernel {shown} contains {expression}, a power of zero; "
                "for credit at a single lag write at_lag(0), from symdyn"
            ) from None

    def single(self, expression: Pow) -> Written:
        """0 to the power m or (m - 2)^2: what stands at one lag alone."""
        lag = lag_of(expression)
        if lag is None:
            raise KernelError(
                f"kernel {self.shown} contains {expression}; for credit at a single lag write "
                "at_lag(2), from symdyn"
            )
        return Written.of(ExponentialPolynomial.at_lag(self.field, notation.m, lag), self.late)


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


def _linear_exponent(exponent: Expr, shown: Expr, inside: bool) -> LinearForm:
    form = LinearForm()
    indices = (notation.m, notation.k) if inside else (notation.m,)
    for term in exponent.args if isinstance(exponent, Add) else (exponent,):
        if isinstance(term, Integer):
            form = form + int(term)
        elif term in indices:
            form = form + LinearForm.of(term)
        elif (
            isinstance(term, Mul)
            and len(term.args) == 2
            and isinstance(term.args[0], Integer)
            and term.args[1] in indices
        ):
            form = form + LinearForm.of(term.args[1], int(term.args[0]))
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
