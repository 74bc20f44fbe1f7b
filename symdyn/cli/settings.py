"""The options of `symdyn simulate` and `symdyn sweep` that are settings of training runs."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from symdyn.errors import SimulationError

if TYPE_CHECKING:
    from symdyn.simulation.training.learning_rates import RateRequest

__all__ = ["chosen", "parameters_of", "rates_of", "setting_options", "values_of_axis"]

_MODES = {"teacher_modes", "start_modes"}
_AUTO = "auto"
_MEASUREMENTS = 50
_PAIR = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*(\S+)\s*")

# Left out, each has the default of Settings, or the value of the experiment.
_OPTIONS: tuple[tuple[str | tuple[str, ...], dict[str, Any]], ...] = (
    ("--parameter", {"multiple": True, "metavar": "NAME=VALUE", "help": "Of the rules' kernels."}),
    ("--seeds", {"type": int, "help": "How many.  [default: 20]"}),
    ("--first-seed", {"type": int, "help": "[default: 0]"}),
    (("-n", "--units"), {"type": int, "help": "n.  [default: 16]"}),
    ("--outputs", {"type": int, "help": "o.  [default: 4]"}),
    ("--inputs", {"type": int, "help": "i.  [default: 4]"}),
    ("--time", {"metavar": "T", "help": "Steps of a sequence, or infinity.  [default: infinity]"}),
    (
        "--correlation",
        {
            "type": float,
            "help": "v of input with E[x_t x_s^T] = v^|t-s| I.  [default: 0, white noise]",
        },
    ),
    (
        "--eta",
        {
            "multiple": True,
            "metavar": "[RULE=]ETA",
            "help": "Learning rate, or auto: a part of the largest stable step of a mode; repeat for a RULE's "
            "own.  [default: 0.01]",
        },
    ),
    ("--steps", {"type": int, "help": "Updates.  [default: 2000]"}),
    (
        "--every",
        {
            "type": int,
            "help": "Updates between measurements; the last is after all.  [default: steps/50, rounded up]",
        },
    ),
    ("--batch", {"type": int, "help": "Sampled sequences an update.  [default: the mean update]"}),
    (
        "--compiled/--no-compiled",
        {"default": None, "help": "Mean updates of a finite T by Numba.  [default: no]"},
    ),
    ("--teacher", {"type": click.Choice(["aligned", "mixed", "random"])}),
    (
        "--teacher-mode",
        {"multiple": True, "metavar": "A,B,W", "help": "Strengths of one mode; repeat for more."},
    ),
    ("--teacher-units", {"type": int, "help": "Of a random teacher.  [default: 4]"}),
    ("--teacher-radius", {"type": float, "help": "Of a random teacher.  [default: 0.8]"}),
    ("--basis", {"type": click.Choice(["random", "identity"]), "help": "U, V and P."}),
    ("--start", {"type": click.Choice(["gaussian", "aligned"])}),
    ("--scale", {"type": float, "help": "A, B ~ scale N(0,1)/sqrt n.  [default: 0.1]"}),
    ("--gain", {"type": float, "help": "W ~ gain N(0,1)/sqrt n.  [default: 0.1]"}),
    (
        "--start-mode",
        {"multiple": True, "metavar": "A,B,W[,A_HAT]", "help": "Of an aligned start; repeat."},
    ),
    ("--noise", {"type": float, "help": "Added to an aligned start.  [default: 0]"}),
    ("--feedback-scale", {"type": float, "help": "R ~ scale N(0,1).  [default: 0.5]"}),
    ("--predict-from", {"type": int, "help": "The update the flow starts from.  [default: 0]"}),
    ("--stop-below", {"type": float, "help": "Converged: loss/(first loss).  [default: 0.001]"}),
    ("--go-on/--stop", {"default": None, "help": "Go on after convergence.  [default: stop]"}),
    ("--together", {"type": int, "help": "Seeds computed and kept at once.  [default: 5]"}),
)


def setting_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options."""
    for given, attributes in reversed(_OPTIONS):
        names = (given,) if isinstance(given, str) else given
        command = click.option(*names, **attributes)(command)
    return command


def chosen(options: Mapping[str, object]) -> dict[str, Any]:
    """The settings that were given, by the names they have in Settings.

    Raises
    ------
    SimulationError for text that is no number or list of numbers.

    >>> chosen({"time": "infinity", "steps": 120, "teacher_mode": ("1,1,0.5",), "eta": None})
    {'T': None, 'steps': 120, 'teacher_modes': ((1.0, 1.0, 0.5),), 'every': 3}
    """
    found: dict[str, Any] = {}
    for name, value in options.items():
        if name == "parameter" or value is None or value == ():
            continue
        if name == "eta":
            found |= _one_for_all(value)
        elif name == "time":
            found["T"] = _time(str(value))
        elif f"{name}s" in _MODES and isinstance(value, tuple):
            found[f"{name}s"] = tuple(_mode(f"--{name.replace('_', '-')}", one) for one in value)
        else:
            found[name] = value
    steps = found.get("steps")
    if isinstance(steps, int) and steps >= 1 and "every" not in found:
        found["every"] = -(-steps // _MEASUREMENTS)
    return found


def rates_of(options: Mapping[str, object]) -> "RateRequest":
    """What --eta asks for beside one number for all rules.

    Raises
    ------
    SimulationError for text that is neither a number nor auto, or a rule that is given twice.

    >>> rates_of({"eta": ("0.05", "rflo=0.02", "bptt=auto")})
    RateRequest(auto=False, own={'rflo': 0.02, 'bptt': None})
    """
    from symdyn.simulation.training.learning_rates import RateRequest

    general, own = _rates(options["eta"])
    return RateRequest(general == _AUTO, own)


def _one_for_all(texts: object) -> dict[str, float]:
    general, _ = _rates(texts)
    return {} if general is None or general == _AUTO else {"eta": float(general)}


def _rates(texts: object) -> tuple[str | None, dict[str, float | None]]:
    """The --eta without a rule, and those with one; None stands for auto."""
    general: str | None = None
    own: dict[str, float | None] = {}
    for text in texts if isinstance(texts, tuple) else ():
        rule, separator, value = (part.strip() for part in text.rpartition("="))
        number = _number(value)
        if (number is None and value != _AUTO) or (separator and not rule):
            raise SimulationError(
                f"--eta {text!r} is no number, auto, or RULE= and one of these; write --eta 0.01 or "
                "--eta rflo=0.02"
            )
        if rule in own or (not rule and general is not None):
            raise SimulationError(
                f"eta {f'of rule {rule}' if rule else 'for all rules'} was given twice; give it once"
            )
        if rule:
            own[rule] = number
        else:
            general = value
    return general, own


def parameters_of(options: Mapping[str, object]) -> dict[str, float]:
    """The values of --parameter by name.

    >>> parameters_of({"parameter": ("w_hat=0.5",)})
    {'w_hat': 0.5}
    """
    found: dict[str, float] = {}
    given = options["parameter"]
    for text in given if isinstance(given, tuple) else ():
        match = _PAIR.fullmatch(text)
        if match is None or (value := _number(match[2])) is None:
            raise SimulationError(
                f"parameter {text!r} is not of the form NAME=VALUE; write w_hat=0.5"
            )
        if match[1] in found:
            raise SimulationError(f"parameter {match[1]} was given twice; give it once")
        found[match[1]] = value
    return found


def values_of_axis(name: str, text: str) -> list[int | float | str | None]:
    """The values of an axis: numbers, words, or infinity for T.

    >>> values_of_axis("T", "20,infinity"), values_of_axis("eta", "0.01, 1e-3")
    ([20, None], [0.01, 0.001])
    """
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if name == "T":
        return [_time(word) for word in words]
    return [_value(word) for word in words]


def _value(word: str) -> int | float | str:
    if re.fullmatch(r"-?[0-9]{1,9}", word):
        return int(word)
    number = _number(word)
    return word if number is None else number


def _time(text: str) -> int | None:
    if text.lower() in {"inf", "infinity"}:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise SimulationError(
            f"T = {text!r} is neither an integer of at most nine digits nor infinity; write "
            "--time 50"
        )
    return int(text)


def _mode(option: str, text: str) -> tuple[float, ...]:
    numbers = [_number(one) for one in text.split(",")]
    values = tuple(one for one in numbers if one is not None)
    if len(values) < len(numbers):
        raise SimulationError(
            f"{option} {text!r} is no list of numbers with commas; write {option} 1,0.5,0.8"
        )
    return values


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
