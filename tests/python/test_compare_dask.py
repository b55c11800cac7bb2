"""Comparison on dask.distributed: the same function, with dask's executor in place of processes of our own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from comparing import SMALL, plan_of, tasks_of

from microgpt.compare.engine import outcomes
from microgpt.compare.trial import Outcome, trained

distributed = pytest.importorskip(
    "distributed", reason="dask.distributed is not installed (17 packages): pip install distributed runs this"
)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers on this machine."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_the_runs_on_a_cluster_are_the_runs_on_this_machine(client: Any) -> None:
    tasks = tasks_of(plan_of(replace(SMALL, holdout=0.1), vary={"n_head": [1, 2], "seed": [1, 2]}))
    found = dict(outcomes(tasks, client.get_executor(pure=False)))
    assert found.keys() == tasks.keys()
    for task, came in found.items():
        assert isinstance(came, Outcome)
        assert replace(came, ms_per_step=None) == replace(trained(task), ms_per_step=None)


def test_a_worker_that_is_killed_costs_no_run(client: Any) -> None:
    tasks = tasks_of(plan_of(vary={"num_steps": [50, 2000], "seed": [1, 2]}))
    workers = list(client.run(os.getpid).values())
    found = outcomes(tasks, client.get_executor(pure=False))
    came = [next(found)]
    os.kill(workers[0], signal.SIGKILL)
    came += found
    assert dict(came).keys() == tasks.keys()
    assert all(isinstance(each, Outcome) for _, each in came)
