"""Morph-KGC, with RML."""

import subprocess
import sys
from pathlib import Path

from rml import mapping

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
work = output.with_suffix(".morph")
work.mkdir()
(work / "mapping.ttl").write_text(mapping(folder), encoding="utf-8")
(work / "config.ini").write_text(
    f"[CONFIGURATION]\noutput_file={output}\noutput_format=N-TRIPLES\nlogging_level=ERROR\nnumber_of_processes=2\n"
    f"[DATA]\nmappings={work / 'mapping.ttl'}\n", encoding="utf-8")
subprocess.run([sys.executable, "-m", "morph_kgc", str(work / "config.ini")], check=True)
