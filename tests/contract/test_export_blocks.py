"""The exported NumPy modules compute many modes block by block, which must change no bit."""

from typing import Any

import numpy as np
import pytest

from symdyn import LearningRule, all_rules, analyse
from symdyn.codegen import export, load_module

RULES = {found.rule.name: found.rule for found in all_rules() if found.origin == "symdyn"}
PARAMETERS = {"a_hat": 0.75, "w_hat": 0.5, "gamma": 0.25, "tau": 3}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rows_that_fit_a_block_and_all_rows_at_once(rule: LearningRule) -> None:
    """The arguments broadcast over two axes, one is not contiguous, and the last block is short."""
    module = load_module(export(analyse(rule)))
    rows, columns = 3, module.BLOCK // 2 + 1
    mode: dict[str, Any] = {
        "a": np.linspace(-2.0, 2.0, columns),
        "b": np.linspace(0.5, 1.5, rows * columns).reshape(columns, rows).T,
        "w": np.linspace(-0.9, 0.9, rows)[:, None],
        "a_star": 1.5,
        "b_star": -0.5,
        "w_star": 0.25,
    }
    fixed = {key: PARAMETERS[key] for key in module.PARAMETERS}

    def results(chosen: dict[str, Any]) -> list[Any]:
        rates, matrix = module.flow_and_jacobian(**chosen, **fixed)
        flow, update = module.flow(**chosen, **fixed), module.update(**chosen, **fixed)
        return [*rates, matrix, *flow, *update]

    assert columns < module.BLOCK < rows * columns
    whole = results(mode)
    parts = [results(mode | {"b": mode["b"][i], "w": mode["w"][i]}) for i in range(rows)]
    for one, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        assert one.dtype == float
        np.testing.assert_array_equal(one, np.stack(pieces))
