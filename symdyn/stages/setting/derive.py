"""The mean updates of a learning rule as matrix words: where a rule becomes mathematics.

Everything derived about a rule, modal closed forms included, starts from the words built here.
Student (A, W, B) and teacher (A*, W*, B*) are linear networks driven by white noise; the
impulse-response error is E_k = A W^k B - A* W*^k B*.
"""

from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.exact.bridge import from_expr
from symdyn.exact.domain import Domain
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_rewriting import Replacement
from symdyn.exact.word_sums import Range, WordSum
from symdyn.exact.words import Factor, Letter
from symdyn.formula.latex import latex
from symdyn.formula.matrix_words import words_tree
from symdyn.rules.corrections import at_lag
from symdyn.rules.parsing import with_horizons
from symdyn.rules.rule import LearningRule
from symdyn.rules.written import FilteredTerm, filtered_terms, kernel_terms, power_of_w
from symdyn.stages.setting.propagator import KernelFunction, PolynomialsInPropagator, unit_letter

__all__ = [
    "ERROR",
    "FEEDBACK",
    "KERNEL",
    "RANDOM_FEEDBACK",
    "TEACHER",
    "MeanUpdates",
    "NetworkLetters",
    "mean_updates",
    "mode_domain",
    "network_letters",
    "words_latex",
]

TEACHER = (
    Letter("A_star", "o", "n", latex=r"A_\star"),
    Letter("W_star", "n", "n", latex=r"W_\star"),
    Letter("B_star", "n", "i", latex=r"B_\star"),
)
RANDOM_FEEDBACK = Letter("R", "o", "n")
ERROR = Letter("E", "o", "i")
KERNEL = Letter("K", "n", "n")
FEEDBACK = Letter("F", "n", "o")


@dataclass(frozen=True)
class NetworkLetters:
    """The student's matrices: read-out A (o x n), recurrent W (n x n), input B (n x i), diag(W)."""

    read_out: Letter
    recurrent: Letter
    input: Letter
    diagonal: Letter


def network_letters(subscript: str = "") -> NetworkLetters:
    """The student's matrices, perhaps at a numbered update.

    >>> network_letters("Z").recurrent.latex
    'W_{Z}'
    """
    tail, shown = (f"_{subscript}", f"_{{{subscript}}}") if subscript else ("", "")
    return NetworkLetters(
        Letter(f"A{tail}", "o", "n", latex=f"A{shown}"),
        Letter(f"W{tail}", "n", "n", latex=f"W{shown}"),
        Letter(f"B{tail}", "n", "i", latex=f"B{shown}"),
        Letter(
            f"diag(W{tail})", "n", "n", diagonal=True, latex=rf"\operatorname{{diag}}(W{shown})"
        ),
    )


@dataclass(frozen=True)
class MeanUpdates:
    """The mean updates of one rule, in matrix words with symbolic dimensions.

    `read_out`, `input` and `recurrent` are Delta A, Delta B and Delta W in the letters E (error,
    indexed), K (kernel, indexed) and F (feedback), whose definitions are `error`, `kernel` and
    `feedback`.  `kernel` is K_{m + late}, which is K_m where that has a value at every lag.
    `functions` are the polynomials in the propagator that the kernel refers to.
    """

    letters: NetworkLetters
    error: WordSum
    kernel: WordSum
    functions: tuple[KernelFunction, ...]
    feedback: WordSum
    read_out: WordSum
    input: WordSum
    recurrent: WordSum
    late: int = 0

    def definitions(self) -> tuple[Replacement, ...]:
        """What E_k, K_m and F stand for."""
        return (
            Replacement(ERROR, self.error, notation.k),
            Replacement(KERNEL, self.kernel, notation.m, offset=self.late),
            Replacement(FEEDBACK, self.feedback),
        )


def mean_updates(rule: LearningRule, subscript: str = "") -> MeanUpdates:
    r"""The mean updates of a rule.

        E_k     = A W^k B - A* W*^k B*
        Delta A = sum_{k < T} E_k B^T (W^T)^k
        Delta B = sum_{m < M} K_m F E_m
        Delta W = sum_{m < M} K_m F sum_{j < T-1-m} E_{m+1+j} B^T (W^T)^j

    with M = T, or min(T, horizon), and F = A^T or R^T.  Where credit begins at a later lag f, m + f
    stands in the place of m, and M - f in that of M.

    Parameters
    ----------
    rule : the learning rule
    subscript : written at the student's matrices, for the update after so many steps

    Returns
    -------
    The updates as words; Delta is subtracted, theta <- theta - eta Delta theta.

    >>> from symdyn.rules import find_rule
    >>> print(words_latex(mean_updates(find_rule("rflo")).input))
    \sum_{m<T} K_{m} F E_{m}

    Source: Williams, Payeur & Lajoie (2026), section 2; the input x_{t-1} enters h_t.
    """
    letters = network_letters(subscript)
    m, k, j = (LinearForm.of(x) for x in (notation.m, notation.k, notation.j))
    m = m + rule.first_lag
    steps = LinearForm.of(notation.T)
    lags = Range(notation.m, tuple(one - rule.first_lag for one in (steps, *_horizon(rule))))
    kernel, functions = _kernel_words(rule, letters)
    back = RANDOM_FEEDBACK if not rule.symmetric else letters.read_out
    credit = WordSum.letter(KERNEL, index=m) @ WordSum.letter(FEEDBACK)

    def error(index: LinearForm) -> WordSum:
        return WordSum.letter(ERROR, index=index)

    def presynaptic(lag: LinearForm) -> WordSum:
        impulse = WordSum.letter(letters.recurrent, lag) @ WordSum.letter(letters.input)
        return impulse.transpose()

    later = (error(m + j + 1) @ presynaptic(j)).sum_over(Range(notation.j, (steps - m - 1,)))
    return MeanUpdates(
        letters=letters,
        error=_impulse_response(letters.read_out, letters.recurrent, letters.input)
        - _impulse_response(*TEACHER),
        kernel=kernel,
        functions=functions,
        feedback=WordSum.letter(back).transpose(),
        read_out=(error(k) @ presynaptic(k)).sum_over(Range(notation.k, (steps,))),
        input=(credit @ error(m)).sum_over(lags),
        recurrent=(credit @ later).sum_over(lags),
        late=rule.first_lag if rule.terms.from_zero is None else 0,
    )


def mode_domain(rule: LearningRule) -> Domain:
    """The open domain of the rule's parameters, of the student's and teacher's w, and of z.

    A horizon that stands in the kernel is among them.
    """
    own = with_horizons(rule.domain, rule.credit.field)
    return own.extend(notation.domain_of((notation.w_star, notation.z)))


def words_latex(total: WordSum) -> str:
    """A sum of matrix words in LaTeX, in the notation's names."""
    return latex(words_tree(total))


def _horizon(rule: LearningRule) -> tuple[LinearForm, ...]:
    if rule.horizon is None:
        return ()
    if isinstance(rule.horizon, int):
        return (LinearForm(rule.horizon),)
    return (LinearForm.of(rule.horizon),)


def _impulse_response(read_out: Letter, recurrent: Letter, entry: Letter) -> WordSum:
    power = WordSum.letter(recurrent, LinearForm.of(notation.k))
    return WordSum.letter(read_out) @ power @ WordSum.letter(entry)


def _kernel_words(
    rule: LearningRule, letters: NetworkLetters
) -> tuple[WordSum, tuple[KernelFunction, ...]]:
    """K_m = sum p(m) r^m as words in J = W^T or diag(W); at horizon 1 only m = 0 occurs."""
    propagator = (
        Factor(letters.diagonal) if rule.diagonal else Factor(letters.recurrent, transposed=True)
    )
    field, credit = rule.terms.field, rule.terms
    own = {Symbol(one): Factor(unit_letter(one)) for one in rule.unit_names}
    here = {symbol: factor for symbol, factor in own.items() if symbol in field.symbols}
    builder = PolynomialsInPropagator({notation.w: propagator, **here})
    m, k = LinearForm.of(notation.m), LinearForm.of(notation.k)
    total = WordSum.zero("n", "n")
    written = credit.written if credit.from_zero is None else credit.from_zero

    def powers(ratio: Expr, exponent: LinearForm) -> WordSum:
        if rule.horizon == 1:
            return WordSum.identity("n")
        return builder.power(from_expr(field, ratio), exponent)

    def weighted(coefficients: tuple[Expr, ...], ratios: WordSum) -> WordSum:
        found = WordSum.zero("n", "n")
        for degree, coefficient in enumerate(
            coefficients[:1] if rule.horizon == 1 else coefficients
        ):
            value = builder.power(from_expr(field, coefficient), LinearForm(1))
            scalars = ((notation.m, LinearForm(degree)),)
            found = found + (value @ ratios).scale(Fraction(1), scalars)
        return found

    def through(term: FilteredTerm, last: LinearForm) -> WordSum:
        second = power_of_w(from_expr(field, term.second))
        if second is None or second[1] == 0 or rule.horizon == 1:
            return powers(term.first, k) @ powers(term.second, last - k)
        first = power_of_w(from_expr(field, term.first)) or second
        scalars = builder.power(first[0], k) @ builder.power(second[0], last - k)
        return scalars @ builder.word(k * first[1] + (last - k) * second[1])

    for term in kernel_terms(written.plain):
        total = total + weighted(term.coefficients, powers(term.ratio, m))
    for lag, element in written.plain.single_lags(notation.m).items():
        added = builder.power(element, LinearForm(1))
        single = ((at_lag(lag), LinearForm(1)),)
        total = total + (added if rule.horizon == 1 else added.scale(Fraction(1), single))
    for filtered in filtered_terms(written):
        last = m + filtered.late
        summed = weighted(filtered.coefficients, through(filtered, last))
        lags = Range(notation.k, (written.count,))
        total = total + (summed if rule.horizon == 1 else summed.sum_over(lags))
    return total, tuple(builder.found)
