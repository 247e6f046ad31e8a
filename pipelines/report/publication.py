"""The publication as a Dagster asset: the last of a run."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.report.publishing import publish
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse


def publication(tables: Sequence[dg.AssetsDefinition]) -> dg.AssetsDefinition:
    """The asset that publishes, behind every table of a run: the file holds them all, so none may come after it."""
    read = {key for asset in tables for key in asset.dependency_keys}
    last = sorted({key for asset in tables for key in asset.keys} - read)

    @dg.asset(
        key=["publish", "published_warehouse"],
        group_name="publish",
        kinds={"duckdb"},
        deps=last,
        description="The file people read: replaced atomically when every gate was passed and something changed.",
    )
    def published_warehouse(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings]
    ) -> Iterator[dg.MaterializeResult[None]]:
        """Publish database and page, or say that nothing changed."""
        published = publish(warehouse, settings, settings.built_page, context.run_id)
        changed = f": {len(published.changed)} tables differ" if published.changed else ""
        context.log.info(f"publish: {published.outcome}{changed}")
        yield dg.MaterializeResult(
            metadata={
                "outcome": published.outcome,
                "tables changed": ", ".join(published.changed) or "none",
                "database": dg.MetadataValue.path(str(settings.published_database)),
                "page": dg.MetadataValue.url(settings.published_page.resolve().as_uri()),
            }
        )

    return published_warehouse
