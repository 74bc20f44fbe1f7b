"""Mean dynamics of one mode under random feedback local online learning (RFLO).

Written by symdyn from the rule rflo; needs Numba.

A mode of an aligned linear recurrent network is the scalar system (a, b, w): read-out, input and
recurrent strength.  Student and teacher (a_star, b_star, w_star) are driven by the same white
noise; their impulse responses differ by e_k = a b w^k - c w_star^k with c = a_star b_star.  The
rule's feedback is a_hat, its credit kernel at lag m is

        kappa_m = w_hat**m

Over T steps, a learning rate eta changes a, b, w on average by -eta Delta, where

        Delta a = sum_(k < T) e_k b w^k
        Delta b = sum_(m < T) kappa_m a_hat e_m
        Delta w = sum_(m < T) kappa_m a_hat sum_(j < T-1-m) e_(m+1+j) b w^j

Arguments
---------
a, b, w : the student's read-out, input and recurrent strength
a_star, b_star, w_star : the teacher's
a_hat : random feedback strength of the mode
w_hat : feedback decay
T : number of time steps, an integer >= 1

All are numbers: a function is compiled when it is first called, and compiled code can call it.  The
closed forms are inlined, so that a compiled loop over arrays becomes vector instructions.  Domains
are stated and not checked.  In the code gap_x is 1 - x.

References
----------
J. M. Murray, Local online learning in recurrent networks with random feedback, eLife 8 (2019)
e43299
"""

import numpy as np
from numba import njit, types
from numba.extending import overload

PARAMETERS = {
    "a_hat": {
        "meaning": "random feedback strength of the mode",
        "domain": "a_hat != 0",
        "lower": None,
        "upper": None,
        "nonzero": True,
        "integer": False,
    },
    "w_hat": {
        "meaning": "feedback decay",
        "domain": "-1 < w_hat < 1",
        "lower": -1,
        "upper": 1,
        "nonzero": False,
        "integer": False,
    },
}

# A quotient whose denominator is below this has lost four of sixteen digits to cancellation and
# is replaced by the sum over lags that it stands for.
GUARD = 1e-4

# Division by zero gives inf or nan, as in NumPy.
closed_form = njit(error_model="numpy", forceinline=True)
compiled = njit(error_model="numpy")


def whole(steps):
    """Return a number of steps, which must be one integer."""
    return steps


@overload(whole)
def compiled_whole(steps):
    """Let what would not compile as a number of steps be refused in words when it runs."""
    if isinstance(steps, types.Integer):
        return lambda steps: steps
    message = (
        f"a number of steps has the type {steps}; pass one integer >= 1, and call again for each "
        "other number of steps"
    )

    def refused(steps):
        if len(message) > 0:
            raise ValueError(message)
        return 1

    return refused


@closed_form
def kernel(m, w, a_hat, w_hat):
    """Compute kappa_m, the credit at lag m = 0, 1, ..."""
    return w_hat**m


@closed_form
def update(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the mean update delta_a, delta_b, delta_w in the limit T -> infinity.

        Delta a = b*(a*b/(1 - w**2) - c/(1 - w*w_star))
        Delta b = a_hat*(a*b/(1 - w_hat*w) - c/(1 - w_hat*w_star))
        Delta w =
            a_hat*b*(a*b*w/((1 - w**2)*(1 - w_hat*w))
            - c*w_star/((1 - w*w_star)*(1 - w_hat*w_star)))

    with c = a_star*b_star.
    """
    c = a_star*b_star
    over_gap_w_w_star = 1/(1 - w*w_star)
    c_over_gap_w_w_star = c*over_gap_w_w_star
    over_gap_w_squared = 1/(1 - w**2)
    delta_a = b*(a*b*over_gap_w_squared - c_over_gap_w_w_star)
    over_gap_w_hat_w_star = 1/(1 - w_hat*w_star)
    over_gap_w_w_hat = 1/(1 - w_hat*w)
    delta_b = a_hat*(a*b*over_gap_w_w_hat - c*over_gap_w_hat_w_star)
    delta_w = (
        a_hat*b*(a*b*w*over_gap_w_squared*over_gap_w_w_hat
        - w_star*c_over_gap_w_w_star*over_gap_w_hat_w_star)
    )
    return delta_a, delta_b, delta_w


@compiled
def update_finite(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute the mean update delta_a, delta_b, delta_w over T steps.

    The sums in this module's docstring in closed form.  Where a denominator of the closed form is
    below GUARD, the sums are carried out lag by lag.
    """
    T = whole(T)
    if T < 1:
        raise ValueError("a number of steps is below 1; pass an integer >= 1")
    c = a_star*b_star
    w_star_to_T = w_star**T
    w_to_T = w**T
    w_star_to_T_w_to_T = w_star_to_T*w_to_T
    gap_w_w_star = 1 - w*w_star
    over_gap_w_w_star = 1/gap_w_w_star
    c_over_gap_w_w_star = c*over_gap_w_w_star
    gap_w_squared = 1 - w**2
    over_gap_w_squared = 1/gap_w_squared
    w_to_2T = w_to_T**2
    delta_a = (
        b*(a*b*over_gap_w_squared*(1 - w_to_2T) - c_over_gap_w_w_star*(1 - w_star_to_T_w_to_T))
    )
    w_hat_to_T = w_hat**T
    w_hat_to_T_w_star_to_T = w_hat_to_T*w_star_to_T
    w_hat_to_T_w_to_T = w_hat_to_T*w_to_T
    gap_w_hat_w_star = 1 - w_hat*w_star
    over_gap_w_hat_w_star = 1/gap_w_hat_w_star
    gap_w_w_hat = 1 - w_hat*w
    over_gap_w_w_hat = 1/gap_w_w_hat
    delta_b = (
        a_hat*(a*b*over_gap_w_w_hat*(1 - w_hat_to_T_w_to_T)
        - c*over_gap_w_hat_w_star*(1 - w_hat_to_T_w_star_to_T))
    )
    w_hat_minus_w = w_hat - w
    over_w_hat_minus_w = 1/w_hat_minus_w
    delta_w = (
        a_hat*b*(a*b*over_gap_w_squared*over_gap_w_w_hat*over_w_hat_minus_w
        *(gap_w_w_hat*w_to_2T + w*w_hat_minus_w - gap_w_squared*w_hat_to_T_w_to_T)
        - c_over_gap_w_w_star*over_gap_w_hat_w_star*over_w_hat_minus_w
        *(gap_w_hat_w_star*w_star_to_T_w_to_T + w_star*w_hat_minus_w
        - gap_w_w_star*w_hat_to_T_w_star_to_T))
    )
    denominator_1 = gap_w_hat_w_star*gap_w_w_star*w_hat_minus_w
    denominator_2 = gap_w_squared*gap_w_w_hat*w_hat_minus_w
    if abs(denominator_1) < GUARD or abs(denominator_2) < GUARD:
        return sum_over_lags(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T)
    return delta_a, delta_b, delta_w


@closed_form
def flow(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute d(a, b, w)/dt = -Delta(a, b, w), learning with eta -> 0."""
    delta_a, delta_b, delta_w = update(a, b, w, a_star, b_star, w_star, a_hat, w_hat)
    return -delta_a, -delta_b, -delta_w


@closed_form
def jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the Jacobian of the flow at any point as three rows, which run over a, b, w.

    K_w and K_w_star are the kernel's sum K(z) = sum_m kappa_m z^m at z = w and at z = w_star,
    slope_w and slope_w_star their total derivatives by w; a number among these is written out.
    """
    c = a_star*b_star
    w_squared = w**2
    over_gap_w_squared_2 = 1/(1 - w_squared)
    over_gap_w_squared = over_gap_w_squared_2
    over_gap_w_w_star_2 = 1/(1 - w*w_star)
    over_gap_w_w_star = over_gap_w_w_star_2
    over_gap_w_w_hat = 1/(1 - w_hat*w)
    K_w = over_gap_w_w_hat
    slope_w = w_hat*over_gap_w_w_hat**2
    over_gap_w_hat_w_star = 1/(1 - w_hat*w_star)
    K_w_star = over_gap_w_hat_w_star
    b_squared_over_gap_w_squared = b**2*over_gap_w_squared
    flow_a_by_a = -b_squared_over_gap_w_squared
    a_b_over_gap_w_squared = a*b*over_gap_w_squared
    part = 2*a_b_over_gap_w_squared
    flow_a_by_b = c*over_gap_w_w_star - part
    over_gap_w_w_star_squared = over_gap_w_w_star**2
    part_2 = 2*a*b*over_gap_w_squared**2
    flow_a_by_w = b*(c*w_star*over_gap_w_w_star_squared - w*part_2)
    K_w_a_hat = a_hat*K_w
    flow_b_by_a = -b*K_w_a_hat
    flow_b_by_b = -a*K_w_a_hat
    a_hat_b = a_hat*b
    flow_b_by_w = -a*a_hat_b*slope_w
    flow_w_by_a = -w*K_w_a_hat*b_squared_over_gap_w_squared
    flow_w_by_b = a_hat*(c*w_star*K_w_star*over_gap_w_w_star - w*K_w*part)
    flow_w_by_w = (
        a_hat_b*(c*w_star**2*K_w_star*over_gap_w_w_star_squared - K_w*a_b_over_gap_w_squared
        - K_w*part_2*w_squared - w*a_b_over_gap_w_squared*slope_w)
    )
    return (
        (flow_a_by_a, flow_a_by_b, flow_a_by_w),
        (flow_b_by_a, flow_b_by_b, flow_b_by_w),
        (flow_w_by_a, flow_w_by_b, flow_w_by_w),
    )


@compiled
def eigenvalues(s, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the eigenvalues of the flow's Jacobian on the optimal manifold a b = c, w = w_star.

    The point is a = s, b = c/s; one eigenvalue is 0, the others have

        trace =
            -a_hat*s/(1 - w_hat*w_star) - c**2/(s**2*(1 - w_star**2))
            - a_hat*c**2*(1 - w_hat*w_star**3)/(s*(1 - w_hat*w_star)**2*(1 - w_star**2)**2)
        determinant =
            a_hat*c**2*(c**2 + a_hat*s**3)/(s**3*(1 - w_hat*w_star)**2*(1 - w_star**2)**2)

    with c = a_star*b_star.  They are complex numbers: 0, (trace + root)/2, (trace - root)/2, where
    root is the principal square root of trace^2 - 4 determinant.
    """
    c = a_star*b_star
    a_hat_s = a_hat*s
    c_squared = c**2
    over_s = 1/s
    over_s_squared = over_s**2
    c_squared_over_s_squared = c_squared*over_s_squared
    w_hat_w_star = w_hat*w_star
    over_gap_w_hat_w_star = 1/(1 - w_hat_w_star)
    w_star_squared = w_star**2
    over_gap_w_star_squared = 1/(1 - w_star_squared)
    gain = a_hat_s*over_gap_w_hat_w_star + c_squared_over_s_squared*over_gap_w_star_squared
    a_hat_c_squared = a_hat*c_squared
    a_hat_c_squared_over_s = a_hat_c_squared*over_s
    over_gap_w_star_squared_squared = over_gap_w_star_squared**2
    over_gap_w_hat_w_star_squared = over_gap_w_hat_w_star**2
    part = over_gap_w_hat_w_star_squared*over_gap_w_star_squared_squared
    w_star_cubed = w_star*w_star_squared
    drift = a_hat_c_squared_over_s*part*(1 - w_hat*w_star_cubed)
    over_gap_w_star_squared_cubed = over_gap_w_star_squared*over_gap_w_star_squared_squared
    over_gap_w_hat_w_star_cubed = over_gap_w_hat_w_star*over_gap_w_hat_w_star_squared
    coupling = (
        a_hat_c_squared_over_s
        *(a_hat_s*over_gap_w_hat_w_star_cubed*over_gap_w_star_squared*w_hat_w_star
        + c_squared_over_s_squared*over_gap_w_hat_w_star*over_gap_w_star_squared_cubed
        *w_star_squared)
    )
    trace = -drift - gain
    over_s_cubed = over_s*over_s_squared
    s_squared = s**2
    s_cubed = s*s_squared
    determinant = a_hat_c_squared*over_s_cubed*part*(c_squared + a_hat*s_cubed)
    radicand = 4*coupling + (gain - drift)**2
    root = np.sqrt(complex(radicand))
    # The larger one directly, the other from their product: nothing cancels.
    large = (trace + root if trace > 0 else trace - root) / 2
    small = determinant / large if large != 0 else complex(0.0)
    if trace > 0:
        return complex(0.0), large, small
    return complex(0.0), small, large


@closed_form
def loss(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the loss of the mode in the limit T -> infinity, with c = a_star*b_star.

        L = c**2/(2*(1 - w_star**2)) + a**2*b**2/(2*(1 - w**2)) - c*a*b/(1 - w*w_star)

    Rounding can leave about 1e-16 of the larger terms where the loss is 0.
    """
    c = a_star*b_star
    over_gap_w_star_squared = 1/(1 - w_star**2)
    over_gap_w_squared = 1/(1 - w**2)
    over_gap_w_w_star = 1/(1 - w*w_star)
    total = (
        c**2*over_gap_w_star_squared/2 + a**2*b**2*over_gap_w_squared/2
        - c*a*b*over_gap_w_w_star
    )
    return total


@compiled
def loss_finite(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute the loss of the mode over T steps, L = 1/2 sum_(k < T) e_k^2."""
    T = whole(T)
    if T < 1:
        raise ValueError("a number of steps is below 1; pass an integer >= 1")
    c = a_star*b_star
    over_gap_w_star_squared = 1/(1 - w_star**2)
    w_star_to_T = w_star**T
    w_star_to_2T = w_star_to_T**2
    over_gap_w_squared = 1/(1 - w**2)
    w_to_T = w**T
    w_to_2T = w_to_T**2
    over_gap_w_w_star = 1/(1 - w*w_star)
    total = (
        c**2*over_gap_w_star_squared*(1 - w_star_to_2T)/2
        + a**2*b**2*over_gap_w_squared*(1 - w_to_2T)/2
        - c*a*b*over_gap_w_w_star*(1 - w_star_to_T*w_to_T)
    )
    return total


@compiled
def sum_over_lags(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute what update_finite does by its definition: T steps and no division."""
    c = a_star*b_star
    delta_a, delta_b, delta_w = 0.0, 0.0, 0.0
    power, power_star = 1.0, 1.0
    credit = 0.0  # sum_(m < k) kappa_m w^(k-1-m)
    for k in range(T):
        error = a*b*power - c*power_star
        value = kernel(k, w, a_hat, w_hat)
        delta_a = delta_a + error*b*power
        delta_b = delta_b + a_hat*value*error
        delta_w = delta_w + a_hat*b*error*credit
        credit = w*credit + value
        power, power_star = w*power, w_star*power_star
    return delta_a, delta_b, delta_w
