"""Mean dynamics of one mode under random feedback local online learning (RFLO).

Written by symdyn from the rule rflo; needs NumPy only.

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

Real arguments are numbers or arrays, one entry a mode; they broadcast against each other to the
shape (...) of the results.  Domains are stated and not checked.  In the code gap_x is 1 - x.

References
----------
J. M. Murray, Local online learning in recurrent networks with random feedback, eLife 8 (2019)
e43299
"""

import numpy as np

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

# So many modes are computed at once: their temporaries stay in a processor's cache.
BLOCK = 4096


def kernel(m, w, a_hat, w_hat):
    """Compute kappa_m, the credit at lag m = 0, 1, ..."""
    return w_hat**m


def update(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the mean update Delta of a, b, w in the limit T -> infinity.

    The sums in this module's docstring; with c = a_star*b_star they are

        Delta a = b*(a*b/(1 - w**2) - c/(1 - w*w_star))
        Delta b = a_hat*(a*b/(1 - w_hat*w) - c/(1 - w_hat*w_star))
        Delta w =
            a_hat*b*(a*b*w/((1 - w**2)*(1 - w_hat*w))
            - c*w_star/((1 - w*w_star)*(1 - w_hat*w_star)))

    Domain: -1 < w < 1, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    delta_a, delta_b, delta_w : each of shape (...)
    """
    return tuple(0 - _rows(_flow, 3, a, b, w, a_star, b_star, w_star, a_hat, w_hat))


def update_finite(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute the mean update Delta of a, b, w over T steps.

    The sums in this module's docstring in closed form.  Where a denominator of the closed form is
    below GUARD, the sums are carried out lag by lag.

    Domain: -1 < w < 1, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    delta_a, delta_b, delta_w : each of shape (...)
    """
    T = _count("T", T)
    a, b, w, a_star, b_star, w_star, a_hat, w_hat = _modes(
        a, b, w, a_star, b_star, w_star, a_hat, w_hat
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        c = a_star*b_star
        a_b = a*b
        gap_w_squared = 1 - w**2
        a_b_over_gap_w_squared = a_b/gap_w_squared
        w_star_to_T = w_star**T
        w_to_T = w**T
        w_star_to_T_w_to_T = w_star_to_T*w_to_T
        gap_w_w_star = 1 - w*w_star
        c_over_gap_w_w_star = c/gap_w_w_star
        w_to_2T = w_to_T**2
        delta_a = (
            b*(a_b_over_gap_w_squared*(1 - w_to_2T) - c_over_gap_w_w_star*(1 - w_star_to_T_w_to_T))
        )
        w_hat_to_T = w_hat**T
        w_hat_to_T_w_to_T = w_hat_to_T*w_to_T
        w_hat_to_T_w_star_to_T = w_hat_to_T*w_star_to_T
        gap_w_hat_w_star = 1 - w_hat*w_star
        gap_w_w_hat = 1 - w_hat*w
        delta_b = (
            a_hat*(a_b*(1 - w_hat_to_T_w_to_T)/gap_w_w_hat
            - c*(1 - w_hat_to_T_w_star_to_T)/gap_w_hat_w_star)
        )
        w_hat_minus_w = w_hat - w
        delta_w = (
            a_hat*b*(a_b_over_gap_w_squared*(gap_w_w_hat*w_to_2T + w*w_hat_minus_w
            - gap_w_squared*w_hat_to_T_w_to_T)/(gap_w_w_hat*w_hat_minus_w)
            - c_over_gap_w_w_star*(gap_w_hat_w_star*w_star_to_T_w_to_T + w_star*w_hat_minus_w
            - gap_w_w_star*w_hat_to_T_w_star_to_T)/(gap_w_hat_w_star*w_hat_minus_w))
        )
        denominator_1 = gap_w_hat_w_star*gap_w_w_star*w_hat_minus_w
        denominator_2 = gap_w_squared*gap_w_w_hat*w_hat_minus_w
    near = (np.abs(denominator_1) < GUARD) | (np.abs(denominator_2) < GUARD)
    if not np.any(near):
        return delta_a, delta_b, delta_w
    sums = _sum_over_lags(
        a[near], b[near], w[near], a_star[near], b_star[near], w_star[near], a_hat[near],
        w_hat[near], T
    )
    return (
        _replaced(delta_a, near, sums[0]),
        _replaced(delta_b, near, sums[1]),
        _replaced(delta_w, near, sums[2]),
    )


def flow(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute d(a, b, w)/dt = -Delta(a, b, w), learning with eta -> 0; update says more."""
    return tuple(_rows(_flow, 3, a, b, w, a_star, b_star, w_star, a_hat, w_hat))


def _flow(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    c = a_star*b_star
    a_b = a*b
    a_b_over_gap_w_squared = a_b/(1 - w**2)
    gap_w_w_star = 1 - w*w_star
    flow_a = b*(c/gap_w_w_star - a_b_over_gap_w_squared)
    gap_w_hat_w_star = 1 - w_hat*w_star
    gap_w_w_hat = 1 - w_hat*w
    flow_b = a_hat*(c/gap_w_hat_w_star - a_b/gap_w_w_hat)
    flow_w = (
        a_hat*b*(c*w_star/(gap_w_hat_w_star*gap_w_w_star)
        - w*a_b_over_gap_w_squared/gap_w_w_hat)
    )
    return flow_a, flow_b, flow_w


def jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the Jacobian of the flow at any point; flow_and_jacobian says more."""
    return flow_and_jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat)[1]


def flow_and_jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the flow and its Jacobian at once: together they cost little more than one.

    K_w and K_w_star are the kernel's sum K(z) = sum_m kappa_m z^m at z = w and at z = w_star,
    slope_w and slope_w_star their total derivatives by w; a number among these is written out.

    Domain: -1 < w < 1, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    (a_dot, b_dot, w_dot), each of shape (...), and an array of shape (..., 3, 3) whose row and
    column run over a, b, w
    """
    rows = _rows(_flow_and_jacobian, 12, a, b, w, a_star, b_star, w_star, a_hat, w_hat)
    matrix = rows[3:].reshape(3, 3, *rows.shape[1:])
    return tuple(rows[:3]), np.moveaxis(matrix, (0, 1), (-2, -1))


def _flow_and_jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    c = a_star*b_star
    w_squared = w**2
    over_gap_w_squared = 1/(1 - w_squared)
    over_gap_w_w_star = 1/(1 - w*w_star)
    gap_w_w_hat = 1 - w_hat*w
    K_w = 1/gap_w_w_hat
    slope_w = w_hat/gap_w_w_hat**2
    K_w_star = 1/(1 - w_hat*w_star)
    c_over_gap_w_w_star = c*over_gap_w_w_star
    a_b = a*b
    a_b_over_gap_w_squared = a_b*over_gap_w_squared
    flow_a = b*(c_over_gap_w_w_star - a_b_over_gap_w_squared)
    K_w_a_b = K_w*a_b
    flow_b = a_hat*(c*K_w_star - K_w_a_b)
    part = c*w_star*K_w_star*over_gap_w_w_star
    K_w_a_b_over_gap_w_squared = K_w*a_b_over_gap_w_squared
    a_hat_b = a_hat*b
    flow_w = a_hat_b*(part - w*K_w_a_b_over_gap_w_squared)
    b_squared_over_gap_w_squared = b**2*over_gap_w_squared
    flow_a_by_a = -b_squared_over_gap_w_squared
    part_2 = 2*a_b_over_gap_w_squared
    flow_a_by_b = c_over_gap_w_w_star - part_2
    over_gap_w_w_star_squared = over_gap_w_w_star**2
    part_3 = 2*over_gap_w_squared**2
    flow_a_by_w = b*(c*w_star*over_gap_w_w_star_squared - w*a_b*part_3)
    flow_b_by_a = -K_w*a_hat_b
    K_w_a_hat = a_hat*K_w
    flow_b_by_b = -a*K_w_a_hat
    flow_b_by_w = -a_hat*a_b*slope_w
    flow_w_by_a = -w*K_w_a_hat*b_squared_over_gap_w_squared
    flow_w_by_b = a_hat*(part - w*K_w*part_2)
    flow_w_by_w = (
        a_hat_b*(c*w_star**2*K_w_star*over_gap_w_w_star_squared - K_w_a_b_over_gap_w_squared
        - K_w_a_b*part_3*w_squared - w*a_b_over_gap_w_squared*slope_w)
    )
    return (
        flow_a, flow_b, flow_w, flow_a_by_a, flow_a_by_b, flow_a_by_w, flow_b_by_a, flow_b_by_b,
        flow_b_by_w, flow_w_by_a, flow_w_by_b, flow_w_by_w
    )


def eigenvalues(s, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the eigenvalues of the flow's Jacobian on the optimal manifold a b = c, w = w_star.

    The point is a = s, b = c/s; one eigenvalue is 0, the others have

        trace =
            -a_hat*s/(1 - w_hat*w_star) - c**2/(s**2*(1 - w_star**2))
            - a_hat*c**2*(1 - w_hat*w_star**3)/(s*(1 - w_hat*w_star)**2*(1 - w_star**2)**2)
        determinant =
            a_hat*c**2*(c**2 + a_hat*s**3)/(s**3*(1 - w_hat*w_star)**2*(1 - w_star**2)**2)

    with c = a_star*b_star.

    Domain: s != 0, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    Complex array of shape (..., 3): 0, (trace + root)/2, (trace - root)/2, where root is the
    principal square root of trace^2 - 4 determinant.
    """
    s, a_star, b_star, w_star, a_hat, w_hat = _modes(s, a_star, b_star, w_star, a_hat, w_hat)
    c = a_star*b_star
    a_hat_s = a_hat*s
    c_squared = c**2
    s_squared = s**2
    c_squared_over_s_squared = c_squared/s_squared
    w_hat_w_star = w_hat*w_star
    gap_w_hat_w_star = 1 - w_hat_w_star
    w_star_squared = w_star**2
    gap_w_star_squared = 1 - w_star_squared
    gain = a_hat_s/gap_w_hat_w_star + c_squared_over_s_squared/gap_w_star_squared
    a_hat_c_squared = a_hat*c_squared
    a_hat_c_squared_over_s = a_hat_c_squared/s
    gap_w_star_squared_squared = gap_w_star_squared**2
    gap_w_hat_w_star_squared = gap_w_hat_w_star**2
    part = 1/(gap_w_hat_w_star_squared*gap_w_star_squared_squared)
    w_star_cubed = w_star*w_star_squared
    drift = a_hat_c_squared_over_s*part*(1 - w_hat*w_star_cubed)
    gap_w_star_squared_cubed = gap_w_star_squared*gap_w_star_squared_squared
    gap_w_hat_w_star_cubed = gap_w_hat_w_star*gap_w_hat_w_star_squared
    coupling = (
        a_hat_c_squared_over_s
        *(a_hat_s*w_hat_w_star/(gap_w_hat_w_star_cubed*gap_w_star_squared)
        + c_squared_over_s_squared*w_star_squared/(gap_w_hat_w_star*gap_w_star_squared_cubed))
    )
    trace = -drift - gain
    s_cubed = s*s_squared
    determinant = a_hat_c_squared*part*(c_squared + a_hat*s_cubed)/s_cubed
    radicand = 4*coupling + (gain - drift)**2
    root = np.sqrt(radicand.astype(complex))
    # The larger one directly, the other from their product: nothing cancels.
    rising = np.real(trace) > 0
    large = np.where(rising, trace + root, trace - root) / 2
    small = np.divide(determinant, large, out=np.zeros_like(large), where=large != 0)
    upper, lower = np.where(rising, large, small), np.where(rising, small, large)
    return np.stack((np.zeros_like(upper), upper, lower), axis=-1)


def loss(a, b, w, a_star, b_star, w_star, a_hat, w_hat):
    """Compute the loss of each mode in the limit T -> infinity, with c = a_star*b_star.

        L = c**2/(2*(1 - w_star**2)) + a**2*b**2/(2*(1 - w**2)) - c*a*b/(1 - w*w_star)

    Rounding can leave about 1e-16 of the larger terms where the loss is 0.

    Domain: -1 < w < 1, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    Array of shape (...).
    """
    a, b, w, a_star, b_star, w_star, a_hat, w_hat = _modes(
        a, b, w, a_star, b_star, w_star, a_hat, w_hat
    )
    c = a_star*b_star
    total = c**2/(2*(1 - w_star**2)) + a**2*b**2/(2*(1 - w**2)) - c*a*b/(1 - w*w_star)
    return total


def loss_finite(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute the loss of each mode over T steps, L = 1/2 sum_(k < T) e_k^2.

    Domain: -1 < w < 1, -1 < w_star < 1, a_star*b_star != 0; a_hat != 0; -1 < w_hat < 1.

    Returns
    -------
    Array of shape (...).
    """
    T = _count("T", T)
    a, b, w, a_star, b_star, w_star, a_hat, w_hat = _modes(
        a, b, w, a_star, b_star, w_star, a_hat, w_hat
    )
    c = a_star*b_star
    w_star_to_T = w_star**T
    w_star_to_2T = w_star_to_T**2
    w_to_T = w**T
    w_to_2T = w_to_T**2
    total = (
        c**2*(1 - w_star_to_2T)/(2*(1 - w_star**2)) + a**2*b**2*(1 - w_to_2T)/(2*(1 - w**2))
        - c*a*b*(1 - w_star_to_T*w_to_T)/(1 - w*w_star)
    )
    return total


def _sum_over_lags(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T):
    """Compute what update_finite does by its definition: T steps and no division."""
    c = a_star*b_star
    delta_a, delta_b, delta_w = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
    power, power_star = np.ones_like(a), np.ones_like(a)
    credit = np.zeros_like(a)  # sum_(m < k) kappa_m w^(k-1-m)
    for k in range(T):
        error = a*b*power - c*power_star
        value = kernel(k, w, a_hat, w_hat)
        delta_a = delta_a + error*b*power
        delta_b = delta_b + a_hat*value*error
        delta_w = delta_w + a_hat*b*error*credit
        credit = w*credit + value
        power, power_star = w*power, w_star*power_star
    return delta_a, delta_b, delta_w


def _floats(*values):
    """Make real arguments arrays; what several modes share stays a number and costs no time."""
    return tuple(np.asarray(value, dtype=float) for value in values)


def _modes(*values):
    """Give real arguments one shape."""
    return np.broadcast_arrays(*_floats(*values))


def _rows(function, number, *values, counts=()):
    """Compute a function's results as rows of one array, block by block, which the cache holds."""
    values = _floats(*values)
    whole = np.broadcast(*values)
    rows = np.empty((number, *whole.shape))
    if whole.size <= BLOCK:
        for place, one in enumerate(function(*values, *counts)):
            rows[place] = one
        return rows
    flat = rows.reshape(number, -1)
    values = [one if one.ndim == 0 else np.broadcast_to(one, whole.shape).ravel() for one in values]
    for start in range(0, flat.shape[1], BLOCK):
        piece = slice(start, start + BLOCK)
        block = [one if one.ndim == 0 else one[piece] for one in values]
        for place, one in enumerate(function(*block, *counts)):
            flat[place, piece] = one
    return rows


def _count(name, value):
    """Check that a number of steps is one positive integer, exact as a float."""
    if (number := np.asarray(value)).ndim or number.dtype.kind not in "iuf" or number > 2**53:
        raise ValueError(f"{name} of {type(value)} is not one integer from 1 to 2**53; pass one")
    if not number >= 1 or number != int(number):
        raise ValueError(f"{name} = {value!r} is not an integer >= 1; pass a number of steps")
    return int(number)


def _replaced(values, where, others):
    """Put the other values where the condition holds."""
    result = np.array(values)
    result[where] = others
    return result[()]
