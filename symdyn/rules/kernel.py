"""The credit kernel: what carries credit m steps back, a finite sum of p(m) r^m.

A kernel is written as a SymPy expression in the lag m, the recurrent mode w, the feedback decay
w_hat and declared parameters.  It is read into an exponential polynomial in m, whose canonical
form gives the ratios r and the polynomials p.  Each |r| < 1 is proved on the whole domain.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Add, Expr, Float, Integer, Mul, Pow, Rational, Symbol

from symdyn import notation
from symdyn.errors import DomainError, ExactArithmeticError, KernelError
from symdyn.exact.bridge import to_expr
from symdyn.exact.domain import Domain
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.exact.signs import ModulusProof, SignProof, magnitude_below_one, sign_of

__all__ = ["MAX_DEGREE", "MAX_EXPONENT", "MODE_SYMBOLS", "Kernel", "KernelTerm", "parse_kernel"]

MAX_DEGREE = 8
MAX_EXPONENT = 16

MODE_SYMBOLS = (
    notation.a_hat,
    notation.c,
    notation.phi,
    notation.a,
    notation.b,
    notation.w,
    notation.w_star,
    notation.z,
    notation.s,
)


@dataclass(frozen=True)
class KernelTerm:
    """One term p(m) r^m: `coefficients[i]` is the coefficient of m**i."""

    ratio: Expr
    coefficients: tuple[Expr, ...]


@dataclass(frozen=True)
class Kernel:
    """A credit kernel in canonical form, with the proof that each of its ratios decays.

    `sequence` is the kernel as an exponential polynomial in m, over the field of the analysis.
    """

    sequence: ExponentialPolynomial
    parameters: tuple[Symbol, ...]
    domain: Domain
    decay: tuple[ModulusProof, ...]
    denominators: tuple[SignProof, ...]

    @property
    def field(self) -> Field:
        """The field of rational functions in which the analysis of this kernel takes place."""
        return self.sequence.field

    @property
    def terms(self) -> tuple[KernelTerm, ...]:
        """The kernel as p(m) r^m, one term a ratio; empty for the zero kernel."""
        found: dict[RationalFunction, dict[int, RationalFunction]] = {}
        for (powers, bases), value in self.sequence.terms:
            ratio = self.field.one
            for base, form in bases:
                ratio *= base ** form.coefficient(notation.m)
            found.setdefault(ratio, {})[dict(powers).get(notation.m, 0)] = value
        return tuple(
            KernelTerm(
                to_expr(ratio),
                tuple(
                    to_expr(by_degree.get(degree, self.field.zero))
                    for degree in range(max(by_degree) + 1)
                ),
            )
            for ratio, by_degree in found.items()
        )

    def shares(self) -> tuple[ExponentialPolynomial, ...]:
        """The kernel split into one exponential polynomial a ratio; the zero kernel has one."""
        shares: dict[object, ExponentialPolynomial] = {}
        for key, value in self.sequence.terms:
            part = ExponentialPolynomial(self.field, ((key, value),))
            shares[key[1]] = shares[key[1]] + part if key[1] in shares else part
        return tuple(shares.values()) or (self.sequence,)

    def first_lags(self, horizon: int | None) -> tuple[RationalFunction, ...]:
        """kappa_0, kappa_1, ... : enough lags to know the kernel, none at or beyond the horizon.

        A sum of p(m) r^m with distinct nonzero ratios satisfies a linear recurrence whose order is
        the number of its terms, so that many zeros in a row make it zero.
        """
        order = sum(len(term.coefficients) for term in self.terms)
        count = order if horizon is None else min(order, horizon)
        return tuple(self.sequence.at(notation.m, lag).value() for lag in range(count))

    def truncated(self, horizon: int | None) -> "Kernel":
        """The zero kernel if no lag below the horizon carries credit, else the kernel itself."""
        if any(self.first_lags(horizon)):
            return self
        return replace(self, sequence=ExponentialPolynomial(self.field, ()), decay=())

    @property
    def contains_w(self) -> bool:
        """Whether credit passes through the recurrent weights at all."""
        w = notation.w
        return any(
            w in expression.free_symbols
            for term in self.terms
            for expression in (term.ratio, *term.coefficients)
        )


def parse_kernel(expression: Expr, extra: tuple[Symbol, ...] = ()) -> Kernel:
    """Read a kernel from its expression and prove that it decays.

    Parameters
    ----------
    expression : a SymPy expression in m, w, w_hat and declared parameters
    extra : further symbols that the rule depends on, such as the random feedback a_hat

    Returns
    -------
    The kernel in canonical form over its domain.

    Raises
    ------
    KernelError if the expression is not a finite sum of p(m) r^m with |r| < 1 on the domain.

    >>> from symdyn.notation import m, w
    >>> parse_kernel(m * (w / 2) ** m + w**m).terms
    (KernelTerm(ratio=w/2, coefficients=(0, 1)), KernelTerm(ratio=w, coefficients=(1,)))
    """
    parameters = _parameters(expression)
    try:
        domain = notation.domain_of((*parameters, *extra, notation.w))
    except DomainError as error:
        raise KernelError(str(error)) from None
    names = [Symbol(symbol.name) for symbol in parameters]
    field = field_over([*names, *(x for x in MODE_SYMBOLS if x not in names)])
    sequence = _read(field, notation.plain(expression), expression)
    for (powers, _), _value in sequence.terms:
        if dict(powers).get(notation.m, 0) > MAX_DEGREE:
            raise KernelError(
                f"kernel {expression} has a polynomial of degree {dict(powers)[notation.m]} in m; "
                f"at most {MAX_DEGREE} is supported"
            )
    return Kernel(
        sequence,
        tuple(names),
        domain,
        tuple(_decay(ratio, domain, expression) for ratio in _ratios(sequence)),
        tuple(
            _nonzero(value, domain, expression)
            for _, value in sequence.terms
            if not value.bottom.is_constant()
        ),
    )


def _parameters(expression: Expr) -> tuple[Symbol, ...]:
    known = {notation.m, notation.w, notation.w_hat}
    found: dict[str, Symbol] = {}
    for symbol in sorted(expression.free_symbols, key=lambda one: str(one.name)):
        if symbol in {notation.m, notation.w}:
            continue
        if symbol not in known and not isinstance(symbol, notation.Parameter):
            raise KernelError(
                f"kernel {expression} uses the undeclared symbol {symbol}; a kernel is written in "
                f"m, w, w_hat and parameters: declare parameter({symbol.name!r}, lower, upper)"
            )
        if symbol.name in found:
            raise KernelError(
                f"kernel {expression} has two parameters named {symbol.name} with different "
                "domains; declare it once"
            )
        found[symbol.name] = symbol
    return tuple(found.values())


def _ratios(sequence: ExponentialPolynomial) -> tuple[RationalFunction, ...]:
    found: dict[RationalFunction, None] = {}
    for (_, bases), _value in sequence.terms:
        ratio = sequence.field.one
        for base, form in bases:
            ratio *= base ** form.coefficient(notation.m)
        found[ratio] = None
    return tuple(found)


def _decay(ratio: RationalFunction, domain: Domain, expression: Expr) -> ModulusProof:
    proof = magnitude_below_one(ratio.numer, ratio.denom, domain)
    if proof is not None:
        return proof
    shown = to_expr(ratio)
    for point in domain.points(2000):
        try:
            value = evaluate(ratio, {**_origin(ratio), **point})
        except ExactArithmeticError:
            continue
        if abs(value) >= 1:
            where = ", ".join(
                f"{name} = {point[name]}"
                for name in domain.names
                if Symbol(name) in shown.free_symbols
            )
            reached = f"; at {where} it is {value}" if where else ""
            raise KernelError(
                f"kernel {expression} has the ratio {shown}{reached}; |ratio| < 1 must hold on the "
                f"whole domain: {_remedy(ratio, expression)}"
            )
    raise KernelError(
        f"kernel {expression} has the ratio {shown}, for which |ratio| < 1 could not be proved on "
        "the domain; write it as a product of factors below 1 or narrow a parameter's domain"
    )


def _remedy(ratio: RationalFunction, expression: Expr) -> str:
    """What to do about a ratio that is too large; 1 is that of a part where m was forgotten."""
    parts = Add.make_args(expression) if ratio == 1 else ()
    for part in parts:
        number, rest = part.as_coeff_Mul()
        if rest.free_symbols and notation.m not in rest.free_symbols:
            return f"{part} is the same at every lag m: did you mean {number * rest**notation.m}?"
    return "scale the ratio or narrow a parameter's domain"


def _nonzero(value: RationalFunction, domain: Domain, expression: Expr) -> SignProof:
    proof = sign_of(value.denom, domain)
    if proof is None or proof.sign in ("nonnegative", "nonpositive"):
        raise KernelError(
            f"kernel {expression} divides by {to_expr(value.denom)}, which is not "
            "proved nonzero on the domain; narrow a parameter's domain"
        )
    return proof


def _origin(ratio: RationalFunction) -> dict[str, Fraction]:
    return {symbol.name: Fraction(0) for symbol in ratio.field.symbols}


def _read(field: Field, expression: Expr, shown: Expr) -> ExponentialPolynomial:
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
            total = total + _read(field, term, shown)
        return total
    if isinstance(expression, Mul):
        total = ExponentialPolynomial.constant(field.one)
        for factor in expression.args:
            total = total * _read(field, factor, shown)
        return total
    if isinstance(expression, Pow):
        return _read_power(field, expression, shown)
    if isinstance(expression, Float):
        raise KernelError(
            f"kernel {shown} contains the decimal {expression.round(6)}; numbers are exact: "
            "write Rational(1, 2) for 0.5"
        )
    raise KernelError(
        f"kernel {shown} contains {expression}; a kernel is a finite sum of p(m)*r**m with p a "
        "polynomial and r free of m"
    )


def _read_power(field: Field, expression: Pow, shown: Expr) -> ExponentialPolynomial:
    base = _read(field, expression.base, shown)
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
