"""The section of a report that sets theory beside a small simulation."""

from functools import cache
from pathlib import Path

import pytest

from symdyn import LearningRule, analyse, parameter
from symdyn.notation import m, tau, w
from symdyn.report.document import rule_document
from symdyn.report.figures.plan import figures_of
from symdyn.report.writing import write_reports
from symdyn.simulation.training.outcomes import Group, median
from symdyn.simulation.training.sample import sample_runs
from tests.derived import derived

HEADING = r"\section{Simulation of full networks}"


@cache
def sampled(name: str) -> Group:
    return sample_runs(derived(name))


def test_the_section_is_there_with_runs_only() -> None:
    assert HEADING not in rule_document(derived("rflo"))
    text = rule_document(derived("rflo"), sample=sampled("rflo"))
    assert HEADING in text
    assert "All reached a loss below 0.001 of the first" in text
    assert [figure.name for figure in figures_of(derived("rflo"), sampled("rflo"))][-1] == (
        "rflo-simulation"
    )
    assert r"figures/rflo-simulation.pdf" in text


def test_the_table_has_the_medians_of_the_runs() -> None:
    text = rule_document(derived("bptt"), sample=sampled("bptt"))
    for label, column, choose in (
        ("Distance from the flow, largest", "distance", max),
        ("Distance from the flow, at the end", "distance", lambda values: values[-1]),
        ("Recurrent alignment, at the start", "recurrent_alignment", lambda values: values[0]),
    ):
        cells = [
            median(choose([row[column][mode] for row in run]) for run in sampled("bptt").runs)
            for mode in range(2)
        ]
        assert f"{label} & ${cells[0]:.2f}$ & ${cells[1]:.2f}$" in text


def test_there_is_no_feedback_alignment_under_symmetric_feedback() -> None:
    assert "Feedback alignment" not in rule_document(derived("bptt"), sample=sampled("bptt"))
    assert "Feedback alignment" in rule_document(derived("rflo"), sample=sampled("rflo"))


def test_runs_that_do_not_converge_are_told() -> None:
    text = rule_document(derived("readout-only"), sample=sampled("readout-only"))
    assert "0 of 3 reached a loss below 0.001 of the first" in text


@pytest.mark.parametrize(
    "rule",
    [
        LearningRule("fast", "Fast", "random", parameter("gamma", 0, 1) ** m, horizon=tau),
        LearningRule("slow", "Slow", "symmetric", (1 + m) * (w / 2) ** m),
    ],
    ids=lambda rule: rule.name,
)
def test_any_rule_can_be_sampled(rule: LearningRule) -> None:
    sample = sample_runs(analyse(rule))
    assert len(sample.runs) == 3
    assert sample.ends
    assert HEADING in rule_document(analyse(rule), sample=sample)


@pytest.mark.slow
def test_the_figure_is_written(tmp_path: Path) -> None:
    samples = {"rflo": sampled("rflo")}
    write_reports([derived("rflo")], tmp_path, pdf=False, samples=samples)
    figure = tmp_path / "figures" / "rflo-simulation.pdf"
    assert figure.read_bytes().startswith(b"%PDF")
    write_reports([derived("rflo")], tmp_path / "plain", pdf=False)
    assert not (tmp_path / "plain" / "figures" / "rflo-simulation.pdf").exists()
