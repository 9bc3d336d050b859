"""What kg reads: one module a format, and the table that names them all."""
