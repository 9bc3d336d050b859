"""Inputs that are larger than memory: blocks of lines to bytes, by many processes, in one order."""
