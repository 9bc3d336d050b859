"""What the shell completes: names of queries, and of their parameters."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem


class QueryName(click.ParamType[str]):
    """The name of a bundled query, or the path of a file."""

    name = "query"

    def shell_complete(self, _ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the queries that begin so, then files of queries and folders."""
        from kg.queries.library import SUFFIX, bundled

        found = [CompletionItem(one.name, help=one.header.summary) for one in bundled() if one.name.startswith(incomplete)]
        place = Path(incomplete)
        folder, start = (place, "") if incomplete.endswith("/") else (place.parent, place.name)
        if incomplete and folder.is_dir():
            found += [
                CompletionItem(f"{one}/" if one.is_dir() else str(one))
                for one in sorted(folder.iterdir())
                if one.name.startswith(start) and (one.is_dir() or one.suffix == SUFFIX)
            ]
        return found


class ParameterValue(click.ParamType[str]):
    """A `name=value` for the query that stands on the line already."""

    name = "name=value"

    def shell_complete(self, ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the parameters of the query that begin so."""
        from kg.errors import KgError
        from kg.queries.library import find

        # While `-p` still lacks its value, the line cannot be parsed and the name is among its words.
        name = ctx.params.get("name") or next((word for word in ctx.args if not word.startswith("-")), None)
        if not name:
            return []
        try:
            query = find(name)
        except KgError:
            # A name that is not finished, or a file that is broken: nothing to offer, nothing to say.
            return []
        return [
            CompletionItem(f"{one.name}=", help=one.about)
            for one in query.header.parameters if one.name.startswith(incomplete)
        ]
