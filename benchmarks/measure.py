"""Runs a command and prints its time and its memory as JSON; a small process, whose own memory does not count."""

import json
import resource
import subprocess
import sys
import time

began = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "cpu": used.ru_utime + used.ru_stime,
    "memory": used.ru_maxrss >> 10,
    "code": code,
}))
