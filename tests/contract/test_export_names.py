"""What exported code makes of names that its language has taken, and of steps that are none."""

import re
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symdyn import Analysis, LearningRule, SymdynError, analyse, find_rule, parameter
from symdyn.codegen import TARGETS, export, load_module
from symdyn.codegen.names import c_identifier
from symdyn.notation import m, tau, w, w_hat

MODE = ("a", "b", "w", "a_star", "b_star", "w_star")
RULES = {
    "rflo": find_rule("rflo"),
    "linear-tau": LearningRule(
        "linear-tau", "l", "random", (1 + m) * (w * w_hat) ** m, horizon=tau
    ),
}
# Words of the modules that no function with a rule's parameters uses.
HARMLESS = frozenset("numpy numba extending types overload".split())


@cache
def analysis_of(name: str) -> Analysis:
    return analyse(RULES[name])


STANDARDS = ([], ["-std=c99"], ["-std=gnu99"], ["-std=c2x"], ["-std=gnu2x"])
HEADERS = (
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign "
    "stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string threads time wchar wctype"
).split()
# Keywords of C23, of which a compiler may not know all yet.
NEW_WORDS = (
    "alignas alignof bool constexpr false nullptr static_assert thread_local true typeof "
    "typeof_unqual"
).split()


def compiler_takes(options: list[str]) -> bool:
    command = ["cc", *options, "-fsyntax-only", "-xc", "/dev/null"]
    return not subprocess.run(command, capture_output=True, check=False).returncode


def allowed(name: str) -> bool:
    try:
        parameter(name, 0, 1)
    except SymdynError:
        return False
    return True


@pytest.mark.parametrize("options", STANDARDS, ids=" ".join)
def test_no_parameter_is_named_as_a_macro_or_a_new_keyword(options: list[str]) -> None:
    if not compiler_takes(options):
        options = []
    lines = [f"#if __has_include(<{one}.h>)\n#include <{one}.h>\n#endif" for one in HEADERS]
    command = ["cc", *options, "-dM", "-E", "-xc", "-"]
    shown = subprocess.run(
        command, input="\n".join(lines), capture_output=True, text=True, check=True
    ).stdout
    # A macro with arguments is none where no bracket follows, and none follows a parameter.
    macros = re.findall(r"^#define (\w+)(?= |$)", shown, re.MULTILINE)
    assert len(macros) > 500
    used = [one for one in (*macros, *NEW_WORDS) if allowed(one)]
    assert {"bool", "stdin", "EOF"} <= set(used)
    assert [one for one in used if c_identifier(one, ()) == one] == []


@pytest.mark.parametrize("target", TARGETS)
def test_no_parameter_is_named_as_a_word_of_the_code(target: str) -> None:
    """A name that the code uses itself, such as np or trace, is kept free by the target."""
    for name in ("linear-tau", "rflo"):
        source = export(analysis_of(name), target)
        plain = re.sub(r'/\*.*?\*/|""".*?"""|"[^"\n]*"|#.*', " ", source, flags=re.DOTALL)
        own = {*MODE, *(one.name for one in RULES[name].parameters)}
        words = sorted({one for one in re.findall(r"[A-Za-z_]\w*", plain) if allowed(one)} - own)
        used = TARGETS[target]
        taken = [one for one in words if used.identifier(one, used.reserved) == one]
        assert [one for one in taken if one not in HARMLESS] == []


@pytest.mark.parametrize("options", STANDARDS, ids=" ".join)
def test_hostile_names_compile_by_every_standard(options: list[str], tmp_path: Path) -> None:
    names = "linux unix bool nullptr typeof alignas EOF new".split()
    hostile = [parameter(name, 0, 1) for name in names]
    rule = LearningRule("hostile", "h", "symmetric", sum(hostile) * w_hat**m)
    source = export(analyse(rule), "c")
    headers = "".join(f"#include <{one}.h>\n" for one in ("stdio", "stdbool", "complex", "errno"))
    (tmp_path / "hostile.c").write_text(source, encoding="utf-8")
    (tmp_path / "among.c").write_text(f'{headers}#include "hostile.c"\n', encoding="utf-8")
    chosen = options if compiler_takes(options) else []
    command = ["cc", *chosen, "-Wall", "-Wextra", "-Werror", "-c", "hostile.c", "among.c"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize(
    "steps",
    [5.0, float("nan"), True, "5", None, np.array([5]), np.array(5), np.array([1.0, 2.0])],
    ids=repr,
)
def test_steps_that_are_no_integer_are_refused_in_one_line_by_numba(steps: object) -> None:
    module = numba_module()
    for function in (module.update_finite, module.loss_finite):
        with pytest.raises(
            ValueError, match=r"a number of steps has the type .*; pass one"
        ) as held:
            function(1.0, 0.5, 0.5, 1.0, 1.0, 0.25, 1.0, 0.4, T=steps)
        assert "\n" not in str(held.value)
    assert module.loss_finite(1.0, 0.5, 0.5, 1.0, 1.0, 0.25, 1.0, 0.4, T=np.int32(5)) > 0


@cache
def numba_module() -> ModuleType:
    return load_module(export(analysis_of("rflo"), "numba"))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (
            np.array([1, 2, 3]),
            r"T of <class '[a-z.]*ndarray'> is not one integer from 1 to 2\*\*53; pass one",
        ),
        ([5], r"T of <class '[a-z.]*list'> is not one integer from 1 to 2\*\*53; pass one"),
        (True, r"T of <class '[a-z.]*bool'> is not one integer from 1 to 2\*\*53; pass one"),
        (
            np.array(True),
            r"T of <class '[a-z.]*ndarray'> is not one integer from 1 to 2\*\*53; pass one",
        ),
        ("5", r"T of <class '[a-z.]*str'> is not one integer from 1 to 2\*\*53; pass one"),
        (None, r"T of <class '[a-z.]*NoneType'> is not one integer from 1 to 2\*\*53; pass one"),
        (10**400, r"T of <class '[a-z.]*int'> is not one integer from 1 to 2\*\*53; pass one"),
        (10**5000, r"T of <class '[a-z.]*int'> is not one integer from 1 to 2\*\*53; pass one"),
        (
            float("inf"),
            r"T of <class '[a-z.]*float'> is not one integer from 1 to 2\*\*53; pass one",
        ),
        (float("nan"), "T = nan is not an integer >= 1"),
        (np.array(-1), r"T = array\(-1\) is not an integer >= 1"),
    ],
    ids=lambda one: str(one)[:20] if not isinstance(one, int) else f"{one.bit_length()} bits",
)
def test_what_is_no_number_of_steps_is_refused_in_words(steps: object, told: str) -> None:
    module = load_module(export(analysis_of("rflo")))
    for function in (module.update_finite, module.loss_finite):
        with pytest.raises(ValueError, match=told) as held:
            function(1.0, 1.0, 0.5, 1.0, 1.0, 0.25, a_hat=1.0, w_hat=0.4, T=steps)
        assert "\n" not in str(held.value)


@pytest.mark.parametrize("steps", [5.0, np.int32(5), np.array(5), np.float32(5)], ids=repr)
def test_an_integer_of_any_type_is_a_number_of_steps(steps: Any) -> None:
    module = load_module(export(analysis_of("rflo")))
    given = (1.0, 1.0, 0.5, 1.0, 1.0, 0.25, 1.0, 0.4)
    assert module.update_finite(*given, T=steps) == module.update_finite(*given, T=5)
