"""A certificate is a regular file of bounded size: nothing else is read, or waited for."""

import os

import pytest

from symdyn.checker import check_files
from tests.second_checker import check_files as check_again


def make_pipe(path):
    os.mkfifo(path)


def make_link_to_a_device(path):
    path.symlink_to("/dev/zero")


def make_folder(path):
    path.mkdir()


def make_link_to_nothing(path):
    path.symlink_to(path.with_name("nowhere"))


def make_link_to_itself(path):
    path.symlink_to(path)


def make_large(path):
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a file with a hole: it holds a terabyte, and takes no room


MADE = (
    make_pipe,
    make_link_to_a_device,
    make_folder,
    make_link_to_nothing,
    make_link_to_itself,
    make_large,
)


@pytest.mark.parametrize("make", MADE)
def test_what_is_no_regular_file_is_rejected(make, tmp_path):
    make(tmp_path / "strange.json")
    (verdict,) = check_files([tmp_path / "strange.json"])
    assert (verdict.status, verdict.message.count("\n")) == ("rejected", 0)
    (again,) = check_again([tmp_path / "strange.json"])
    assert again.status == "rejected"
