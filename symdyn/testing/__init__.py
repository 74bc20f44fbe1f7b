"""Shipped tests: run_rule_conformance(rule) checks anyone's rule against the laws of all rules."""

from symdyn.testing.conformance import ConformanceReport, run_rule_conformance

__all__ = ["ConformanceReport", "run_rule_conformance"]
