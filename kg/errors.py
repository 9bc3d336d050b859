"""What stops a run: one exception a cause, each with the exit code of the command line.

Bad records do not stop a run, they are findings; bugs are ordinary exceptions.
"""


class KgError(Exception):
    """The base of all: its text says what happened, where, and what to do."""

    exit_code = 2


class WrongUsage(KgError):
    """The command or its options cannot be meant so."""

    exit_code = 2


class UnreadableInput(KgError):
    """A file cannot be read at all."""

    exit_code = 3


class RemoteFailure(KgError):
    """A server did not do what was asked."""

    exit_code = 4


class LimitReached(KgError):
    """Reading on would pass a limit on size, ratio or time."""

    exit_code = 5


class UnwritableOutput(KgError):
    """A file cannot be written, or not to its end."""

    exit_code = 3


class Collision(KgError):
    """Two things would share one IRI."""

    exit_code = 3


class ProcessLost(KgError):
    """A process that took part in the run was ended from outside."""

    exit_code = 5
