"""Run a command and print, as a last line of JSON, its processor seconds and peak memory in KB."""

import json
import resource
import subprocess
import sys

if __name__ == "__main__":
    done = subprocess.run(sys.argv[1:], check=True, capture_output=True, text=True)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[-1] if done.stdout else "")
    print(json.dumps({"seconds": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss}))
