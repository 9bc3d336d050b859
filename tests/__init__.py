"""Tests, which read like examples: a test's name is the sentence that it proves."""
