"""Run a command and print, as a last line of JSON, its processor seconds and peak memory in KB.

The command has this process to itself, so that what the system counts for children is its alone.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["measured"]


def measured(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> tuple[dict[str, float], str]:
    """What a command takes, with its own children, in a process of its own; and its last line."""
    done = subprocess.run(
        [sys.executable, __file__, *command],
        check=True,
        capture_output=True,
        cwd=folder,
        env=environment,
        text=True,
    )
    last, usage = done.stdout.splitlines()[-2:]
    return json.loads(usage), last


if __name__ == "__main__":
    done = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[-1] if done.stdout else "")
    print(json.dumps({"seconds": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss}))
