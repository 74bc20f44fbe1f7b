/* RFLO's flow and Jacobian at n points as a person writes them, and a loop over the exported file. */
#include <stddef.h>

#include "rflo.c"

void by_hand(size_t n, const double *restrict x, const double *restrict fixed, double *restrict out)
{
    const double c = fixed[0]*fixed[1], w_star = fixed[2], a_hat = fixed[3], w_hat = fixed[4];
    const double teacher = 1.0/(1.0 - w_hat*w_star);
    for (size_t i = 0; i < n; i++) {
        const double a = x[3*i], b = x[3*i + 1], w = x[3*i + 2];
        double *const row = out + 12*i;
        const double p = 1.0/(1.0 - w*w), q = 1.0/(1.0 - w*w_star), k = 1.0/(1.0 - w_hat*w);
        const double ab = a*b, abp = ab*p, cq = c*q, ab_k = a_hat*b, bbp = b*b*p;
        const double g = a_hat*k, wwp = w*p;
        row[0] = -b*(abp - cq);
        row[1] = -a_hat*(ab*k - c*teacher);
        row[2] = -ab_k*(abp*w*k - cq*w_star*teacher);
        row[3] = -bbp;
        row[4] = cq - 2.0*abp;
        row[5] = b*(cq*q*w_star - 2.0*abp*wwp);
        row[6] = -g*b;
        row[7] = -g*a;
        row[8] = -g*ab*w_hat*k;
        row[9] = -g*w*bbp;
        row[10] = a_hat*(cq*w_star*teacher - 2.0*abp*w*k);
        row[11] =
            ab_k*(cq*q*w_star*w_star*teacher - abp*k*(1.0 + 2.0*w*wwp + w*w_hat*k));
    }
}

void exported(size_t n, const double *restrict x, const double *restrict fixed, double *restrict out)
{
    const double a_star = fixed[0], b_star = fixed[1], w_star = fixed[2];
    const double a_hat = fixed[3], w_hat = fixed[4];
    for (size_t i = 0; i < n; i++) {
        const double a = x[3*i], b = x[3*i + 1], w = x[3*i + 2];
        rflo_flow(a, b, w, a_star, b_star, w_star, a_hat, w_hat, out + 12*i);
        rflo_jacobian(a, b, w, a_star, b_star, w_star, a_hat, w_hat, out + 12*i + 3);
    }
}
