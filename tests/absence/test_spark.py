"""The measure on Spark, in local mode, is that of one machine to the last step."""

from __future__ import annotations

import sys
import warnings

from outcome_contracts.absence.partitioned import measure_partitioned
from tests.absence.deliveries import COVERS, rules
from tests.absence.test_partitioned import PERIOD, large_delivery, tables, written
from tests.external_tools import tool


def test_spark_gives_the_same_panel_and_the_same_findings(tmp_path, monkeypatch):
    tool("java", package="a Java runtime, for Spark")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    absence, employed = tables(*large_delivery(), numbers=True)
    spells, employments = (
        written(tmp_path, "spells", absence, "parquet"),
        written(tmp_path, "jobs", employed, "parquet"),
    )
    chosen = rules(overlap="max", extent_basis="of_full_time")
    alone = measure_partitioned(spells, employments, chosen, PERIOD, covers=COVERS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Spark about the versions of other libraries
        from pyspark.sql import SparkSession

        from outcome_contracts.absence.spark import measure_with_spark

        builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.shuffle.partitions", "1").getOrCreate()
        try:
            spread = measure_with_spark(session, str(spells), employments, chosen, PERIOD, covers=COVERS, buckets=3)
        finally:
            session.stop()
    assert spread.panel == alone.panel
    assert sorted(map(str, spread.notices)) == sorted(map(str, alone.notices))
    assert {each.rows for each in spread.notices} == {each.rows for each in alone.notices}
    assert spread.spells == alone.spells
