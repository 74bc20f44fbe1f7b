"""The columns that a run adds to its settings: one row a measurement."""

from collections.abc import Mapping
from typing import Literal

__all__ = ["RESULTS", "Kind"]

Kind = Literal["integer", "number", "text", "numbers", "texts"]

# By name, what it holds and what it means.  Lists have one entry a mode of the teacher, or one a
# singular value.  Undefined values are null.
RESULTS: Mapping[str, tuple[Kind, str]] = {
    "seed": ("integer", "seed of start, feedback, teacher and inputs"),
    "status": ("text", "converged, diverged, or ran: all steps were made without convergence"),
    "reason": ("text", "why the run diverged"),
    "converged_at": ("integer", "first measured step with loss/(first loss) at most stop_below"),
    "component": (
        "texts",
        "of fixed points, that each mode of a run that did not diverge is at after the last step",
    ),
    "step": ("integer", "updates made before this measurement"),
    "time": ("number", "eta step, the time of the flow"),
    "loss": ("number", "exact loss, for the T of the settings"),
    "slope": ("number", "norm of the mean update of A, W and B together"),
    "radius": ("number", "spectral radius of W"),
    "a": ("numbers", "measured read-out strength u^T A p"),
    "b": ("numbers", "measured input strength p^T B v"),
    "w": ("numbers", "measured recurrent strength p^T W p"),
    "a_hat": ("numbers", "feedback strength u^T R p, of rules with random feedback"),
    "predicted_a": ("numbers", "a that the flow predicts"),
    "predicted_b": ("numbers", "b that the flow predicts"),
    "predicted_w": ("numbers", "w that the flow predicts"),
    "distance": ("numbers", "between measured and predicted (a, b, w)"),
    "recurrent_alignment": ("numbers", "|p^T W p| / sqrt(|W p| |W^T p|)"),
    "input_output_alignment": ("numbers", "cosine between A^T u and B v"),
    "feedback_alignment": ("numbers", "cosine between R^T u and A^T u"),
    "singular_values_W": ("numbers", "of W_Z - W_0"),
    "singular_values_B": ("numbers", "of B_Z - B_0"),
    "rank_W": ("integer", "singular values of W_Z - W_0 above 1e-10 of the largest"),
    "rank_B": ("integer", "singular values of B_Z - B_0 above 1e-10 of the largest"),
    "effective_rank_W": ("number", "exp of the entropy of the singular values of W_Z - W_0"),
    "effective_rank_B": ("number", "exp of the entropy of the singular values of B_Z - B_0"),
}
