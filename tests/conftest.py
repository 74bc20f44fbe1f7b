"""Settings that all tests share."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

set_hypothesis_home_dir(Path(__file__).resolve().parent.parent / "build" / "hypothesis")
# Under CI Hypothesis loads a profile of its own: reproducible.  A slow machine fails no example.
settings.register_profile(
    "patient",
    settings.default,
    deadline=None,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("patient")


def fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Under CI turn a skip, such as one for want of TeX, into a failure that says so."""
    if not IN_CI or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"Under CI every tool is installed and no test may be skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Apply the rule on skips to a test."""
    report = yield
    fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Apply the rule on skips to a whole file."""
    report = yield
    fail_if_skipped(report)
    return report
