"""The columns of the table of training runs: what each holds, in what unit, and what it means."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

__all__ = ["COLUMNS", "PARAMETER", "PROVENANCE", "RESULTS", "SETTINGS", "Column", "Kind"]

Kind = Literal["integer", "number", "text", "flag", "numbers", "texts"]

# The columns of a rule's parameters have this name and then the parameter's.
PARAMETER = "parameter_"

# Pure numbers: inputs are white noise of variance 1, and nothing else brings a unit in.
_PURE = "1"


class Column(NamedTuple):
    """What a column holds and means; `unit` is "1" for a pure number and "" for words."""

    kind: Kind
    meaning: str
    unit: str = _PURE


PROVENANCE: Mapping[str, Column] = {
    "symdyn": Column("text", "version of symdyn that made the run", ""),
    "numpy": Column("text", "version of NumPy that made the run", ""),
    "definition": Column("text", "the rule as it was defined when it was run", ""),
}

# In the order of Settings.row.  A setting that was not given has its default here.
SETTINGS: Mapping[str, Column] = {
    "rule": Column("text", "name or file of the rule", ""),
    "variation": Column("text", "label of the settings, where several are compared", ""),
    f"{PARAMETER}NAME": Column("number", "a column for each parameter NAME of the rules' kernels"),
    "units": Column("integer", "n, size of the hidden layer", "units"),
    "outputs": Column("integer", "o, size of the output", "units"),
    "inputs": Column("integer", "i, size of the input", "units"),
    "T": Column("integer", "length of a sequence; null for T -> infinity", "time steps"),
    "correlation": Column("number", "v of input with E[x_t x_s^T] = v^|t-s| I; 0 for white noise"),
    "eta": Column("number", "learning rate of this rule: an update is -eta Delta"),
    "steps": Column("integer", "updates asked for", "updates"),
    "batch": Column(
        "integer", "sequences that a sampled update averages; null for the mean", "sequences"
    ),
    "compiled": Column("flag", "whether Numba's code made the mean updates", ""),
    "every": Column(
        "integer", "updates between two measurements; fewer before the last", "updates"
    ),
    "teacher": Column("text", "aligned, mixed or random", ""),
    "teacher_a": Column("numbers", "read-out strength a_star of each mode"),
    "teacher_b": Column("numbers", "input strength b_star of each mode"),
    "teacher_w": Column("numbers", "recurrent strength w_star of each mode"),
    "teacher_units": Column("integer", "size of a random teacher", "units"),
    "teacher_radius": Column("number", "spectral radius of a random teacher"),
    "basis": Column("text", "whether U, V, P are drawn for each seed (random) or identity", ""),
    "start": Column("text", "gaussian or aligned", ""),
    "scale": Column("number", "A, B ~ scale N(0,1)/sqrt n, of a gaussian start"),
    "gain": Column("number", "W ~ gain N(0,1)/sqrt n, of a gaussian start"),
    "start_a": Column("numbers", "a of each mode of an aligned start"),
    "start_b": Column("numbers", "b of each mode of an aligned start"),
    "start_w": Column("numbers", "w of each mode of an aligned start"),
    "start_a_hat": Column("numbers", "a_hat of each mode of an aligned start"),
    "noise": Column("number", "N(0,1)/sqrt n, times this, is added to an aligned start"),
    "feedback_scale": Column("number", "R ~ feedback_scale N(0,1)"),
    "predict_from": Column("integer", "update from whose state the flow predicts", "updates"),
    "stop_below": Column("number", "loss/(first loss) at which a run has converged"),
    "go_on": Column("flag", "whether a run goes on after it has converged", ""),
    "seeds": Column("integer", "how many seeds were asked for", "seeds"),
    "first_seed": Column("integer", "the first of them", ""),
    "together": Column("integer", "seeds that are computed at once", "seeds"),
}

# Lists have one entry a mode of the teacher, or one a singular value.  Undefined values are null.
RESULTS: Mapping[str, Column] = {
    "seed": Column("integer", "seed of start, feedback, teacher and inputs", ""),
    "status": Column(
        "text", "converged, diverged, or ran: all steps were made without convergence", ""
    ),
    "reason": Column("text", "why the run diverged", ""),
    "converged_at": Column(
        "integer", "first measured step with loss/(first loss) at most stop_below", "updates"
    ),
    "component": Column(
        "texts",
        "of fixed points, that each mode of a run that did not diverge is at after the last step",
        "",
    ),
    "step": Column("integer", "updates made before this measurement", "updates"),
    "time": Column("number", "eta step, the time of the flow", "eta updates"),
    "loss": Column("number", "exact loss E|eps_T|^2/2, for the T of the settings"),
    "slope": Column("number", "norm of the mean update of A, W and B together"),
    "radius": Column("number", "spectral radius of W"),
    "a": Column("numbers", "measured read-out strength u^T A p"),
    "b": Column("numbers", "measured input strength p^T B v"),
    "w": Column("numbers", "measured recurrent strength p^T W p"),
    "a_hat": Column("numbers", "feedback strength u^T R p, of rules with random feedback"),
    "predicted_a": Column("numbers", "a that the flow predicts"),
    "predicted_b": Column("numbers", "b that the flow predicts"),
    "predicted_w": Column("numbers", "w that the flow predicts"),
    "distance": Column("numbers", "between measured and predicted (a, b, w)"),
    "recurrent_alignment": Column("numbers", "|p^T W p| / sqrt(|W p| |W^T p|)"),
    "input_output_alignment": Column("numbers", "cosine between A^T u and B v"),
    "feedback_alignment": Column("numbers", "cosine between R^T u and A^T u"),
    "singular_values_W": Column("numbers", "of W_Z - W_0"),
    "singular_values_B": Column("numbers", "of B_Z - B_0"),
    "rank_W": Column(
        "integer", "singular values of W_Z - W_0 above 1e-10 of the largest", "dimensions"
    ),
    "rank_B": Column(
        "integer", "singular values of B_Z - B_0 above 1e-10 of the largest", "dimensions"
    ),
    "effective_rank_W": Column(
        "number", "exp of the entropy of the singular values of W_Z - W_0", "dimensions"
    ),
    "effective_rank_B": Column(
        "number", "exp of the entropy of the singular values of B_Z - B_0", "dimensions"
    ),
}

COLUMNS: Mapping[str, Column] = {**PROVENANCE, **SETTINGS, **RESULTS}
