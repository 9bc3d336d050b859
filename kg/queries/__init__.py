"""Questions to the graph: bundled or the user's own, each in a file of SPARQL with a header."""
