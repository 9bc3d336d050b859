"""Which records are one thing: equal keys merge here, and nothing else does by itself."""
