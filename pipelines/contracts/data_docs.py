"""great-expectations' data docs: a static site of the last validation of each raw table, built without a network."""

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.contracts.expectations import docs_identity
from pipelines.contracts.validation import quiet_context


def build_data_docs(
    results: Sequence[Path], scratch: Path, target: Path, more: Mapping[str, Sequence[Any]] | None = None
) -> Path:
    """Build the site anew.

    Args:
        results: Files of `keep_results`, one per table, named after it.
        scratch: Folder for great-expectations' own files; replaced.
        target: Folder of the site; replaced when the new one is whole.
        more: Results beside the recorded ones, by table.

    Returns:
        Page to open.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    site = scratch / "site"
    site.mkdir(parents=True)
    context = quiet_context(mode="file", project_root_dir=scratch)
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    context.add_data_docs_site(
        "raw", {"class_name": "SiteBuilder", "site_index_builder": index, "store_backend": store}
    )
    for path in results:
        if found := [*_results(path), *(more or {}).get(path.stem, ())]:
            _add(context, path, found)
    context.build_data_docs(site_names=["raw"])
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(site, target)
    return target / "index.html"


def _add(context: Any, path: Path, results: Sequence[Any]) -> None:
    """Suite and results of one table."""
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier  # noqa: PLC0415

    expectations = [result.expectation_config.to_domain_obj() for result in results]
    context.suites.add(gx.ExpectationSuite(name=path.stem, expectations=expectations))
    validated_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    run_id = RunIdentifier(run_name=path.stem, run_time=validated_at)
    kept = sum(bool(result.success) for result in results)
    counts = {
        "evaluated_expectations": len(results),
        "successful_expectations": kept,
        "unsuccessful_expectations": len(results) - kept,
        "success_percent": 100 * kept / len(results),
    }
    meta = {
        "run_id": run_id.to_json_dict(),
        "active_batch_definition": {},
        "great_expectations_version": gx.__version__,
        "validation_time": validated_at.isoformat(),
    }
    whole = ExpectationSuiteValidationResult(
        success=kept == len(results), results=results, suite_name=path.stem, statistics=counts, meta=meta
    )
    context.validation_results_store.set(docs_identity(path.stem, run_id), whole)


def _results(path: Path) -> list[Any]:
    from great_expectations.core.expectation_validation_result import (  # noqa: PLC0415
        ExpectationValidationResult,
        expectationValidationResultSchema,
    )

    loaded = [expectationValidationResultSchema.load(item) for item in json.loads(path.read_text(encoding="utf-8"))]
    return [ExpectationValidationResult(**item) if isinstance(item, dict) else item for item in loaded]
