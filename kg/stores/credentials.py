"""Who we are to a server: read from a file, the environment or a prompt, and never shown.

Digest authentication follows RFC 7616 (https://www.rfc-editor.org/rfc/rfc7616).
"""

import base64
import hashlib
import os
import re
import secrets
import stat
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from kg.errors import UnreadableInput, WrongUsage

KINDS = ("basic", "digest", "bearer", "header")
HIDDEN = "***"
KEYS = {"user", "password", "token", "kind", "header", "certificate", "key"}


class Credentials(msgspec.Struct, frozen=True):
    """A user with a password, or a token, or a client certificate; its text form hides them."""

    user: str | None = None
    password: str | None = None
    token: str | None = None
    kind: str | None = None
    """One of `KINDS`; `None` leaves it to the store's profile."""
    header: str = "X-Api-Key"
    """The name of the header that carries the token where the kind is `header`."""
    certificate: Path | None = None
    key: Path | None = None

    def __repr__(self) -> str:
        """Tell nothing."""
        return f"Credentials({HIDDEN})"

    def known(self) -> bool:
        """Return whether there is something to send in a header."""
        return self.user is not None or self.token is not None

    def secrets(self) -> tuple[str, ...]:
        """Return every form in which the secret may come back from a server, the longest first."""
        found = {one for one in (self.password, self.token) if one}
        if self.user is not None and self.password is not None:
            found.add(basic(self.user, self.password))
        found |= {quote(one, safe="") for one in found}
        return tuple(sorted(found, key=len, reverse=True))

    def hide(self, text: str) -> str:
        """Return a text in which no secret stands."""
        for secret in self.secrets():
            text = text.replace(secret, HIDDEN)
        return text


NOBODY = Credentials()


def basic(user: str, password: str) -> str:
    """Return what Basic authentication sends (RFC 7617)."""
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def read_credentials(
    file: Path | None, environment: Mapping[str, str] = os.environ, ask: Callable[[str], str] | None = None,
) -> Credentials:
    """Return the credentials of a TOML file, else of KG_USER, KG_PASSWORD and KG_TOKEN.

    With a user and no password, `ask` is called for it. Raises `UnreadableInput` if the file cannot
    be read, and `WrongUsage` if it says something else than credentials.
    """
    given = from_file(file) if file else from_environment(environment)
    if given.user is not None and given.password is None and given.certificate is None:
        if ask is None:
            raise WrongUsage(f"there is a user ({given.user}) and no password; set KG_PASSWORD or use --auth-file")
        return msgspec.structs.replace(given, password=ask(f"password of {given.user}: "))
    return given


def from_environment(environment: Mapping[str, str]) -> Credentials:
    """Return what the environment says."""
    return Credentials(
        user=environment.get("KG_USER"), password=environment.get("KG_PASSWORD"), token=environment.get("KG_TOKEN"),
        kind="bearer" if "KG_TOKEN" in environment else None,
    )


def from_file(path: Path) -> Credentials:
    """Return what a file says, which nobody else should be able to read."""
    try:
        text = path.read_text(encoding="utf-8")
        if sys.platform != "win32" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            raise WrongUsage(f"{path}: others can read this file; run: chmod 600 {path}")
        values = tomllib.loads(text)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own message may quote the line, and with it the secret.
        raise UnreadableInput(f'{path}: is no TOML; write lines such as user = "ada"') from None
    if set(values) - KEYS or not all(isinstance(value, str) for value in values.values()):
        raise WrongUsage(f"{path}: may hold only text for {', '.join(sorted(KEYS))}")
    kind = values.get("kind", "bearer" if "token" in values else None)
    if kind is not None and kind not in KINDS:
        raise WrongUsage(f"{path}: kind must be one of {', '.join(KINDS)}")
    return Credentials(
        user=values.get("user"), password=values.get("password"), token=values.get("token"), kind=kind,
        header=values.get("header", "X-Api-Key"),
        certificate=Path(values["certificate"]) if "certificate" in values else None,
        key=Path(values["key"]) if "key" in values else None,
    )


PARAMETER = re.compile(r'([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


SCHEME = re.compile(r"(?:^|,)\s*(?=[A-Za-z-]+(?:\s+[A-Za-z]+\s*=|\s*(?:,|$)))")


def digest_of(challenges: str) -> "Digest | None":
    """Return the first Digest challenge that we can answer, of all that a server states."""
    for challenge in SCHEME.split(challenges):
        if challenge.lower().startswith("digest "):
            found = Digest(challenge)
            if found.usable():
                return found
    return None


class Digest:
    """The answers to one challenge of a server, counted as the protocol wants."""

    def __init__(self, challenge: str) -> None:
        """Take the challenge as `WWW-Authenticate` states it."""
        found = PARAMETER.findall(challenge)
        self.given: dict[str, str] = {name.lower(): quoted or plain for name, quoted, plain in found}
        self.count = 0

    def usable(self) -> bool:
        """Return whether we can answer it."""
        offered = {one.strip() for one in self.given.get("qop", "auth").split(",")}
        return "nonce" in self.given and "auth" in offered and self.algorithm() in HASHES

    def algorithm(self) -> str:
        """Return the name of the hash."""
        return self.given.get("algorithm", "MD5").upper()

    def answer(self, user: str, password: str, method: str, target: str, client: str | None = None) -> str:
        """Return the value of `Authorization` for one request; `client` is our nonce."""
        self.count += 1
        client = client or secrets.token_hex(16)
        realm, nonce = self.given.get("realm", ""), self.given["nonce"]
        count = f"{self.count:08x}"

        def hashed(text: str) -> str:
            return HASHES[self.algorithm()](text.encode()).hexdigest()

        who, what = hashed(f"{user}:{realm}:{password}"), hashed(f"{method}:{target}")
        if "qop" in self.given:
            response = hashed(f"{who}:{nonce}:{count}:{client}:auth:{what}")
        else:
            response = hashed(f"{who}:{nonce}:{what}")
        fields = [f'username="{escaped(user)}"', f'realm="{escaped(realm)}"', f'nonce="{nonce}"', f'uri="{target}"',
                  f'response="{response}"']
        if "algorithm" in self.given:
            fields.append(f"algorithm={self.given['algorithm']}")
        if "qop" in self.given:
            fields += ["qop=auth", f"nc={count}", f'cnonce="{client}"']
        if "opaque" in self.given:
            fields.append(f'opaque="{self.given["opaque"]}"')
        return "Digest " + ", ".join(fields)


def escaped(text: str) -> str:
    """Return the text of a quoted string of HTTP."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
