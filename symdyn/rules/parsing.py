"""How a kernel comes from its expression: read, put in canonical form, and proved to decay.

A kernel is written as a SymPy expression in the lag m, the recurrent mode w, the feedback decay
w_hat and declared parameters.  It is read into an exponential polynomial in m, whose canonical
form gives the ratios r and the polynomials p.  Sums over infinitely many lags need |r| < 1, which
is proved on the whole domain; a horizon makes every sum finite, and any ratio will do.
"""

from fractions import Fraction

from sympy import Add, Expr, Pow, Symbol

from symdyn import notation
from symdyn.errors import DomainError, ExactArithmeticError, KernelError
from symdyn.exact.bridge import polynomial_to_expr, to_expr
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.exponents import single_lag
from symdyn.exact.factors import factor
from symdyn.exact.rational import Field, RationalFunction, field_over
from symdyn.exact.signs import ModulusProof, SignProof, magnitude_below_one, sign_of
from symdyn.rules.kernel import Kernel
from symdyn.rules.reading import MAX_DEGREE, read_kernel
from symdyn.rules.written import Written, filtered_terms

__all__ = ["MODE_SYMBOLS", "parse_kernel", "with_horizons"]

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
    counted = read_kernel(field, written.xreplace({notation.m: notation.m + first}), expression)
    try:
        filtered_terms(counted)
    except KernelError as error:
        raise KernelError(f"kernel {expression}: {error}") from None
    sequence = counted.sequence()
    for (powers, _), _value in sequence.terms:
        if dict(powers).get(notation.m, 0) > MAX_DEGREE:
            raise KernelError(
                f"kernel {expression} has a polynomial of degree {dict(powers)[notation.m]} in m; "
                f"at most {MAX_DEGREE} is supported"
            )
    ratios = _ratios(sequence)
    everywhere = with_horizons(domain, field)
    for value in counted.coefficients:
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
            for value in counted.coefficients
            if not value.bottom.is_constant()
        ),
        growing,
        first,
        written=counted,
        from_zero=_from_zero(read_kernel(field, written, expression), everywhere, expression),
        removable=_removable(counted, sequence, everywhere),
    )


def _from_zero(written: Written, domain: Domain, expression: Expr) -> Written | None:
    """The kernel at every lag, if it is not divided by what may vanish."""
    try:
        for value in written.coefficients:
            if not value.bottom.is_constant():
                _nonzero(value, domain, expression)
    except KernelError:
        return None
    return written


def _removable(
    written: Written, sequence: ExponentialPolynomial, domain: Domain
) -> tuple[RationalFunction, ...]:
    """The factors by which the closed form of a filtered kernel is divided and which may vanish."""
    if written.filtered.is_zero():
        return ()
    found: dict[RationalFunction, None] = {}
    for _, value in sequence.terms:
        for part, _power in factor(value.denom)[1]:
            proof = sign_of(part, domain)
            if proof is None or proof.sign in ("nonnegative", "nonpositive"):
                found[part] = None
    return tuple(found)


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
        if single_lag(bases, notation.m) is not None:
            continue
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
        if _is_difference(value):
            remedy = (
                "; for (x**(m + 1) - y**(m + 1))/(x - y) write convolve(x**m, y**m), from symdyn"
            )
        raise KernelError(
            f"kernel {expression} divides by {to_expr(value.denom)}, which is not "
            f"proved nonzero on the domain; narrow a parameter's domain{remedy}"
        )
    return proof


def _is_difference(value: RationalFunction) -> bool:
    """Whether a difference of two terms stands below the bar, as in the closed form of a convolution."""
    coefficients = [number for _, number in value.denom.terms()]
    return len(coefficients) == 2 and sum(coefficients) == 0


def _origin(ratio: RationalFunction) -> dict[str, Fraction]:
    return {symbol.name: Fraction(0) for symbol in ratio.field.symbols}
