#!/bin/sh
# Installs the servers of tests/servers.py: Oxigraph (PyPI), Fuseki (Maven Central), Virtuoso (Debian).
set -eu
python -m pip install --quiet oxigraph
jars=${KG_TEST_JARS:-$HOME/.cache/kg-tests}
mkdir -p "$jars"
if [ ! -e "$jars/jena-fuseki-server-5.6.0.jar" ]; then
  mvn --quiet dependency:copy -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0 -DoutputDirectory="$jars"
fi
if ! command -v virtuoso-t >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    virtuoso-opensource-7 virtuoso-opensource-7-bin
fi
