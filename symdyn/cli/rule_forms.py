"""Forms of kernels that `symdyn new-rule --like` writes, each an example rule that works as it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Rational, expand

from symdyn.notation import m, parameter, tau, w, w_hat
from symdyn.rules.convolution import convolve
from symdyn.rules.corrections import at_lag
from symdyn.rules.rule import LearningRule

__all__ = ["FORMS", "Form"]

_WILLIAMS_PENG = (
    "R. J. Williams and J. Peng, An efficient gradient-based algorithm for on-line training of "
    "recurrent network trajectories, Neural Computation 2 (1990) 490-501"
)

_LAGS = 4


@dataclass(frozen=True)
class Form:
    """What a form is, in a few words and in a comment for a rule file, and its example."""

    title: str
    comment: str
    example: Callable[[], LearningRule]


def _windowed() -> LearningRule:
    kernel = w**m * (1 - m / tau)
    title = "BPTT over disjoint windows"
    references = (_WILLIAMS_PENG,)
    return LearningRule("windowed-bptt", title, "symmetric", kernel, tau, references=references)


def _traces() -> LearningRule:
    gamma = parameter("gamma", 0, 1)
    kernel = Rational(3, 4) * gamma**m + (w * w_hat) ** m / 4
    return LearningRule("traces", "A sum of traces", "random", kernel)


def _finite() -> LearningRule:
    rho = parameter("rho", 0, None)
    return LearningRule("finite-horizon", "Finitely many lags", "random", rho**m, 5)


def _late() -> LearningRule:
    return LearningRule("first-lag", "A late error", "random", w_hat ** (m - 2), first_lag=2)


def _filtered() -> LearningRule:
    alpha = parameter("alpha", 0, 1)
    return LearningRule("filtered", "Filtered traces", "random", convolve(w_hat**m, alpha**m))


def _corrected() -> LearningRule:
    rho = parameter("rho", 0, None)
    kernel = w**m + (rho - 1) * at_lag(0)
    return LearningRule("corrected", "Corrections at single lags", "random", kernel)


def _oscillating() -> LearningRule:
    gamma, zeta = parameter("gamma", 0, 1), parameter("zeta", -1, 1)
    credit: list[Expr] = [Integer(1), gamma * zeta]
    while len(credit) < _LAGS:
        credit.append(expand(2 * gamma * zeta * credit[-1] - gamma**2 * credit[-2]))
    kernel = Add(*(one * at_lag(lag) for lag, one in enumerate(credit)))
    return LearningRule("oscillating", "A resonant trace", "random", kernel, _LAGS)


def _diagonal() -> LearningRule:
    gamma = parameter("gamma", 0, 1)
    return LearningRule("own-weights", "Own weights", "random", (gamma * w) ** m, diagonal=True)


def _decayed() -> LearningRule:
    lambda_1 = parameter("lambda_1", 0, None)
    decay = {"A": lambda_1, "B": lambda_1}
    return LearningRule("weight-decay", "Weight decay", "symmetric", w**m, weight_decay=decay)


def _momentum() -> LearningRule:
    beta = parameter("beta", 0, 1)
    return LearningRule("momentum", "Momentum", "random", w_hat**m, momentum=beta)


FORMS = {
    "traces": Form(
        "a sum of traces", "A sum of p(m)*r**m with |r| < 1 on the whole domain.", _traces
    ),
    "finite-horizon": Form(
        "finitely many lags, any ratio",
        "With a horizon, an integer or tau from symdyn.notation, the ratios need not decay.",
        _finite,
    ),
    "windowed-bptt": Form(
        "BPTT over disjoint windows, on average over the place in a window",
        "A window of tau steps reaches back m steps from tau - m of its places.",
        _windowed,
    ),
    "first-lag": Form(
        "credit that begins at a later lag",
        "An error that comes two steps late reaches no trace that is younger.",
        _late,
    ),
    "filtered": Form(
        "a trace that another filters",
        "convolve(f, g) is the sum over k <= m of f at k times g at m - k.",
        _filtered,
    ),
    "corrected": Form(
        "a trace that is corrected at single lags",
        "at_lag(0) is 1 at the lag 0 and 0 at every other: the last step counts rho times.",
        _corrected,
    ),
    "oscillating": Form(
        "four lags of an oscillation",
        "gamma**m cos(m omega) with zeta = cos(omega): x_m = 2 gamma zeta x_(m-1) - gamma**2 x_(m-2).",
        _oscillating,
    ),
    "own-weights": Form(
        "credit through each unit's own weight",
        "With diagonal=True w stands for diag(W), each unit's own recurrent weight.",
        _diagonal,
    ),
    "weight-decay": Form(
        "weights that decay",
        "The kernel of BPTT; a step also takes eta times these decays times A and B off them.",
        _decayed,
    ),
    "momentum": Form(
        "steps that repeat a part of the last",
        "The kernel of RFLO; a step is -eta Delta and beta times the step before it.",
        _momentum,
    ),
}
