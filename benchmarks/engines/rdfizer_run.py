"""SDM-RDFizer, with RML."""

import subprocess
import sys
from pathlib import Path

from rml import mapping

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
output.mkdir()
(output / "mapping.ttl").write_text(mapping(folder), encoding="utf-8")
(output / "config.ini").write_text(
    f"[default]\nmain_directory: {output}\n[datasets]\nnumber_of_datasets: 1\noutput_folder: {output}\n"
    "all_in_one_file: no\nremove_duplicate: yes\nenrichment: yes\nname: out\nordered: yes\noutput_format: n-triples\n"
    f"[dataset1]\nname: out\nmapping: {output / 'mapping.ttl'}\n", encoding="utf-8")
subprocess.run([sys.executable, "-m", "rdfizer", "-c", str(output / "config.ini")], check=True)
