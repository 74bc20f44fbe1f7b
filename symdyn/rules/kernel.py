"""The credit kernel: what carries credit m steps back, a finite sum of p(m) r^m.

A kernel is written as a SymPy expression in the lag m, the recurrent mode w, the feedback decay
w_hat and declared parameters.  It is read into an exponential polynomial in m, whose canonical
form gives the ratios r and the polynomials p.  Sums over infinitely many lags need |r| < 1, which
is proved on the whole domain; a horizon makes every sum finite, and any ratio will do.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Add, Expr, Pow, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import DomainError, ExactArithmeticError, KernelError
from symdyn.exact.bridge import polynomial_to_expr, to_expr
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.factors import factor
from symdyn.exact.rational import Field, RationalFunction, field_over
from symdyn.exact.signs import ModulusProof, SignProof, magnitude_below_one, sign_of
from symdyn.rules.reading import MAX_DEGREE, read_kernel

__all__ = ["MODE_SYMBOLS", "Kernel", "KernelTerm", "parse_kernel", "with_horizons"]

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


@dataclass(frozen=True, repr=False)
class Kernel(Brief):
    """A credit kernel in canonical form, with the proof that each ratio decays that has to.

    `sequence` is kappa_{first + m} as an exponential polynomial in m = 0, 1, ..., over the field of
    the analysis: the credit counted from the first lag that has any.  Its ratios decay where no
    horizon ends the sums over the lags; `growing` are those of a kernel with a horizon for which
    |r| < 1 is not proved.  `from_zero` is kappa_m itself, or None where it has no value at lags
    before the first, as w_hat**(m - 2) at w_hat = 0.
    """

    sequence: ExponentialPolynomial
    parameters: tuple[Symbol, ...]
    domain: Domain
    decay: tuple[ModulusProof, ...]
    denominators: tuple[SignProof, ...]
    growing: tuple[RationalFunction, ...] = ()
    first: int = 0
    from_zero: ExponentialPolynomial | None = None

    @property
    def uses_horizon(self) -> bool:
        """Whether the symbol tau stands in the kernel, not only at the end of its lags."""
        return notation.tau in self.field.symbols

    @property
    def field(self) -> Field:
        """The field of rational functions in which the analysis of this kernel takes place."""
        return self.sequence.field

    @property
    def terms(self) -> tuple[KernelTerm, ...]:
        """kappa_{first + m} as p(m) r^m, one term a ratio; empty for the zero kernel."""
        return _terms(self.sequence)

    @property
    def terms_from_zero(self) -> tuple[KernelTerm, ...] | None:
        """The same of kappa_m, or None where it has no value before the first lag."""
        return None if self.from_zero is None else _terms(self.from_zero)

    def shares(self) -> tuple[ExponentialPolynomial, ...]:
        """The kernel split into one exponential polynomial a ratio; the zero kernel has one."""
        shares: dict[object, ExponentialPolynomial] = {}
        for key, value in self.sequence.terms:
            part = ExponentialPolynomial(self.field, ((key, value),))
            shares[key[1]] = shares[key[1]] + part if key[1] in shares else part
        return tuple(shares.values()) or (self.sequence,)

    def first_lags(self, horizon: int | None) -> tuple[RationalFunction, ...]:
        """The credit from the first lag on: enough to know the kernel, none beyond the horizon.

        A sum of p(m) r^m with distinct nonzero ratios satisfies a linear recurrence whose order is
        the number of its terms, so that many zeros in a row make it zero.
        """
        order = sum(len(term.coefficients) for term in self.terms)
        count = order if horizon is None else min(order, horizon - self.first)
        return tuple(self.sequence.at(notation.m, lag).value() for lag in range(count))

    def truncated(self, horizon: int | None) -> "Kernel":
        """The zero kernel if no lag below the horizon carries credit, else the kernel itself."""
        if any(self.first_lags(horizon)):
            return self
        nothing = ExponentialPolynomial(self.field, ())
        return replace(self, sequence=nothing, from_zero=nothing, decay=(), growing=())

    @property
    def contains_w(self) -> bool:
        """Whether credit passes through the recurrent weights at all."""
        w = notation.w
        return any(
            w in expression.free_symbols
            for term in self.terms
            for expression in (term.ratio, *term.coefficients)
        )


def _terms(sequence: ExponentialPolynomial) -> tuple[KernelTerm, ...]:
    field = sequence.field
    found: dict[RationalFunction, dict[int, RationalFunction]] = {}
    for (powers, bases), value in sequence.terms:
        ratio = field.one
        for base, form in bases:
            ratio *= base ** form.coefficient(notation.m)
        found.setdefault(ratio, {})[dict(powers).get(notation.m, 0)] = value
    return tuple(
        KernelTerm(
            to_expr(ratio),
            tuple(
                to_expr(by_degree.get(degree, field.zero)) for degree in range(max(by_degree) + 1)
            ),
        )
        for ratio, by_degree in found.items()
    )


def parse_kernel(
    expression: Expr,
    extra: tuple[Symbol, ...] = (),
    horizon: int | Symbol | None = None,
    first: int = 0,
) -> Kernel:
    """Read a kernel from its expression and prove that it decays, unless a horizon ends it.

    Parameters
    ----------
    expression : a SymPy expression in m, w, w_hat, declared parameters, and tau if that is the horizon
    extra : further symbols that the rule depends on, such as the random feedback a_hat
    horizon : the lags below it are kept: None for all, an integer or tau
    first : the first lag that is kept

    Returns
    -------
    The kernel in canonical form over its domain.

    Raises
    ------
    KernelError if the expression is not a finite sum of p(m) r^m, or if infinitely many lags are
    kept and |r| < 1 is not proved on the domain.

    >>> from symdyn.notation import m, w
    >>> parse_kernel(m * (w / 2) ** m + w**m).terms
    (KernelTerm(ratio=w/2, coefficients=(0, 1)), KernelTerm(ratio=w, coefficients=(1,)))
    """
    parameters = _parameters(expression, horizon)
    try:
        domain = notation.domain_of((*parameters, *extra, notation.w))
    except DomainError as error:
        raise KernelError(str(error)) from None
    names = [Symbol(symbol.name) for symbol in parameters]
    # An index that stands in coefficients is a letter of the field; its powers are kept there.
    indices = [notation.tau] if notation.tau in expression.free_symbols else []
    field = field_over([*names, *(x for x in MODE_SYMBOLS if x not in names), *indices])
    written = notation.plain(expression)
    sequence = read_kernel(field, written.xreplace({notation.m: notation.m + first}), expression)
    for (powers, _), _value in sequence.terms:
        if dict(powers).get(notation.m, 0) > MAX_DEGREE:
            raise KernelError(
                f"kernel {expression} has a polynomial of degree {dict(powers)[notation.m]} in m; "
                f"at most {MAX_DEGREE} is supported"
            )
    ratios = _ratios(sequence)
    everywhere = with_horizons(domain, field)
    for _, value in sequence.terms:
        _require_division(value, expression)
    if horizon is None:
        decay = tuple(_decay(ratio, domain, expression) for ratio in ratios)
        growing: tuple[RationalFunction, ...] = ()
    else:
        decay = ()
        for ratio in ratios:
            _require_plain(ratio, everywhere, expression)
        growing = tuple(
            one for one in ratios if magnitude_below_one(one.numer, one.denom, domain) is None
        )
    return Kernel(
        sequence,
        tuple(names),
        domain,
        decay,
        tuple(
            _nonzero(value, everywhere, expression)
            for _, value in sequence.terms
            if not value.bottom.is_constant()
        ),
        growing,
        first,
        _from_zero(read_kernel(field, written, expression), everywhere, expression),
    )


def _from_zero(
    sequence: ExponentialPolynomial, domain: Domain, expression: Expr
) -> ExponentialPolynomial | None:
    """The kernel at every lag, if it is not divided by what may vanish."""
    try:
        for _, value in sequence.terms:
            if not value.bottom.is_constant():
                _nonzero(value, domain, expression)
    except KernelError:
        return None
    return sequence


def with_horizons(domain: Domain, field: Field) -> Domain:
    """The domain with that of tau, where tau is a letter of the field: any number above 0."""
    if notation.tau not in field.symbols:
        return domain
    return domain.extend(Domain(((notation.tau.name, Interval(Fraction(0), None)),)))


def _require_division(value: RationalFunction, expression: Expr) -> None:
    """Powers of tau alone may stand below among the factors with tau: sums are proved with them."""
    for part, _ in factor(value.denom)[1]:
        shown = polynomial_to_expr(part)
        if notation.tau in shown.free_symbols and shown != notation.tau:
            raise KernelError(
                f"kernel {expression} divides by {shown}; a kernel may be divided by tau itself: "
                "write 1 - m/tau, or an integer as the horizon"
            )


def _require_plain(ratio: RationalFunction, domain: Domain, expression: Expr) -> None:
    """A ratio that is finite on the whole domain, and the same for every horizon."""
    if notation.tau in to_expr(ratio).free_symbols:
        raise KernelError(
            f"kernel {expression} has the ratio {to_expr(ratio)}, which depends on the horizon; "
            "tau may stand in the polynomials p(m) of p(m)*r**m only"
        )
    _nonzero(ratio, domain, expression)


def _parameters(expression: Expr, horizon: int | Symbol | None) -> tuple[Symbol, ...]:
    known = {notation.m, notation.w, notation.w_hat}
    found: dict[str, Symbol] = {}
    for symbol in sorted(expression.free_symbols, key=lambda one: str(one.name)):
        if symbol in {notation.m, notation.w} or symbol == notation.tau == horizon:
            continue
        if symbol == notation.tau:
            raise KernelError(
                f"kernel {expression} uses the horizon tau, but the horizon is {horizon}; write "
                "horizon=tau"
            )
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
            return (
                f"{part} is the same at every lag m: did you mean {number * rest**notation.m}? "
                "with a horizon any ratio will do"
            )
    return "scale the ratio, narrow a parameter's domain, or give a horizon"


def _nonzero(value: RationalFunction, domain: Domain, expression: Expr) -> SignProof:
    proof = sign_of(value.denom, domain)
    if proof is None or proof.sign in ("nonnegative", "nonpositive"):
        exponents = (one.exp for one in expression.atoms(Pow))
        late = any(one.has(notation.m) and one.as_coeff_Add()[0] < 0 for one in exponents)
        remedy = " or, for credit that begins later, give first_lag" if late else ""
        raise KernelError(
            f"kernel {expression} divides by {to_expr(value.denom)}, which is not "
            f"proved nonzero on the domain; narrow a parameter's domain{remedy}"
        )
    return proof


def _origin(ratio: RationalFunction) -> dict[str, Fraction]:
    return {symbol.name: Fraction(0) for symbol in ratio.field.symbols}
