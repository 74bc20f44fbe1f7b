"""A second checker of certificates, written from their specification alone."""

from tests.second_checker.files import Verdict, check_files

__all__ = ["Verdict", "check_files"]
