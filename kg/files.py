"""Files at the edge: read whole and sniffed, written whole or not at all."""

import hashlib

import msgspec


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one input and where they came from."""

    name: str
    """What messages call it: the path as given, or `-` for standard input."""
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the digest of the bytes in lower-case hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()
