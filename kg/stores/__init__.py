"""Stores: the embedded one, rdflib, and endpoints, which all answer in the same terms."""
