"""The site of a graph as a server on this machine, with SPARQL."""
