/*
Mean dynamics of one mode under random feedback local online learning (RFLO).

Written by symdyn from the rule rflo; C99, needs the mathematical library (-lm).

A mode of an aligned linear recurrent network is the scalar system (a, b, w): read-out, input and
recurrent strength.  Student and teacher (a_star, b_star, w_star) are driven by the same white
noise; their impulse responses differ by e_k = a b w^k - c w_star^k with c = a_star b_star.  The
rule's feedback is a_hat, its credit kernel at lag m is

        kappa_m = pow(w_hat, (double)m)

Over T steps, a learning rate eta changes a, b, w on average by -eta Delta, where

        Delta a = sum_(k < T) e_k b w^k
        Delta b = sum_(m < T) kappa_m a_hat e_m
        Delta w = sum_(m < T) kappa_m a_hat sum_(j < T-1-m) e_(m+1+j) b w^j

Arguments
---------
a, b, w : the student's read-out, input and recurrent strength
a_star, b_star, w_star : the teacher's
a_hat : random feedback strength of the mode, a_hat != 0
w_hat : feedback decay, -1 < w_hat < 1
T : number of time steps, an integer >= 1; results are NAN for other values

Domains are stated and not checked.  In the code gap_x is 1 - x.

Compile this file by itself, or include it: then the compiler can inline its functions and turn a
loop over modes into vector instructions.  It gives the declarations alone where this is defined:
RFLO_DECLARED_ONLY

References
----------
J. M. Murray, Local online learning in recurrent networks with random feedback, eLife 8 (2019)
e43299
*/

#ifndef RFLO_DECLARED
#define RFLO_DECLARED

/* kappa_m, the credit at lag m = 0, 1, ... */
double rflo_kernel(int m, double w, double a_hat, double w_hat);

/* The mean update Delta of a, b, w in the limit T -> infinity, into delta[0 .. 2]. */
void rflo_update(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *delta
);

/* The mean update Delta over T steps: the sums above in closed form, or lag by lag where a
   denominator of the closed form is below 1e-4 or T is too small for it. */
void rflo_update_finite(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, int T, double *delta
);

/* d(a, b, w)/dt = -Delta(a, b, w), learning with eta -> 0, into rate[0 .. 2]. */
void rflo_flow(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *rate
);

/* The Jacobian of the flow into matrix[0 .. 8], row by row; row and column run over a, b, w. */
void rflo_jacobian(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *matrix
);

/* The eigenvalues of the Jacobian on the optimal manifold a = s, b = c/s, w = w_star, as three real
   and three imaginary parts: 0, (trace + root)/2, (trace - root)/2, where root is the principal
   square root of trace^2 - 4 determinant. */
void rflo_eigenvalues(
    double s, double a_star, double b_star, double w_star, double a_hat, double w_hat,
    double *real, double *imaginary
);

/* The loss of the mode in the limit T -> infinity.  Rounding can leave about 1e-16 of the larger
   terms where it is 0. */
double rflo_loss(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat
);

/* The loss of the mode over T steps, L = 1/2 sum_(k < T) e_k^2. */
double rflo_loss_finite(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, int T
);

#endif

#ifndef RFLO_DECLARED_ONLY

#include <math.h>

/* Functions that are declared above without `inline` have an external definition all the same. */

inline double rflo_kernel(int m, double w, double a_hat, double w_hat)
{
    (void)w;
    (void)a_hat;
    return pow(w_hat, (double)m);
}

inline void rflo_update(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *delta
)
{
    const double c = a_star*b_star;
    const double over_gap_w_w_star = 1.0/(1.0 - w*w_star);
    const double c_over_gap_w_w_star = c*over_gap_w_w_star;
    const double over_gap_w_squared = 1.0/(1.0 - w*w);
    const double delta_a = b*(a*b*over_gap_w_squared - c_over_gap_w_w_star);
    const double over_gap_w_hat_w_star = 1.0/(1.0 - w_hat*w_star);
    const double over_gap_w_w_hat = 1.0/(1.0 - w_hat*w);
    const double delta_b = a_hat*(a*b*over_gap_w_w_hat - c*over_gap_w_hat_w_star);
    const double delta_w =
        a_hat*b*(a*b*w*over_gap_w_squared*over_gap_w_w_hat
        - w_star*c_over_gap_w_w_star*over_gap_w_hat_w_star);
    delta[0] = delta_a;
    delta[1] = delta_b;
    delta[2] = delta_w;
}

/* What update_finite computes, by its definition: T steps and no division. */
static void rflo_sum_over_lags(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, int T, double *delta
)
{
    const double c = a_star*b_star;
    double power = 1.0, power_star = 1.0;
    double credit = 0.0; /* sum_(m < k) kappa_m w^(k-1-m) */
    int k;
    delta[0] = delta[1] = delta[2] = 0.0;
    for (k = 0; k < T; k++) {
        const double error = a*b*power - c*power_star;
        const double value = rflo_kernel(k, w, a_hat, w_hat);
        delta[0] += error*b*power;
        delta[1] += a_hat*value*error;
        delta[2] += a_hat*b*error*credit;
        credit = w*credit + value;
        power *= w;
        power_star *= w_star;
    }
}

void rflo_update_finite(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, int T, double *delta
)
{
    if (T < 1) {
        delta[0] = delta[1] = delta[2] = NAN;
        return;
    }
    /* Below this a denominator has lost four of sixteen digits to cancellation. */
    const double GUARD = 1e-4;
    const double c = a_star*b_star;
    const double w_star_to_T = pow(w_star, (double)T);
    const double w_to_T = pow(w, (double)T);
    const double w_star_to_T_w_to_T = w_star_to_T*w_to_T;
    const double gap_w_w_star = 1.0 - w*w_star;
    const double over_gap_w_w_star = 1.0/gap_w_w_star;
    const double c_over_gap_w_w_star = c*over_gap_w_w_star;
    const double gap_w_squared = 1.0 - w*w;
    const double over_gap_w_squared = 1.0/gap_w_squared;
    const double w_to_2T = w_to_T*w_to_T;
    const double delta_a =
        b*(a*b*over_gap_w_squared*(1.0 - w_to_2T)
        - c_over_gap_w_w_star*(1.0 - w_star_to_T_w_to_T));
    const double w_hat_to_T = pow(w_hat, (double)T);
    const double w_hat_to_T_w_star_to_T = w_hat_to_T*w_star_to_T;
    const double w_hat_to_T_w_to_T = w_hat_to_T*w_to_T;
    const double gap_w_hat_w_star = 1.0 - w_hat*w_star;
    const double over_gap_w_hat_w_star = 1.0/gap_w_hat_w_star;
    const double gap_w_w_hat = 1.0 - w_hat*w;
    const double over_gap_w_w_hat = 1.0/gap_w_w_hat;
    const double delta_b =
        a_hat*(a*b*over_gap_w_w_hat*(1.0 - w_hat_to_T_w_to_T)
        - c*over_gap_w_hat_w_star*(1.0 - w_hat_to_T_w_star_to_T));
    const double w_hat_minus_w = w_hat - w;
    const double over_w_hat_minus_w = 1.0/w_hat_minus_w;
    const double delta_w =
        a_hat*b*(a*b*over_gap_w_squared*over_gap_w_w_hat*over_w_hat_minus_w
        *(gap_w_w_hat*w_to_2T + w*w_hat_minus_w - gap_w_squared*w_hat_to_T_w_to_T)
        - c_over_gap_w_w_star*over_gap_w_hat_w_star*over_w_hat_minus_w
        *(gap_w_hat_w_star*w_star_to_T_w_to_T + w_star*w_hat_minus_w
        - gap_w_w_star*w_hat_to_T_w_star_to_T));
    const double denominator_1 = gap_w_hat_w_star*gap_w_w_star*w_hat_minus_w;
    const double denominator_2 = gap_w_squared*gap_w_w_hat*w_hat_minus_w;
    if (fabs(denominator_1) < GUARD || fabs(denominator_2) < GUARD) {
        rflo_sum_over_lags(a, b, w, a_star, b_star, w_star, a_hat, w_hat, T, delta);
        return;
    }
    delta[0] = delta_a;
    delta[1] = delta_b;
    delta[2] = delta_w;
}

inline void rflo_flow(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *rate
)
{
    double delta[3];
    rflo_update(a, b, w, a_star, b_star, w_star, a_hat, w_hat, delta);
    rate[0] = -delta[0];
    rate[1] = -delta[1];
    rate[2] = -delta[2];
}

/* K_w and K_w_star are the kernel's sum K(z) = sum_m kappa_m z^m at z = w and at z = w_star,
   slope_w and slope_w_star their total derivatives by w; a number among these is written out. */
inline void rflo_jacobian(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, double *matrix
)
{
    const double c = a_star*b_star;
    const double w_squared = w*w;
    const double over_gap_w_squared_2 = 1.0/(1.0 - w_squared);
    const double over_gap_w_squared = over_gap_w_squared_2;
    const double over_gap_w_w_star_2 = 1.0/(1.0 - w*w_star);
    const double over_gap_w_w_star = over_gap_w_w_star_2;
    const double over_gap_w_w_hat = 1.0/(1.0 - w_hat*w);
    const double K_w = over_gap_w_w_hat;
    const double slope_w = w_hat*over_gap_w_w_hat*over_gap_w_w_hat;
    const double over_gap_w_hat_w_star = 1.0/(1.0 - w_hat*w_star);
    const double K_w_star = over_gap_w_hat_w_star;
    const double b_squared_over_gap_w_squared = b*b*over_gap_w_squared;
    const double flow_a_by_a = -b_squared_over_gap_w_squared;
    const double a_b_over_gap_w_squared = a*b*over_gap_w_squared;
    const double part = 2.0*a_b_over_gap_w_squared;
    const double flow_a_by_b = c*over_gap_w_w_star - part;
    const double over_gap_w_w_star_squared = over_gap_w_w_star*over_gap_w_w_star;
    const double part_2 = 2.0*a*b*over_gap_w_squared*over_gap_w_squared;
    const double flow_a_by_w = b*(c*w_star*over_gap_w_w_star_squared - w*part_2);
    const double K_w_a_hat = a_hat*K_w;
    const double flow_b_by_a = -b*K_w_a_hat;
    const double flow_b_by_b = -a*K_w_a_hat;
    const double a_hat_b = a_hat*b;
    const double flow_b_by_w = -a*a_hat_b*slope_w;
    const double flow_w_by_a = -w*K_w_a_hat*b_squared_over_gap_w_squared;
    const double flow_w_by_b = a_hat*(c*w_star*K_w_star*over_gap_w_w_star - w*K_w*part);
    const double flow_w_by_w =
        a_hat_b*(c*w_star*w_star*K_w_star*over_gap_w_w_star_squared
        - K_w*a_b_over_gap_w_squared - K_w*part_2*w_squared
        - w*a_b_over_gap_w_squared*slope_w);
    matrix[0] = flow_a_by_a;
    matrix[1] = flow_a_by_b;
    matrix[2] = flow_a_by_w;
    matrix[3] = flow_b_by_a;
    matrix[4] = flow_b_by_b;
    matrix[5] = flow_b_by_w;
    matrix[6] = flow_w_by_a;
    matrix[7] = flow_w_by_b;
    matrix[8] = flow_w_by_w;
}

void rflo_eigenvalues(
    double s, double a_star, double b_star, double w_star, double a_hat, double w_hat,
    double *real, double *imaginary
)
{
    const double c = a_star*b_star;
    const double a_hat_s = a_hat*s;
    const double c_squared = c*c;
    const double over_s = 1.0/s;
    const double over_s_squared = over_s*over_s;
    const double c_squared_over_s_squared = c_squared*over_s_squared;
    const double w_hat_w_star = w_hat*w_star;
    const double over_gap_w_hat_w_star = 1.0/(1.0 - w_hat_w_star);
    const double w_star_squared = w_star*w_star;
    const double over_gap_w_star_squared = 1.0/(1.0 - w_star_squared);
    const double gain =
        a_hat_s*over_gap_w_hat_w_star + c_squared_over_s_squared*over_gap_w_star_squared;
    const double a_hat_c_squared = a_hat*c_squared;
    const double a_hat_c_squared_over_s = a_hat_c_squared*over_s;
    const double over_gap_w_star_squared_squared =
        over_gap_w_star_squared*over_gap_w_star_squared;
    const double over_gap_w_hat_w_star_squared = over_gap_w_hat_w_star*over_gap_w_hat_w_star;
    const double part = over_gap_w_hat_w_star_squared*over_gap_w_star_squared_squared;
    const double w_star_cubed = w_star*w_star_squared;
    const double drift = a_hat_c_squared_over_s*part*(1.0 - w_hat*w_star_cubed);
    const double over_gap_w_star_squared_cubed =
        over_gap_w_star_squared*over_gap_w_star_squared_squared;
    const double over_gap_w_hat_w_star_cubed =
        over_gap_w_hat_w_star*over_gap_w_hat_w_star_squared;
    const double coupling =
        a_hat_c_squared_over_s
        *(a_hat_s*over_gap_w_hat_w_star_cubed*over_gap_w_star_squared*w_hat_w_star
        + c_squared_over_s_squared*over_gap_w_hat_w_star*over_gap_w_star_squared_cubed
        *w_star_squared);
    const double trace = -drift - gain;
    const double over_s_cubed = over_s*over_s_squared;
    const double s_squared = s*s;
    const double s_cubed = s*s_squared;
    const double determinant = a_hat_c_squared*over_s_cubed*part*(c_squared + a_hat*s_cubed);
    const double radicand = 4.0*coupling + pow(gain - drift, 2.0);
    real[0] = imaginary[0] = 0.0;
    if (radicand < 0.0) {
        real[1] = real[2] = trace/2.0;
        imaginary[1] = sqrt(-radicand)/2.0;
        imaginary[2] = -imaginary[1];
    } else {
        /* The larger one directly, the other from their product: nothing cancels. */
        const double root = sqrt(radicand);
        const double large = (trace > 0.0 ? trace + root : trace - root)/2.0;
        const double small = large != 0.0 ? determinant/large : 0.0;
        real[1] = trace > 0.0 ? large : small;
        real[2] = trace > 0.0 ? small : large;
        imaginary[1] = imaginary[2] = 0.0;
    }
}

inline double rflo_loss(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat
)
{
    (void)a_hat;
    (void)w_hat;
    const double c = a_star*b_star;
    const double over_gap_w_star_squared = 1.0/(1.0 - w_star*w_star);
    const double over_gap_w_squared = 1.0/(1.0 - w*w);
    const double over_gap_w_w_star = 1.0/(1.0 - w*w_star);
    const double total =
        c*c*over_gap_w_star_squared/2.0 + a*a*b*b*over_gap_w_squared/2.0
        - c*a*b*over_gap_w_w_star;
    return total;
}

double rflo_loss_finite(
    double a, double b, double w, double a_star, double b_star, double w_star, double a_hat,
    double w_hat, int T
)
{
    (void)a_hat;
    (void)w_hat;
    if (T < 1) {
        return NAN;
    }
    const double c = a_star*b_star;
    const double over_gap_w_star_squared = 1.0/(1.0 - w_star*w_star);
    const double w_star_to_T = pow(w_star, (double)T);
    const double w_star_to_2T = w_star_to_T*w_star_to_T;
    const double over_gap_w_squared = 1.0/(1.0 - w*w);
    const double w_to_T = pow(w, (double)T);
    const double w_to_2T = w_to_T*w_to_T;
    const double over_gap_w_w_star = 1.0/(1.0 - w*w_star);
    const double total =
        c*c*over_gap_w_star_squared*(1.0 - w_star_to_2T)/2.0
        + a*a*b*b*over_gap_w_squared*(1.0 - w_to_2T)/2.0
        - c*a*b*over_gap_w_w_star*(1.0 - w_star_to_T*w_to_T);
    return total;
}

#endif
