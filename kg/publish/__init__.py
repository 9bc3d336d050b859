"""A static web site from a built graph: pages for people, documents for machines."""
