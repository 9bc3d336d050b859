"""The command line: each command opens files, calls one function, and prints.

Commands load when they are called, so that `kg --help` is quick.
"""

import importlib
import os
import sys
from difflib import get_close_matches

import click

from kg import __version__
from kg.cli.terminal import say
from kg.errors import KgError

COMMANDS = {
    "build": ("kg.cli.build", "Turn reading lists or records into a folder with the graph and its account."),
    "convert": ("kg.cli.convert", "Convert a list, or records one a line, to RDF in any syntax and profile."),
    "read": ("kg.cli.read", "Print what was understood of a list, one JSON object a line."),
    "lint": ("kg.cli.lint", "Tell a list's keeper what in the list to mend; exit 1 if there is something."),
    "query": ("kg.cli.query", "Ask the graph a question, bundled or your own, in SPARQL."),
    "queries": ("kg.cli.queries", "List the bundled questions, or show one."),
    "check": ("kg.cli.check", "Check a graph against its shapes and rules; exit 1 if something is wrong."),
    "load": ("kg.cli.load", "Load a graph into a triple store, safely."),
    "dump": ("kg.cli.dump", "Write a graph of a store to a file, sorted, after comparing its size with the store's count."),
    "diff": ("kg.cli.diff", "Tell what changed from OLD to NEW: papers, their fields, and authors merged or split."),
    "init": ("kg.cli.init", "Begin: write kg.toml and a workflow for GitHub Pages."),
    "publish": ("kg.cli.publish", "Make a web site from a built graph."),
    "serve": ("kg.cli.serve", "Serve a built graph on this machine: its pages, its data, and SPARQL."),
    "ontology": ("kg.cli.ontology", "Print or write the ontology, its context and its shapes."),
}
"""Every command: its module, whose function bears the command's name, and its line of help."""

INTERRUPTED = 130
BROKEN_PIPE = 141


class Commands(click.Group):
    """A group that imports a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names in the order in which they are met in work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str],
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest to a mistyped one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            nearest = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else "kg --help lists them"
            ctx.fail(f"there is no command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print the list without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with:  kg build README.md -o graph",
)
@click.version_option(__version__, prog_name="kg")
def kg() -> None:
    """Turn reading lists and bibliographies into a knowledge graph.

    kg reads what people read (a Markdown list of papers), writes it as RDF (Turtle, JSON-LD and
    others), checks it, and answers questions about it. No command uses the network unless its
    name or an option says so.
    """


def main() -> None:
    """Run the command line; the exit code follows what happened.

    0 all taken, 1 some records rejected or a check failed, 2 wrong usage, 3 unreadable input,
    4 remote failure, 5 a limit was hit, 130 interrupted.
    """
    try:
        sys.exit(kg.main(standalone_mode=False) or 0)
    except click.Abort:
        say("kg: interrupted; nothing was left half-written")
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KgError as error:
        say(f"kg: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe has gone (`| head`): end as other tools do, without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
