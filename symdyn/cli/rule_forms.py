"""Forms of rules that `symdyn new-rule --like` writes, each an example rule that works as it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Rational

from symdyn.notation import m, parameter, tau, w, w_hat
from symdyn.rules.convolution import convolve
from symdyn.rules.corrections import at_lag
from symdyn.rules.oscillation import oscillation
from symdyn.rules.rule import LearningRule

__all__ = ["FORMS", "Form"]

_WILLIAMS_PENG = (
    "R. J. Williams and J. Peng, An efficient gradient-based algorithm for on-line training of "
    "recurrent network trajectories, Neural Computation 2 (1990) 490-501"
)
_KOLEN_POLLACK = (
    "J. F. Kolen and J. B. Pollack, Backpropagation without weight transport, IEEE International Conference "
    "on Neural Networks 3 (1994) 1375-1380"
)
_AKROUT = (
    "M. Akrout, C. Wilson, P. C. Humphreys, T. Lillicrap and D. Tweed, Deep learning without weight transport, "
    "NeurIPS 32 (2019)"
)

_MURRAY = (
    "J. M. Murray, Local online learning in recurrent networks with random feedback, "
    "eLife 8 (2019) e43299"
)

_ROTH = (
    "C. Roth, I. Kanitscheider and I. Fiete, Kernel RNN learning (KeRNL), International Conference on "
    "Learning Representations (2019)"
)

_LAGS = 4


@dataclass(frozen=True)
class Form:
    """What a form is, in a few words and in a comment for a rule file, and its example.

    `kernel` is how the example's kernel is written in a file, where that cannot be read off it.
    """

    title: str
    comment: str
    example: Callable[[], LearningRule]
    kernel: str = ""


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
    xi = parameter("xi", 0, None)
    return LearningRule("finite-horizon", "Finitely many lags", "random", xi**m, 5)


def _late() -> LearningRule:
    return LearningRule("first-lag", "A late error", "random", w_hat ** (m - 2), first_lag=2)


def _filtered() -> LearningRule:
    alpha = parameter("alpha", 0, 1)
    return LearningRule("filtered", "Filtered traces", "random", convolve(w_hat**m, alpha**m))


def _corrected() -> LearningRule:
    xi = parameter("xi", 0, None)
    kernel = w**m + (xi - 1) * at_lag(0)
    return LearningRule("corrected", "Corrections at single lags", "random", kernel)


def _oscillating() -> LearningRule:
    gamma, zeta = parameter("gamma", 0, 1), parameter("zeta", -1, 1)
    kernel = oscillation(gamma, zeta, _LAGS)
    return LearningRule("oscillating", "A resonant trace", "random", kernel, _LAGS)


def _learned() -> LearningRule:
    delta, gamma = parameter("delta", 0, None), parameter("gamma", 0, None)
    mirror = {"followed": gamma, "decay": delta}
    title = "RFLO with a weight mirror"
    references = (_AKROUT,)
    return LearningRule(
        "learned", title, "learned", w_hat**m, references=references, feedback_update=mirror
    )


def _kolen_pollack() -> LearningRule:
    delta = parameter("delta", 0, None)
    update = {"copied": 1, "decay": delta, "read_out_decay": delta}
    title, references = "RFLO with Kolen-Pollack feedback", (_KOLEN_POLLACK, _AKROUT)
    return LearningRule(
        "kolen-pollack", title, "learned", w_hat**m, references=references, feedback_update=update
    )


def _diagonal() -> LearningRule:
    gamma = parameter("gamma", 0, 1)
    return LearningRule("own-weights", "Own weights", "random", (gamma * w) ** m, diagonal=True)


def _rated() -> LearningRule:
    beta, gamma = parameter("beta", 0, None), parameter("gamma", 0, None)
    title = "A learning rate for each matrix"
    return LearningRule(
        "learning-rates", title, "random", w_hat**m, rates={"B": beta, "W": gamma / 10}
    )


def _reservoir() -> LearningRule:
    return LearningRule("reservoir", "A fixed loop", "random", w_hat**m, rates={"W": 0})


def _leaky() -> LearningRule:
    alpha = parameter("alpha", 0, 1)
    title = "RFLO in a leaky network"
    return LearningRule(
        "leaky", title, "random", (1 - alpha) ** m, leak=alpha, references=(_MURRAY,)
    )


def _per_unit() -> LearningRule:
    references = (_ROTH,)
    title = "KeRNL with fixed kernels"
    kernel = w_hat**m
    return LearningRule("kernl", title, "random", kernel, references=references, per_unit=(w_hat,))


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
        "at_lag(0) is 1 at the lag 0 and 0 at every other: the last step counts xi times.",
        _corrected,
    ),
    "oscillating": Form(
        "four lags of an oscillation",
        "gamma**m cos(m omega) with zeta = cos(omega), at as many lags as the horizon has.",
        _oscillating,
        f"oscillation(gamma, zeta, {_LAGS})",
    ),
    "learned": Form(
        "a feedback that is learned, by a weight mirror",
        "feedback_update says what changes R: here it follows A and decays, dR/dt = gamma*A - delta*R.",
        _learned,
    ),
    "kolen-pollack": Form(
        "a feedback that is learned as the read-out is",
        "feedback_update says what changes R: it gets the update of A, and both decay at the rate delta.",
        _kolen_pollack,
    ),
    "own-weights": Form(
        "credit through each unit's own weight",
        "With diagonal=True w stands for diag(W), each unit's own recurrent weight.",
        _diagonal,
    ),
    "learning-rates": Form(
        "a learning rate for each matrix",
        "The rates below multiply the updates; a matrix that is not named learns at 1.",
        _rated,
    ),
    "reservoir": Form(
        "a matrix that does not learn",
        "A rate of 0 below keeps a matrix as it is: here the recurrent weights.",
        _reservoir,
    ),
    "leaky": Form(
        "leaky RFLO: units that leak, and a trace that decays with the same leak",
        "Credit decays as a unit does without input; what a weight does in a step counts leak times, "
        "which is the network's and not in the kernel. For BPTT write w**m, w being the pole.",
        _leaky,
    ),
    "kernl": Form(
        "a decay of each unit's own",
        "With per_unit=(w_hat,) w_hat is a diagonal matrix with a number of each hidden unit.",
        _per_unit,
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
